//! What differs between operating systems, and nothing else: reading at an offset, and how a file is recognised
//! as unchanged. Windows and macOS stay possible because no other file knows.

use std::fs::{File, Metadata};
use std::io;

/// What tells that a file has not changed since its digest was taken: size, modification time, inode.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Modification time, nanoseconds since 1970.
    pub modified_ns: i128,
    /// Inode, or 0 where the system has none.
    pub inode: u64,
}

/// The stamp of an open or named file.
pub fn stamp(meta: &Metadata) -> Stamp {
    let modified_ns = meta
        .modified()
        .ok()
        .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |d| i128::try_from(d.as_nanos()).unwrap_or(i128::MAX));
    Stamp { size: meta.len(), modified_ns, inode: inode(meta) }
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}
#[cfg(not(unix))]
fn inode(_meta: &Metadata) -> u64 {
    0
}

/// Reads up to `buf.len()` bytes at `offset`, without moving any position, so that threads can share the file.
#[cfg(unix)]
pub fn read_at(file: &File, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buf, offset)
}
/// Reads up to `buf.len()` bytes at `offset`.
#[cfg(windows)]
pub fn read_at(file: &File, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buf, offset)
}

/// Makes a copy of evidence read-only: whoever could read the original can read it, and nobody can write to it.
///
/// # Errors
/// Where the system refuses.
pub fn protect(copy: &File, original: &Metadata) -> io::Result<()> {
    copy.set_permissions(read_only(original))
}
#[cfg(unix)]
fn read_only(original: &Metadata) -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    // The owner always can: an original that its owner cannot read could not have been copied.
    std::fs::Permissions::from_mode(original.permissions().mode() & 0o444 | 0o400)
}
#[cfg(not(unix))]
fn read_only(original: &Metadata) -> std::fs::Permissions {
    let mut permissions = original.permissions();
    permissions.set_readonly(true);
    permissions
}

/// Makes a file that only its owner reads, or makes one that is there so.
///
/// # Errors
/// Where the folder cannot be written to.
#[cfg(unix)]
pub fn make_private(path: &std::path::Path) -> io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let options = File::options().create(true).append(true).mode(0o600).open(path);
    options?.set_permissions(std::fs::Permissions::from_mode(0o600))
}
/// Makes a file; who may read it is the system's own matter here.
#[cfg(not(unix))]
pub fn make_private(path: &std::path::Path) -> io::Result<()> {
    File::options().create(true).append(true).open(path).map(drop)
}

/// Makes a folder's own entries last: a new name in it survives a loss of power. Systems that cannot do this for a
/// folder do it with the file.
#[cfg(unix)]
pub fn sync_folder(folder: &std::path::Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
/// Makes a folder's own entries last, where the system can.
#[cfg(not(unix))]
pub fn sync_folder(_folder: &std::path::Path) -> io::Result<()> {
    Ok(())
}

/// Opens a file with the program that the system has for it.
///
/// # Errors
/// Where no such program can be started.
pub fn open(path: &std::path::Path) -> io::Result<()> {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let null = std::process::Stdio::null;
    std::process::Command::new(program).arg(path).stdin(null()).stdout(null()).stderr(null()).spawn().map(drop)
}
