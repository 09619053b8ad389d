//! What reaches the terminal, decided in one place: results go to the output stream, progress and notes to the
//! error stream; bars vanish when the error stream is not a terminal, and nothing depends on colour.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Where text goes. Cheap to clone; safe to use from several threads.
#[derive(Clone)]
pub struct Terminal {
    bars: MultiProgress,
    live: bool,
    quiet: bool,
    #[allow(clippy::type_complexity)]
    out: Arc<std::sync::Mutex<Out>>,
}

/// The output stream, and what went wrong with it first.
struct Out {
    stream: Box<dyn Write + Send>,
    failed: Option<io::Error>,
}

impl Terminal {
    /// The process's own streams. `quiet` leaves out notes and progress, never results or errors.
    pub fn new(quiet: bool) -> Self {
        let live = !quiet && io::stderr().is_terminal();
        let target = if live { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self {
            bars: MultiProgress::with_draw_target(target),
            live,
            quiet,
            out: Arc::new(std::sync::Mutex::new(Out { stream: Box::new(io::stdout()), failed: None })),
        }
    }

    /// Prints a result, with a line break. An output stream that was closed (`| head`) is not an error; any other
    /// failure is kept for [`failed`](Self::failed), and nothing is printed after it.
    pub fn result(&self, text: &str) {
        self.bars.suspend(|| {
            let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
            if out.failed.is_some() {
                return;
            }
            let written = writeln!(out.stream, "{text}").and_then(|()| out.stream.flush());
            out.failed = written.err().filter(|e| e.kind() != io::ErrorKind::BrokenPipe);
        });
    }

    /// Why not all results reached the output stream; `None` where they did, or where nobody reads them any more.
    pub fn failed(&self) -> Option<String> {
        let out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.failed.as_ref().map(ToString::to_string)
    }

    /// Says something about the work, on the error stream.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Says what is wrong and what to do next, on the error stream, whatever was asked to be quiet.
    pub fn warn(&self, text: &str, remedy: &str) {
        let remedy = if remedy.is_empty() { String::new() } else { format!("\n  help: {remedy}") };
        self.say(&format!("warning: {text}{remedy}"));
    }

    /// Shows an error with its causes and its help, on the error stream.
    pub fn error(&self, report: &miette::Report) {
        self.say(&format!("{report:?}"));
    }

    fn say(&self, text: &str) {
        self.bars.suspend(|| {
            let _closed = writeln!(io::stderr(), "{text}");
        });
    }

    /// A bar for one piece of work that takes `length` units; hidden where nobody watches.
    pub fn bar(&self, name: &str, length: u64) -> ProgressBar {
        let bar = self.bars.add(ProgressBar::new(length));
        if let Ok(style) = ProgressStyle::with_template("{prefix:16!} {bar:32} {percent:>3} %  {msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(crate::names::shown(name).into_owned());
        bar
    }

    /// How many characters a line of a result may have: as many as the terminal shows, from 60 to 120; 80 where
    /// results do not go to a terminal, so that a file has the same lines wherever it is made.
    pub fn width(&self) -> usize {
        let shown = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        shown.map_or(80, |w| w.clamp(60, 120))
    }

    /// Whether somebody can see bars.
    pub fn is_live(&self) -> bool {
        self.live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that fails.
    struct Fails(io::ErrorKind);

    impl Write for Fails {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_kept_and_a_closed_pipe_is_not() {
        for (kind, failed) in [(io::ErrorKind::StorageFull, true), (io::ErrorKind::BrokenPipe, false)] {
            let terminal = Terminal::new(true);
            terminal.out.lock().unwrap().stream = Box::new(Fails(kind));
            assert_eq!(terminal.failed(), None);
            terminal.result("a result");
            terminal.result("another");
            assert_eq!(terminal.failed().is_some(), failed, "{kind}");
        }
    }
}
