//! Waiting for the network in a program that waits for nothing else. Two threads carry all requests; whoever asks
//! sleeps on a channel. So it works on any thread, those of another runtime included.

use std::future::Future;
use std::sync::OnceLock;
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

use super::error::{RemoteError, RemoteErrorKind};

/// Threads that carry requests. They wait nearly always.
const THREADS: usize = 2;

fn runtime() -> Option<&'static Runtime> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            Builder::new_multi_thread().worker_threads(THREADS).thread_name("network").enable_all().build().ok()
        })
        .as_ref()
}

/// Does something on the network and waits until it is done.
///
/// # Errors
/// Where this machine has no threads left for it.
pub(super) fn wait<T: Send + 'static>(
    place: &str,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, RemoteError> {
    let failed = || {
        let what = "threads for the network cannot be started";
        RemoteError::new(RemoteErrorKind::Machine, place, what, "raise the limit on processes and open files")
    };
    let (done, result) = mpsc::sync_channel(1);
    runtime().ok_or_else(failed)?.spawn(async move {
        // Nobody waits any more only if that thread is gone.
        let _ = done.send(work.await);
    });
    result.recv().map_err(|_| failed())
}
