//! The core decides and does no I/O: its code contains no JavaScript crate, no clock, no randomness.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that no line of code under `src/core` may hold.
const FORBIDDEN: &[&str] = &[
    "wasm_bindgen",
    "js_sys",
    "web_sys",
    "gloo",
    "gloo_timers",
    "serde_wasm_bindgen",
    "SystemTime",
    "Instant",
    "thread",
    "fs",
    "net",
    "env",
    "process",
    "io_uring",
    "getrandom",
    "rand",
    "println",
    "eprintln",
    "dbg",
    "HashMap",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

/// The offences in one line of code. Comments may contain any word.
fn offences(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or("");
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    let mut found: Vec<String> = words
        .filter(|word| FORBIDDEN.contains(word))
        .map(str::to_owned)
        .collect();
    let compact: String = code.split_whitespace().collect();
    if compact.contains("std::time") || compact.contains("usestd::{") {
        found.push(compact);
    }
    found
}

#[test]
fn the_core_names_no_javascript_crate_no_clock_and_no_io() {
    let mut files = Vec::new();
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core");
    rust_files(&core, &mut files);
    assert!(files.len() > 20, "too few files found: {}", files.len());
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("readable");
        for (number, line) in text.lines().enumerate() {
            for offence in offences(line) {
                found.push(format!("{}:{}: {offence}", file.display(), number + 1));
            }
        }
    }
    assert!(
        found.is_empty(),
        "src/core is not pure:\n{}",
        found.join("\n")
    );
}

#[test]
fn the_check_finds_each_kind_of_offence() {
    for line in [
        "use wasm_bindgen::prelude::*;",
        "let now = js_sys::Date::now();",
        "fn f() -> web_sys::Window;",
        "use std::time::Duration;",
        "use std::{time::Duration, rc::Rc};",
        "let t = Instant::now();",
        "std::thread::sleep(d);",
        "gloo_timers::callback::Timeout::new(1, f)",
    ] {
        assert!(!offences(line).is_empty(), "not seen: {line}");
    }
    assert!(offences("// Names no wasm_bindgen and no Instant.").is_empty());
    assert!(offences("use super::time::Timestamp;").is_empty());
}
