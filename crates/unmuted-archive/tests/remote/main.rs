//! Recordings behind a network, read from real servers on this machine: an S3 server, and a small one that gives
//! ranges over HTTP and can be told to misbehave.
#![cfg(feature = "remote")]
// A panic here is the report, in helpers as well.
#![allow(clippy::unwrap_used, clippy::panic)]

mod http;
mod http_server;
mod s3;
mod s3_server;

use unmuted_archive::remote::RemoteOptions;
use unmuted_media::ReadAt;

/// Bytes that differ from each other everywhere.
fn bytes(n: usize) -> Vec<u8> {
    let mut x = 0x9e37_79b9_u32;
    (0..n)
        .map(|_| {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            (x >> 24) as u8
        })
        .collect()
}

/// Reads a whole range, however many reads that takes.
fn read(file: &dyn ReadAt, offset: u64, n: usize) -> std::io::Result<Vec<u8>> {
    let mut out = vec![0; n];
    let mut done = 0;
    while done < n {
        match file.read_at(offset + done as u64, &mut out[done..])? {
            0 => break,
            more => done += more,
        }
    }
    out.truncate(done);
    Ok(out)
}

/// Quick to give up, so that tests of failures do not wait.
fn options() -> RemoteOptions {
    RemoteOptions { retries: 1, ..RemoteOptions::default() }
}
