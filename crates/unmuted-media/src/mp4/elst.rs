//! `elst`, the edit list (ISO/IEC 14496-12, 8.6.6): which part of a track's media is presented, and when. It leaves
//! out an encoder's priming, and says that a track starts late; a reader that ignores it is wrong by as much.

use unmuted_model::{Nanos, RecordingTime};

use super::boxes::version_and_flags;
use crate::cursor::Cursor;
use crate::fault::{Faults, Limit, Location};

/// One edit as it stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// How long, in ticks of the movie; zero in a fragmented file means to the end.
    pub(super) ticks: u64,
    /// From which time of the media on, in its own ticks; -1 for nothing at all.
    pub(super) media_time: i64,
    /// How fast, in 1/65,536.
    pub(super) rate: i32,
}

/// The edits of an `elst` box's body.
pub(super) fn read(body: &[u8], at: u64, faults: &mut Faults) -> Vec<Edit> {
    let mut c = Cursor::new(body);
    let mut edits = Vec::new();
    let Some(((version, _), count)) = version_and_flags(&mut c).zip(c.u32()) else {
        faults.bad("the edit list", "is cut short", Location::path("moov/trak/edts/elst", at));
        return edits;
    };
    for _ in 0..count {
        if edits.len() == crate::limits::EDITS {
            faults.limit(Limit::Edits, Location::path("moov/trak/edts/elst", at));
            break;
        }
        let edit = match version {
            1 => c.u64().zip(c.i64()),
            _ => c.u32().zip(c.i32()).map(|(d, m)| (u64::from(d), i64::from(m))),
        };
        let Some(((ticks, media_time), rate)) = edit.zip(c.i32()) else {
            faults.bad("the edit list", "is cut short", Location::path("moov/trak/edts/elst", at));
            break;
        };
        edits.push(Edit { ticks, media_time, rate });
    }
    edits
}

/// When a track's media is presented: the meaning of its edit list, in the movie's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Presentation {
    pieces: Vec<Piece>,
    /// Ticks a second of the track's media.
    timescale: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// When it begins, in movie time.
    at: RecordingTime,
    /// When it ends, in movie time.
    until: RecordingTime,
    /// The media time that is presented when it begins, in media ticks.
    media: i64,
}

/// A packet in movie time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// When its first sample is.
    pub(super) time: RecordingTime,
    /// What comes before is not presented.
    pub(super) from: RecordingTime,
    /// What comes from here on is not presented.
    pub(super) until: RecordingTime,
}

impl Presentation {
    /// Everything from the media's own zero on.
    pub(super) fn whole(timescale: u32) -> Self {
        let piece = Piece { at: RecordingTime::ZERO, until: RecordingTime::MAX, media: 0 };
        Self { pieces: vec![piece], timescale }
    }

    /// Everything from `media` ticks on for `len` ticks.
    pub(super) fn part(timescale: u32, media: i64, len: i64) -> Self {
        let until = RecordingTime::ZERO + Nanos::from_ticks(len, u64::from(timescale));
        Self { pieces: vec![Piece { at: RecordingTime::ZERO, until, media }], timescale }
    }

    /// What an edit list means. Without a piece that presents anything it is as if there were no list.
    pub(super) fn from_edits(
        edits: &[Edit],
        movie_timescale: u32,
        timescale: u32,
        at: u64,
        faults: &mut Faults,
    ) -> Self {
        let place = || Location::path("moov/trak/edts/elst", at);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut ticks = 0i64;
        let instant = |ticks: i64| RecordingTime::ZERO + Nanos::from_ticks(ticks, u64::from(movie_timescale));
        for (i, edit) in edits.iter().enumerate() {
            let begins = ticks;
            ticks = ticks.saturating_add(i64::try_from(edit.ticks).unwrap_or(i64::MAX));
            if edit.media_time < 0 {
                continue;
            }
            if edit.rate != 0x0001_0000 {
                faults.push(crate::fault::FaultKind::Feature { what: "an edit whose rate is not 1".into() }, place());
                if edit.rate == 0 {
                    continue;
                }
            }
            let open = edit.ticks == 0 && i + 1 == edits.len();
            let until = if open { RecordingTime::MAX } else { instant(ticks) };
            if until <= instant(begins) {
                continue;
            }
            if pieces.last().is_some_and(|p| edit.media_time < p.media_end(timescale)) {
                let what = "an edit list that presents the same sound twice".into();
                faults.push(crate::fault::FaultKind::Feature { what }, place());
            }
            pieces.push(Piece { at: instant(begins), until, media: edit.media_time });
        }
        if pieces.is_empty() { Self::whole(timescale) } else { Self { pieces, timescale } }
    }

