//! What reaches the terminal, decided in one place: results go to the output stream, progress and notes to the
//! error stream; bars vanish when the error stream is not a terminal, and nothing depends on colour.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Where text goes. Cheap to clone; safe to use from several threads.
#[derive(Clone)]
pub struct Terminal {
    bars: MultiProgress,
    live: bool,
    quiet: bool,
    #[allow(clippy::type_complexity)]
    out: Arc<std::sync::Mutex<Box<dyn Write + Send>>>,
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
            out: Arc::new(std::sync::Mutex::new(Box::new(io::stdout()))),
        }
    }

    /// Prints a result, with a line break. An output stream that was closed (`| head`) is not an error.
    pub fn result(&self, text: &str) {
        self.bars.suspend(|| {
            if let Ok(mut out) = self.out.lock() {
                let _closed = writeln!(out, "{text}").and_then(|()| out.flush());
            }
        });
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
        bar.set_prefix(name.to_owned());
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
