//! `unmuted`, the program: reads a case, reviews it, writes what people open.
//!
//! Only this crate knows the terminal, HTML and exit statuses. `main` hands the command line to [`cli::run`].

pub mod case_files;
pub mod cli;
pub mod clip;
mod device_log;
mod exit;
mod ffmpeg;
pub mod imports;
mod intake;
mod listening;
mod names;
mod os;
mod record;
mod recording_file;
mod remote;
pub mod report;
pub mod review;
pub mod rules;
pub mod schema;
#[cfg(feature = "serve")]
pub mod serve;
mod terminal;

pub use exit::Exit;
pub use terminal::Terminal;