    /// Where a packet of `ticks` length at `media` ticks is in movie time. A packet that no edit presents gets an
    /// empty stretch: it is decoded, because the next one may build on it, and not heard.
    pub(super) fn place(&self, media: i64, ticks: i64) -> Placed {
        let Some(piece) = self.piece_of(media.saturating_add(ticks / 2)) else {
            return Placed { time: RecordingTime::ZERO, from: RecordingTime::MAX, until: RecordingTime::MAX };
        };
        Placed { time: self.time_in(piece, media), from: piece.at, until: piece.until }
    }

    /// When media time `media` is, as the end of what comes before it: an end exactly between two edits belongs to
    /// the first.
    pub(super) fn end_at(&self, media: i64) -> RecordingTime {
        let before = self.place(media.saturating_sub(1), 0);
        let at = self.piece_of(media.saturating_sub(1)).map_or(RecordingTime::ZERO, |p| self.time_in(p, media));
        at.min(before.until)
    }

    fn time_in(&self, piece: &Piece, media: i64) -> RecordingTime {
        piece.at + Nanos::from_ticks(media.saturating_sub(piece.media), u64::from(self.timescale))
    }

    /// The last piece that begins at or before a media time; before the first, the first.
    fn piece_of(&self, media: i64) -> Option<&Piece> {
        let i = self.pieces.partition_point(|p| p.media <= media).saturating_sub(1);
        self.pieces.get(i)
    }

    /// The stretches of movie time between two edits in which nothing is presented.
    pub(super) fn holes(&self) -> impl Iterator<Item = (RecordingTime, RecordingTime)> + '_ {
        self.pieces.windows(2).filter_map(|w| {
            let [a, b] = w else { return None };
            (a.until < b.at).then_some((a.until, b.at))
        })
    }

    /// How much of the media's beginning is left out.
    pub(super) fn skipped(&self) -> Nanos {
        self.pieces.first().map_or(Nanos::ZERO, |p| Nanos::from_ticks(p.media, u64::from(self.timescale)))
    }
}

impl Piece {
    fn media_end(&self, timescale: u32) -> i64 {
        let ticks = i128::from((self.until - self.at).get()) * i128::from(timescale) / 1_000_000_000;
        self.media.saturating_add(i64::try_from(ticks).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: i32 = 0x0001_0000;
    fn secs(s: f64) -> RecordingTime {
        RecordingTime::from_secs_f64(s)
    }

    #[test]
    fn an_empty_edit_delays_and_a_media_time_skips() {
        let mut faults = Faults::default();
        let edits =
            [Edit { ticks: 29_957, media_time: -1, rate: ONE }, Edit { ticks: 10_000, media_time: 1024, rate: ONE }];
        let p = Presentation::from_edits(&edits, 1000, 48_000, 0, &mut faults);
        let priming = p.place(0, 1024);
        assert!(priming.time < priming.from && priming.from == secs(29.957));
        assert_eq!(p.place(1024, 1024).time, secs(29.957));
        assert_eq!(p.place(1024 + 48_000, 1024).time, secs(30.957));
        assert_eq!(p.place(0, 1024).until, secs(39.957));
        assert!(faults.into_vec().is_empty());
    }

    #[test]
    fn a_cut_list_of_two_pieces() {
        let mut faults = Faults::default();
        let edits = [Edit { ticks: 2, media_time: 0, rate: ONE }, Edit { ticks: 3, media_time: 50, rate: ONE }];
        let p = Presentation::from_edits(&edits, 1, 10, 0, &mut faults);
        assert_eq!(p.place(10, 10).time, secs(1.0));
        assert_eq!(p.place(60, 10).time, secs(3.0));
        // Media that no edit presents ends before it begins to be heard.
        let hidden = p.place(30, 10);
        assert!(hidden.time >= hidden.until);
    }
}
