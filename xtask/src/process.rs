//! Child processes: shown as they run, ended after their time limit together with all that they started, and stopped by
//! Ctrl-C. What runs ahead of time is not shown and gives way to everything else.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The children that run now, for the interrupt handler.
static RUNNING: Mutex<Vec<Running>> = Mutex::new(Vec::new());

/// `true` once Ctrl-C has asked to stop a child that owns the terminal.
static STOPPED: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// `true` if this thread works ahead of time.
    static AHEAD: Cell<bool> = const { Cell::new(false) };
}

#[derive(Clone, Copy, PartialEq)]
enum Running {
    /// Leads a process group of its own, which is ended as a whole.
    Group(u32),
    /// Shares our terminal, so that Ctrl-C reaches it directly; it cleans up while we wait for it.
    Foreground(u32),
}

/// The result of a finished child.
pub struct Finished {
    pub status: ExitStatus,
    /// Standard output and standard error as they were shown.
    pub text: String,
    /// The limit that it ran into, if it did.
    pub timed_out: Option<Duration>,
}

impl Finished {
    pub fn success(&self) -> bool {
        self.status.success() && self.timed_out.is_none()
    }
}

/// Runs a child to its end and shows its output as it comes. After `limit` the child and all processes that it started are
/// killed, so that a hang becomes a failure. Processes that still run at the child's end are killed too.
pub fn run_shown(command: &mut Command, limit: Duration) -> Result<Finished> {
    let program = command.get_program().to_string_lossy().into_owned();
    // One pipe for both outputs keeps their lines in the order in which they were written.
    let (reader, writer) = std::io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    lead_own_group(command);
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{program}`"))?;
    let run = Running::Group(child.id());
    running().push(run);
    let shows = !works_ahead();
    if !shows {
        give_way(child.id());
    }
    // Our own ends of the pipe have to be closed, or the reader would never see its end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let copy = thread::spawn(move || copy_lines(reader, shows));

    let timed_out = wait(&mut child, limit)?.then_some(limit);
    // Also after a normal end: a server that is still running would keep the pipes open and the readers waiting.
    kill_group(child.id());
    let status = child.wait()?;
    running().retain(|other| *other != run);
    let text = copy
        .join()
        .expect("the reader of a child's output does not panic");
    if let Some(limit) = timed_out
        && shows
    {
        eprintln!(
            "`{program}` was ended after its limit of {} s",
            limit.as_secs()
        );
    }
    Ok(Finished {
        status,
        text,
        timed_out,
    })
}

/// Runs a set-up step, showing its output; an error names the step.
pub fn run_step(what: &str, command: &mut Command, limit: Duration) -> Result<()> {
    if !works_ahead() {
        println!("==> {what}");
    }
    let finished = run_shown(command, limit)?;
    anyhow::ensure!(finished.success(), "{what}: failed ({})", finished.status);
    Ok(())
}

/// Does work that is not needed yet: children of this thread run at the lowest priority, so that they do not slow a test down,
/// and show nothing.
pub fn ahead_of_time<T>(work: impl FnOnce() -> T) -> T {
    AHEAD.set(true);
    let done = work();
    AHEAD.set(false);
    done
}

fn works_ahead() -> bool {
    AHEAD.get()
}

/// Runs a child that owns the terminal until it ends or Ctrl-C stops it. `true` if it ended well or was stopped.
pub fn run_foreground(command: &mut Command) -> Result<bool> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{program}`"))?;
    let run = Running::Foreground(child.id());
    running().push(run);
    let status = child.wait()?;
    running().retain(|other| *other != run);
    Ok(status.success() || STOPPED.load(Ordering::Relaxed))
}

/// A program's output if it can be run and succeeds: for the versions of tools.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// On Ctrl-C (or SIGTERM) ends the children that run, and then this program.
pub fn stop_children_on_interrupt() -> Result<()> {
    ctrlc::set_handler(|| {
        let children = running().clone();
        let mut waits = false;
        for child in children {
            match child {
                Running::Foreground(id) => {
                    waits = true;
                    STOPPED.store(true, Ordering::Relaxed);
                    signal("TERM", &id.to_string());
                }
                Running::Group(id) => kill_group(id),
            }
        }
        if !waits {
            std::process::exit(130);
        }
    })
    .context("cannot listen for Ctrl-C")
}

fn running() -> MutexGuard<'static, Vec<Running>> {
    RUNNING
        .lock()
        .expect("no thread panics while it holds this lock")
}

/// Waits for the child's end. `true` if the limit came first.
fn wait(child: &mut Child, limit: Duration) -> Result<bool> {
    let end = Instant::now() + limit;
    while child.try_wait()?.is_none() {
        if Instant::now() >= end {
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}

/// Returns all of a child's output; copies it line by line to ours if it `shows`.
fn copy_lines(from: impl Read, shows: bool) -> String {
    let mut from = BufReader::new(from);
    let mut text = String::new();
    let mut line = Vec::new();
    while matches!(from.read_until(b'\n', &mut line), Ok(length) if length > 0) {
        if shows {
            // If our own output is gone, the child still has to be read to its end.
            let mut out = std::io::stdout();
            let _ = out.write_all(&line).and_then(|()| out.flush());
        }
        text.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    text
}

#[cfg(unix)]
fn lead_own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn lead_own_group(_: &mut Command) {}

/// Ends a process group. On Windows, which has none, the process tree.
fn kill_group(leader: u32) {
    if cfg!(windows) {
        silently(Command::new("taskkill").args(["/T", "/F", "/PID", &leader.to_string()]));
    } else {
        signal("KILL", &format!("-{leader}"));
    }
}

/// Gives a process group the lowest priority. On Windows, which has no `renice`, it keeps the one it has.
fn give_way(leader: u32) {
    silently(Command::new("renice").args(["-n", "19", "-g", &leader.to_string()]));
}

/// Sends a signal by the system's `kill`, which spares this program unsafe code.
fn signal(name: &str, target: &str) {
    silently(Command::new("kill").args(["-s", name, "--", target]));
}

fn silently(command: &mut Command) {
    // A process that has ended already needs no signal.
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_hangs_is_ended_with_what_it_started() {
        let limit = Duration::from_millis(200);
        let finished = run_shown(
            Command::new("sh").args(["-c", "echo begun; sleep 600 & sleep 600"]),
            limit,
        )
        .unwrap();
        assert_eq!(finished.timed_out, Some(limit));
        assert!(!finished.success());
        assert_eq!(finished.text, "begun\n");
    }

    #[test]
    fn a_child_that_runs_ahead_of_time_gives_way_with_all_that_it_starts() {
        let mut nice = Command::new("sh");
        // Polls until the priority has changed, since the child may run before that.
        nice.args(["-c", "until test $(nice) = 19; do :; done; nice"]);
        let ahead = ahead_of_time(|| run_shown(&mut nice, Duration::from_secs(60))).unwrap();
        assert_eq!(ahead.text, "19\n");
    }

    #[test]
    fn what_a_child_leaves_running_does_not_hold_up_the_caller() {
        let finished = run_shown(
            Command::new("sh").args(["-c", "sleep 600 & echo done"]),
            Duration::from_secs(60),
        )
        .unwrap();
        assert!(finished.success());
        assert_eq!(finished.text, "done\n");
    }
}
