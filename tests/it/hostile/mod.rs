//! The program under hostile files and failing machines: each is told in words and an exit code of the documented
//! ones, in bounded time and memory, and no earlier result is lost or half-written.

/// Files that a scenario names, and what it extends.
mod paths;
/// Sizes and figures beyond all sense.
mod sizes;
/// Places for results that cannot be had, and disks that fill.
mod places;
/// Runs ended from outside, at any instant.
mod killed;

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Long enough for the slowest machine: only a program that hangs takes it.
const PATIENCE: Duration = Duration::from_secs(300);
/// Memory that a refusal may take. [KiB]
const MEMORY: u32 = 3 << 20;

/// Runs the program in a folder after a preparation of the shell, in bounded memory; fails where it hangs.
fn after(preparation: &str, folder: &Path, arguments: &[&str]) -> Output {
    let script = format!("ulimit -v {MEMORY} 2>/dev/null; {preparation} exec \"$0\" \"$@\"");
    let child = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_throughcare")])
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id().to_string();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    told.recv_timeout(PATIENCE).map_or_else(
        |_| {
            let _ = Command::new("kill").args(["-KILL", &id]).status();
            panic!("{arguments:?} does not end");
        },
        |output| output.unwrap(),
    )
}

fn bounded(folder: &Path, arguments: &[&str]) -> Output {
    after("", folder, arguments)
}

/// All that the program said, and its exit code.
fn said(output: &Output) -> (Option<i32>, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
