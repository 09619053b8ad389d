//! The program's entry. Everything is in the library, so that tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    unmuted::cli::run(std::env::args_os())
}
