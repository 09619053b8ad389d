//! The command line: what can be typed, and where each command is. One file a command.

#[cfg(feature = "serve")]
mod account;
mod add;
mod align;
mod clip;
mod clock;
mod completions;
mod disputes;
mod distance;
mod how;
mod listen;
mod mark;
mod missing;
mod new;
mod record;
mod review;
mod rules;
mod scan;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod summary;
mod test;
mod triage;
mod verify;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use miette::{IntoDiagnostic, WrapErr};

use crate::review::document::Problem;
use crate::{Exit, Terminal, exit};

/// Puts together the record of one police encounter: recordings on one clock, silences measured, statements and
/// rules tested against them.
#[derive(Parser)]
#[command(name = "unmuted", version, propagate_version = true, after_help = exit::HELP, max_term_width = 100)]
struct Typed {
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    New(new::Args),
    Add(add::Args),
    Mark(mark::Args),
    Review(review::Args),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    #[cfg(feature = "serve")]
    Account(account::Args),
    Test(test::Args),
    Rules(rules::Args),
    Listen(listen::Args),
    Align(align::Args),
    Clock(clock::Args),
    Disputes(disputes::Args),
    Missing(missing::Args),
    Clip(clip::Args),
    Scan(scan::Args),
    Summary(summary::Args),
    Triage(triage::Args),
    Record(record::Args),
    Verify(verify::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Manual(completions::ManualArgs),
}

/// Runs what was typed and says how it ended.
pub fn run(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed = match Typed::try_parse_from(typed) {
        Ok(typed) => typed,
        Err(help_or_error) => {
            // Help and version are results, with status 0; anything else is an error, with status 2.
            return match help_or_error.print() {
                Err(e) if e.kind() != io::ErrorKind::BrokenPipe && !help_or_error.use_stderr() => {
                    lost(&Terminal::new(false), &e.to_string());
                    Exit::Usage.into()
                }
                _ => ExitCode::from(u8::try_from(help_or_error.exit_code()).unwrap_or(2)),
            };
        }
    };
    let terminal = Terminal::new(typed.quiet);
    let done = match typed.command {
        Command::New(args) => new::run(&args, &terminal),
        Command::Add(args) => add::run(&args, &terminal),
        Command::Mark(args) => mark::run(&args, &terminal),
        Command::Review(args) => review::run(&args, &terminal),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, &terminal),
        #[cfg(feature = "serve")]
        Command::Account(args) => account::run(&args, &terminal),
        Command::Test(args) => test::run(&args, &terminal),
        Command::Rules(args) => rules::run(&args, &terminal),
        Command::Listen(args) => listen::run(&args, &terminal),
        Command::Align(args) => align::run(&args, &terminal),
        Command::Clock(args) => clock::run(&args, &terminal),
        Command::Disputes(args) => disputes::run(&args, &terminal),
        Command::Missing(args) => missing::run(&args, &terminal),
        Command::Clip(args) => clip::run(&args, &terminal),
        Command::Scan(args) => scan::run(&args, &terminal),
        Command::Summary(args) => summary::run(args, &terminal),
        Command::Triage(args) => triage::run(&args, &terminal),
        Command::Record(args) => record::run(&args, &terminal),
        Command::Verify(args) => verify::run(&args, &terminal),
        Command::Schema(args) => schema::run(&args, &terminal),
        Command::Completions(args) => completions::run(&args, &terminal),
        Command::Manual(args) => completions::manual(&args, &terminal),
    };
    let failed = terminal.failed();
    if let Some(why) = &failed {
        lost(&terminal, why);
    }
    match done {
        // A result that nobody could read was not given, whatever it was.
        Ok(_) if failed.is_some() => Exit::Usage.into(),
        Ok(exit) => exit.into(),
        Err(report) => {
            terminal.error(&report);
            Exit::Usage.into()
        }
    }
}

/// Says that results were lost on their way out.
fn lost(terminal: &Terminal, why: &str) {
    let help = "is there room where it is written to? Run the command again with another place for its output";
    terminal.error(&miette::miette!(help = help, "the output stream cannot be written: {why}"));
}

/// Who does it: what was typed, or what the environment says.
fn by(typed: Option<&str>) -> miette::Result<String> {
    match typed.map(str::trim).filter(|b| !b.is_empty()) {
        Some(by) => match crate::names::of_a_person(by) {
            Ok(by) => Ok(by.to_owned()),
            Err(help) => Err(miette::miette!(help = help, "{by:?} cannot be a name in a case's lines")),
        },
        None => Err(miette::miette!(
            help = "say --by NAME, or set UNMUTED_BY in the environment once",
            "a line in a case says who wrote it, and nobody is named"
        )),
    }
}

/// Says what of a case's files could not be read or does not fit, and how the command ends for that.
fn problems(problems: &[Problem], case: &Path, terminal: &Terminal) -> Exit {
    for p in problems {
        let place = if p.place.is_empty() { String::new() } else { format!(", {}", p.place) };
        terminal.warn(&format!("{}: {}{place}: {}", case.display(), p.file, p.what), &p.remedy);
    }
    if problems.iter().any(|p| p.kind == "unread") { Exit::Unread } else { Exit::Fine }
}

/// Now, to the second, in UTC: for lines that say when somebody did something.
#[allow(clippy::disallowed_methods, reason = "when somebody did something is a fact about now")]
fn now() -> String {
    jiff::Timestamp::now().round(jiff::Unit::Second).map_or_else(|_| String::new(), |t| t.to_string())
}

/// Today, where this machine is: for a template's date, which its writer corrects.
#[allow(clippy::disallowed_methods, reason = "a placeholder that is said to be one")]
fn today() -> String {
    jiff::Zoned::now().date().to_string()
}

/// The threads of a command: as many as asked for, or one for each processor.
fn threads(jobs: Option<u16>) -> miette::Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, usize::from))
        .thread_name(|i| format!("unmuted-{i}"))
        .build()
        .into_diagnostic()
        .wrap_err("cannot start the threads of this command; try --jobs 1")
}
