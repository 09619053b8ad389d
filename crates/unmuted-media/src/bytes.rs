//! Where bytes come from. Everything in this crate reads through [`ReadAt`], so that nothing here can know a
//! path or write to evidence, and so that a test can hand over a slice and count what was read.

use std::cell::{Cell, RefCell};
use std::io;

/// Random access to the bytes of one recording, which do not change while they are read.
pub trait ReadAt: Send + Sync {
    /// How many bytes there are.
    fn size(&self) -> u64;
    /// Reads at most `buf.len()` bytes from `offset` on and says how many were read; zero means the end.
    ///
    /// # Errors
    /// What the store below reports; [`io::ErrorKind::Interrupted`] is tried again by the caller.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize>;
    /// Says that the bytes of these ranges (offset and length) will be read next, so that a store for which each
    /// request is dear can fetch them together. A promise of nothing: readers that cost little ignore it.
    fn will_need(&self, _ranges: &[(u64, u64)]) {}
    /// How many bytes one more request is worth: pieces that lie nearer to each other are best read together. A local
    /// file says 0, which leaves it to the reader.
    fn request_cost(&self) -> u64 {
        0
    }
}

impl ReadAt for [u8] {
    fn size(&self) -> u64 {
        self.len() as u64
    }
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|o| self.get(o..)).unwrap_or_default();
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
}

impl ReadAt for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(offset, buf)
    }
}

impl ReadAt for &[u8] {
    fn size(&self) -> u64 {
        self.len() as u64
    }
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buf)
    }
}

/// Fills `buf` from `offset`, or as much of it as there is; says how much.
pub(crate) fn read_full(bytes: &dyn ReadAt, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while done < buf.len() {
        match bytes.read_at(offset.saturating_add(done as u64), &mut buf[done..]) {
            Ok(0) => break,
            // A store that claims more than it was asked for must not make us panic.
            Ok(n) => done = (done + n).min(buf.len()),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(done)
}

/// Small reads, many of them next to each other (box and element headers), through one window of 4 KiB,
/// so that an index costs a few reads of the store and not thousands.
pub(crate) struct Windowed<'a> {
    bytes: &'a dyn ReadAt,
    size: usize,
    /// How much is read at once now: more than `size` while what is asked for lies close together, if it may grow.
    now: Cell<usize>,
    grows: bool,
    window: RefCell<(u64, Vec<u8>)>,
}

const WINDOW: usize = 4096;
/// For headers that lie far apart, each behind data that is not read.
const SMALL_WINDOW: usize = 64;
/// So close behind the last window, the next one is larger,
const CLOSE: u64 = 2048;
/// up to this.
const GROWN_WINDOW: usize = 16 << 10;

impl<'a> Windowed<'a> {
    pub(crate) fn new(bytes: &'a dyn ReadAt) -> Self {
        Self { bytes, size: WINDOW, now: Cell::new(WINDOW), grows: false, window: RefCell::new((0, Vec::new())) }
    }
    /// The same with a window of 64 bytes, for headers that lie far apart.
    pub(crate) fn sparse(bytes: &'a dyn ReadAt) -> Self {
        Self { size: SMALL_WINDOW, now: Cell::new(SMALL_WINDOW), ..Self::new(bytes) }
    }
    /// The same, and where headers turn out to lie close together (pictures of a few hundred bytes between them), the
    /// window grows: Matroska's blocks.
    pub(crate) fn growing(bytes: &'a dyn ReadAt) -> Self {
        Self { grows: true, ..Self::sparse(bytes) }
    }
    pub(crate) fn size(&self) -> u64 {
        self.bytes.size()
    }
    /// Whether each request to the store below is dear.
    pub(crate) fn is_dear(&self) -> bool {
        self.bytes.request_cost() > 0
    }
    /// Passes on what will be needed.
    pub(crate) fn will_need(&self, start: u64, end: u64) {
        let end = end.min(self.size());
        if start < end {
            self.bytes.will_need(&[(start, end - start)]);
        }
    }
    /// Fills `buf` from `offset`, or as much of it as there is; says how much.
    pub(crate) fn read(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if buf.len() > self.size / 4 {
            return read_full(self.bytes, offset, buf);
        }
        let mut window = self.window.borrow_mut();
        let within = |w: &(u64, Vec<u8>)| {
            let from = offset.checked_sub(w.0).and_then(|d| usize::try_from(d).ok())?;
            w.1.get(from..)?.get(..buf.len()).map(|_| from)
        };
        let from = match within(&window) {
            Some(from) => from,
            None => {
                let end = window.0.saturating_add(window.1.len() as u64);
                let close = self.grows && offset >= end && offset - end <= CLOSE;
                self.now.set(if close { (4 * self.now.get()).min(GROWN_WINDOW) } else { self.size });
                window.1.resize(self.now.get(), 0);
                let n = read_full(self.bytes, offset, &mut window.1)?;
                window.1.truncate(n);
                window.0 = offset;
                0
            }
        };
        let rest = window.1.get(from..).unwrap_or_default();
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
    /// The bytes from `start` to `end`, at most `limit` of them; shorter where the recording ends before.
    pub(crate) fn take(&self, start: u64, end: u64, limit: u64) -> io::Result<Vec<u8>> {
        let wanted = end.min(self.size()).saturating_sub(start).min(limit);
        // `wanted` is at most what the store really holds and what the caller allows, so this cannot run away.
        let mut buf = vec![0; usize::try_from(wanted).unwrap_or(0)];
        let n = self.read(start, &mut buf)?;
        buf.truncate(n);
        Ok(buf)
    }
}

/// Reads pieces that lie near each other in one go: the packets of a sound track, of which a chunk holds several.
#[derive(Default)]
pub(crate) struct Ahead {
    buffer: Vec<u8>,
    at: u64,
}

/// Pieces are read together up to so many bytes.
const TOGETHER: u64 = 256 << 10;
/// Bytes between two pieces that are read along rather than skipped: a second read costs as much as copying some pages.
const SMALL_GAP: u64 = 6 << 10;

impl Ahead {
    /// The bytes of a piece (offset and size); fewer where the recording ends before. `following` are the pieces that
    /// will be asked for next.
    pub(crate) fn fetch(
        &mut self,
        bytes: &dyn ReadAt,
        (at, size): (u64, u32),
        following: impl Iterator<Item = (u64, u32)>,
    ) -> io::Result<&[u8]> {
        if self.held(at, size).is_none() {
            let mut end = at.saturating_add(u64::from(size));
            for (next, size) in following {
                let next_end = next.saturating_add(u64::from(size));
                let near = next >= end && next - end <= SMALL_GAP;
                if !near || next_end - at > TOGETHER {
                    break;
                }
                end = next_end;
            }
            // At most one piece, whose size its index has limited, or `TOGETHER`.
            self.buffer.resize(usize::try_from(end - at).unwrap_or(0), 0);
            let n = read_full(bytes, at, &mut self.buffer)?;
            self.buffer.truncate(n);
            self.at = at;
            return Ok(self.buffer.get(..(size as usize).min(n)).unwrap_or_default());
        }
        Ok(self.held(at, size).unwrap_or_default())
    }

    fn held(&self, at: u64, size: u32) -> Option<&[u8]> {
        let from = usize::try_from(at.checked_sub(self.at)?).ok()?;
        self.buffer.get(from..from.checked_add(size as usize)?)
    }
}
