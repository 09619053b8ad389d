//! What differs between operating systems, and nothing else: reading at an offset, when a file was last written to,
//! and names that are not Unicode.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use crate::location::Stamp;

/// When a file was last written to.
pub fn stamp(meta: &Metadata) -> Stamp {
    let since = meta.modified().ok().map(|t| match t.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
    });
    since.map_or(Stamp::Unknown, Stamp::Modified)
}

/// Reads up to `buf.len()` bytes at `offset`, without moving any position.
#[cfg(unix)]
pub fn read_at(file: &File, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buf, offset)
}
/// Reads up to `buf.len()` bytes at `offset`.
#[cfg(windows)]
pub fn read_at(file: &File, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buf, offset)
}

/// A name as text: each byte that is no part of a character becomes `\xNN`.
pub fn name(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

/// Makes a folder's own entries last: a new name in it survives a loss of power.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
/// Makes a folder's own entries last, where the system can.
#[cfg(not(unix))]
pub fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
