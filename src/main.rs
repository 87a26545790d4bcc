//! From argv to exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    throughcare::cli::main()
}
