//! `moof`, one fragment (ISO/IEC 14496-12, 8.8): packets of several tracks, with their times and places in the file.

use super::boxes::BoxAt;
use super::tfdt;
use super::tfhd::Tfhd;
use super::track::Track;
use super::trex::Trex;
use super::trun::Trun;
use crate::cursor::Cursor;
use crate::fault::{Faults, Location};

/// Adds what a fragment holds to its tracks. `body` is the whole body of the `moof`, or what the file has of it.
pub(super) fn read(
    moof: &BoxAt,
    body: &[u8],
    trex: &[Trex],
    tracks: &mut [Track],
    file_size: u64,
    faults: &mut Faults,
) {
    // Without a base of its own, a track's data begins where that of the track before it ended (8.8.7).
    let mut next_base = moof.start;
    let path = "moof/traf";
    for (kind, traf, at) in boxes(body, moof.body) {
        if &kind != b"traf" {
            continue;
        }
        let mut header = None;
        let mut time = None;
        let mut data_end = next_base;
        for (kind, body, at) in boxes(traf, at + 8) {
            match &kind {
                b"tfhd" => {
                    header = Tfhd::read(body);
                    if let Some(h) = &header {
                        data_end = h.base.unwrap_or(if h.base_is_moof { moof.start } else { next_base });
                        next_base = data_end;
                    }
                }
                b"tfdt" => time = tfdt::read(body).and_then(|t| i64::try_from(t).ok()),
                b"trun" => {
                    let Some(header) = &header else {
                        faults.bad("a run of packets", "comes before its header", Location::path(path, at));
                        continue;
                    };
                    let Some(track) = tracks.iter_mut().find(|t| t.id == header.track_id) else { continue };
                    let own = trex.iter().find(|t| t.track_id == header.track_id);
                    let Some(run) = Trun::read(body, header.defaults(own)) else {
                        faults.bad("a run of packets", "is cut short", Location::path(path, at));
                        continue;
                    };
                    let begins = match run.data_offset {
                        Some(offset) => next_base.saturating_add_signed(i64::from(offset)),
                        None => data_end,
                    };
                    // The time counts for the fragment's first run only; later runs follow on.
                    data_end = track.add_run(&run, begins, time.take(), file_size, faults);
                }
                _ => {}
            }
        }
        next_base = data_end;
    }
}

/// The boxes of a slice that lies at `at` in the file.
fn boxes(data: &[u8], at: u64) -> impl Iterator<Item = ([u8; 4], &[u8], u64)> {
    let mut c = Cursor::new(data);
    std::iter::from_fn(move || {
        let start = at + c.position() as u64;
        let (size, kind) = c.u32().zip(c.array::<4>())?;
        let len = (size as usize).checked_sub(8)?.min(c.rest().len());
        Some((kind, c.take(len)?, start))
    })
}
