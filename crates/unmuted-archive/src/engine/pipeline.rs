//! One thread that says what is to be read, several that read, one that takes what was read. Bounded in between, so
//! that memory does not grow with the archive.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::ScanError;

/// How many pieces of work wait for each worker, and how many results wait to be taken.
const WAITING: usize = 8;
const DONE: usize = 256;

/// Runs `work` on all that `feed` hands over, on `workers` threads, and gives each result to `take` on the calling
/// thread, in the order in which they are done. `feed` is told `false` when no more is wanted. What it returns comes
/// back. An error of `take` ends all.
pub(super) fn run<J: Send, R: Send, T: Send>(
    workers: usize,
    feed: impl FnOnce(&mut dyn FnMut(J) -> bool) -> T + Send,
    work: &(dyn Fn(J) -> R + Sync),
    take: &mut dyn FnMut(R) -> Result<(), ScanError>,
    rest: &mut dyn FnMut() -> Result<(), ScanError>,
) -> Result<T, ScanError> {
    let no_thread =
        |e: std::io::Error| ScanError::usage(format!("cannot start the threads of this scan: {e}"), "try --jobs 1");
    thread::scope(|scope| {
        let (to_work, jobs) = sync_channel::<J>(workers * WAITING);
        let jobs = std::sync::Arc::new(Mutex::new(jobs));
        let (done, results) = sync_channel::<R>(DONE);
        for i in 0..workers {
            let (jobs, done) = (jobs.clone(), done.clone());
            thread::Builder::new()
                .name(format!("unmuted-{i}"))
                .spawn_scoped(scope, move || worker(&jobs, &done, work))
                .map_err(no_thread)?;
        }
        // Only the workers hold these now: when they are gone, the feeder and we notice.
        drop((jobs, done));
        let feeder = thread::Builder::new()
            .name("unmuted-list".into())
            .spawn_scoped(scope, move || feed(&mut |job| to_work.send(job).is_ok()))
            .map_err(no_thread)?;
        let mut taken = Ok(());
        loop {
            let result = match results.try_recv() {
                Ok(result) => result,
                Err(std::sync::mpsc::TryRecvError::Disconnected) => break,
                Err(std::sync::mpsc::TryRecvError::Empty) => {
                    taken = rest();
                    if taken.is_err() {
                        break;
                    }
                    match results.recv() {
                        Ok(result) => result,
                        Err(_) => break,
                    }
                }
            };
            taken = take(result);
            if taken.is_err() {
                break;
            }
        }
        // After an error the workers find nobody who takes their results, and end.
        drop(results);
        let fed = feeder.join();
        taken?;
        fed.map_err(|_| ScanError::usage("listing a location failed in a way that it should not have", "report this"))
    })
}

fn worker<J, R>(jobs: &Mutex<Receiver<J>>, done: &SyncSender<R>, work: &(dyn Fn(J) -> R + Sync)) {
    loop {
        // The lock is held while waiting: one worker waits for the feeder, the others for it.
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => {
                if done.send(work(job)).is_err() {
                    return;
                }
            }
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_through_once() {
        let mut sum = 0u64;
        let fed = run(
            4,
            |send| (0..10_000u64).take_while(|i| send(*i)).count(),
            &|i| i * 2,
            &mut |r| {
                sum += r;
                Ok(())
            },
            &mut || Ok(()),
        );
        assert_eq!((fed.unwrap(), sum), (10_000, 99_990_000));
    }

    #[test]
    fn an_error_ends_all() {
        let mut left = 10;
        let fed = run(
            3,
            |send| (0..).take_while(|i: &u64| send(*i)).count(),
            &|i| i,
            &mut |_| {
                left -= 1;
                if left == 0 { Err(ScanError::usage("full", "")) } else { Ok(()) }
            },
            &mut || Ok(()),
        );
        assert_eq!(fed.unwrap_err().what, "full");
    }
}
