//! Prints what `tests/reference/digests.txt` holds, worked out on this platform. The repository's folder may be given;
//! otherwise it is the one in which this was built.

mod dozen;

use std::path::PathBuf;

fn main() {
    let built_in = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = std::env::args_os().nth(1).map_or_else(built_in, PathBuf::from);
    for case in &dozen::CASES {
        match case.digests(&root) {
            Ok(text) => print!("{text}"),
            Err(why) => {
                eprintln!("{}: {why}", case.file);
                std::process::exit(1);
            }
        }
    }
}
