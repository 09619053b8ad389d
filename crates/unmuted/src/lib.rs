//! `unmuted`, the program: reads a case, reviews it, writes what people open.
//!
//! Only this crate knows the terminal, HTML and exit statuses. `main` hands the command line to [`cli::run`].

pub mod case_files;
pub mod cli;
mod exit;
pub mod imports;
mod os;
pub mod report;
pub mod review;
mod terminal;

pub use exit::Exit;
pub use terminal::Terminal;
