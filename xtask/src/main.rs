//! The project's commands: `cargo xtask demo | test | build | bench`. Each does its own set-up on a machine that has only
//! Rust and Node.

mod bench;
mod demo;
mod package;
mod process;
mod project;
mod report;
mod setup;
mod sizes;
mod test;
mod vectors;

use std::ffi::OsString;
use std::process::ExitCode;

use lexopt::prelude::*;

const HELP: &str = "\
usage: cargo xtask <command>

  demo [option…]   start the example: authorization server, page and Worker; Ctrl-C stops all of it
                   (options: --port 4600, --token-seconds 60)
  test [suite…]    run every check and test, or only the suites named
  build            write the npm package to pkg/ and print its sizes
  bench [name…]    print tables of speed, memory, hard cases on the edge and in the browser, and the package's sizes: cached,
                   tenants, verify, early-end, coordinator, killed-holder, twenty-tabs; without a name
                   all, the long ones shortened
  vectors          print Wycheproof's vectors for JWS as JSON, which a test reads

Each command installs what it needs. `cargo xtask test --list` names the suites.";

/// The command on the command line.
enum Command {
    Help,
    Demo { options: Vec<OsString> },
    Test { suites: Vec<String> },
    ListSuites,
    Build,
    Bench { names: Vec<String> },
    Vectors,
}

fn main() -> ExitCode {
    match parse(lexopt::Parser::from_env()).and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command. `false` means that it ran and found failures.
fn run(command: Command) -> anyhow::Result<bool> {
    process::stop_children_on_interrupt()?;
    match command {
        Command::Help => println!("{HELP}"),
        Command::Demo { options } => return demo::run(&options),
        Command::Test { suites } => return test::run(&suites),
        Command::ListSuites => test::list(),
        Command::Build => {
            let built = package::build()?;
            sizes::print(&built)?;
        }
        Command::Bench { names } => bench::run(&names)?,
        Command::Vectors => vectors::print()?,
    }
    Ok(true)
}

fn parse(mut arguments: lexopt::Parser) -> anyhow::Result<Command> {
    let Some(first) = arguments.next()? else {
        return Ok(Command::Help);
    };
    let command = match first {
        Long("help") | Short('h') => return Ok(Command::Help),
        Value(name) => name.string()?,
        other => return Err(other.unexpected().into()),
    };
    if command == "demo" {
        // The example's own program checks them.
        let options: Vec<OsString> = arguments.raw_args()?.collect();
        let asks_for_help = options.iter().any(|option| option == "--help");
        return Ok(if asks_for_help {
            Command::Help
        } else {
            Command::Demo { options }
        });
    }
    let mut suites = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("list") if command == "test" => return Ok(Command::ListSuites),
            Value(suite) if ["test", "bench"].contains(&command.as_str()) => {
                suites.push(suite.string()?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    match command.as_str() {
        "help" => Ok(Command::Help),
        "test" => Ok(Command::Test { suites }),
        "build" => Ok(Command::Build),
        "bench" => Ok(Command::Bench { names: suites }),
        "vectors" => Ok(Command::Vectors),
        unknown => anyhow::bail!("there is no command \"{unknown}\"\n\n{HELP}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> anyhow::Result<Command> {
        parse(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn names_of_suites_and_benchmarks_follow_their_commands_only() {
        let command = parsed(&["test", "native", "types"]).unwrap();
        assert!(matches!(command, Command::Test { suites } if suites == ["native", "types"]));
        let command = parsed(&["bench", "tenants"]).unwrap();
        assert!(matches!(command, Command::Bench { names } if names == ["tenants"]));
        assert!(parsed(&["build", "native"]).is_err());
    }

    #[test]
    fn options_of_the_demo_are_handed_on() {
        let command = parsed(&["demo", "--port", "5000"]).unwrap();
        assert!(matches!(command, Command::Demo { options } if options == ["--port", "5000"]));
        assert!(matches!(
            parsed(&["demo", "--help"]).unwrap(),
            Command::Help
        ));
    }

    #[test]
    fn an_unknown_command_is_an_error_and_none_is_a_call_for_help() {
        assert!(parsed(&["biuld"]).is_err());
        assert!(matches!(parsed(&[]).unwrap(), Command::Help));
    }
}
