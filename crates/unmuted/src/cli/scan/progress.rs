//! How far a scan is: files, hours of footage, bytes, rate, time left.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use unmuted_archive::{SoFar, Stage, Watch};

use super::text::bytes;
use crate::Terminal;

/// A message is made no more often than a person can read it.
const EVERY: Duration = Duration::from_millis(100);

/// Shows how far a scan is.
pub(super) struct Progress {
    bar: ProgressBar,
    live: bool,
    begun: Instant,
    shown: Mutex<(Instant, Stage)>,
}

impl Progress {
    pub(super) fn new(terminal: &Terminal) -> Self {
        let now = Instant::now();
        let bar = terminal.bar("scan", 0);
        Self { bar, live: terminal.is_live(), begun: now, shown: Mutex::new((now, Stage::Reading)) }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn wants_count(&self) -> bool {
        self.live
    }

    fn expects(&self, files: u64) {
        self.bar.set_length(files);
    }

    fn done(&self, so_far: &SoFar) {
        if !self.live {
            return;
        }
        let now = Instant::now();
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if now - shown.0 < EVERY {
            return;
        }
        shown.0 = now;
        let seconds = (now - self.begun).as_secs_f64().max(0.001);
        let rate = so_far.read as f64 / seconds;
        let hours = so_far.duration_ns as f64 / 3.6e12;
        let mut words =
            format!("{} files, {hours:.1} h, {} read, {rate:.0} files/s", so_far.files, bytes(so_far.cost.bytes));
        if shown.1 == Stage::Reading {
            self.bar.set_position(so_far.files);
            if let Some(left) = self.bar.length().and_then(|all| all.checked_sub(so_far.files)).filter(|_| rate > 0.0) {
                words.push_str(&format!(", {} left", left_in_words(left as f64 / rate)));
            }
        }
        self.bar.set_message(words);
    }

    fn stage(&self, stage: Stage) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).1 = stage;
        match stage {
            Stage::Reading => {}
            Stage::Checking(n) => self.bar.set_message(format!("checking {n} recordings in full")),
            Stage::Writing => self.bar.set_message("writing the tables"),
        }
    }
}

fn left_in_words(seconds: f64) -> String {
    let minutes = seconds / 60.0;
    if seconds < 90.0 {
        format!("{seconds:.0} s")
    } else if minutes < 90.0 {
        format!("{minutes:.0} min")
    } else {
        format!("{:.1} h", minutes / 60.0)
    }
}
