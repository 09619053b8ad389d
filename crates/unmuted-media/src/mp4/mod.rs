//! MP4, MOV, M4A and 3GP (ISO/IEC 14496-12): our own reader of the index, because it must never read the pictures,
//! must honour edit lists, and must show where packets are missing. One file for each box.
//!
//! The index may stand before or after the media, or in fragments among it. What is read: the boxes' headers, the
//! tables of sound tracks, the first composition offsets and the durations of the first video track.

mod boxes;
mod ctts;
mod elst;
mod esds;
mod hdlr;
mod ilst;
mod jitter;
mod mdhd;
mod moof;
mod mvhd;
mod packets;
mod stco;
mod stsc;
mod stsd;
mod stss;
mod stsz;
mod stts;
#[cfg(test)]
mod tests;
mod tfdt;
mod tfhd;
mod tkhd;
mod track;
mod trex;
mod trun;

use unmuted_model::{Extent, Interval, Nanos, RecordingTime, Span};

use boxes::{BoxAt, Walk};
use elst::Presentation;
use ilst::ITunSmpb;
use mvhd::Mvhd;
use stsd::{Picture, Sound};
use stsz::Sizes;
use track::{Media, PictureMedia, SoundMedia, Tables, Track};
use trex::Trex;

use crate::bytes::{ReadAt, Windowed};
use crate::contents::StoredPicture;
use crate::error::Error;
use crate::fault::{FaultKind, Faults, Limit, Location};
use crate::limits;
use crate::recording::{
    AudioTrack, Container, Created, CreatedIn, Hole, HoleKind, Priming, Recording, VideoTrack, Zero,
};
use crate::source::{Opened, PacketIndex, PacketSource, Stream};

/// Whether a recording's first bytes are those of a box that begins such a file.
pub(crate) fn is_mp4(head: &[u8]) -> bool {
    matches!(
        head.get(4..8),
        Some(b"ftyp" | b"moov" | b"mdat" | b"styp" | b"wide" | b"free" | b"skip" | b"pnot" | b"moof" | b"sidx")
    )
}

/// An opened movie.
pub(crate) struct Movie<'a> {
    bytes: &'a dyn ReadAt,
    tracks: Vec<Track>,
    /// The sound tracks among them, in order.
    sound: Vec<usize>,
    streams: Vec<Stream>,
    recording: Recording,
    zero: Nanos,
}

/// Reads the index.
pub(crate) fn open(bytes: &dyn ReadAt) -> Result<Movie<'_>, Error> {
    read(bytes, Parts::default())
}

/// Reads the index, and in it where each picture lies.
pub(crate) fn open_with_pictures(bytes: &dyn ReadAt) -> Result<Movie<'_>, Error> {
    read(bytes, Parts { list: true, ..Parts::default() })
}

fn read(bytes: &dyn ReadAt, mut parts: Parts) -> Result<Movie<'_>, Error> {
    let reader = Windowed::new(bytes);
    // Boxes on the top level lie far apart, the media between them.
    let far_apart = Windowed::sparse(bytes);
    let mut faults = Faults::default();
    let mut walk = Walk::top(&far_apart);
    while let Some(b) = walk.next(&mut faults)? {
        match &b.kind {
            b"moov" if parts.movie.is_none() => parts.read_moov(&reader, &b, &mut faults)?,
            b"moof" => {
                if parts.movie.is_none() {
                    faults.bad("a fragment", "comes before the movie's header", Location::path("moof", b.start));
                    continue;
                }
                parts.fragments += 1;
                let body = table(&far_apart, &b, "moof", &mut faults)?;
                moof::read(&b, &body, &parts.trex, &mut parts.tracks, reader.size(), &mut faults);
            }
            _ => {}
        }
    }
    if parts.movie.is_none() {
        return Err(Error::missing(
            "the index (moov), which a device writes when a recording is closed,",
            Location::at(0),
        ));
    }
    Ok(parts.finish(bytes, faults))
}

/// A box's whole body, up to the limit for tables.
fn table(reader: &Windowed<'_>, b: &BoxAt, path: &'static str, faults: &mut Faults) -> Result<Vec<u8>, Error> {
    if b.end - b.body > limits::TABLE_BYTES {
        faults.limit(Limit::TableBytes, Location::path(path, b.start));
    }
    reader.take(b.body, b.end, limits::TABLE_BYTES).map_err(|e| Error::io(e, Location::path(path, b.start)))
}

#[derive(Default)]
struct Parts {
    movie: Option<Mvhd>,
    tracks: Vec<Track>,
    /// Tracks of every kind, of which only some are kept.
    seen: u32,
    trex: Vec<Trex>,
    fragments: u64,
    itun_smpb: Option<ITunSmpb>,
    /// Sound tracks of which nothing could be read.
    unread_audio: u32,
    /// Whether each picture's place is wanted.
    list: bool,
}

impl Parts {
    fn read_moov(&mut self, reader: &Windowed<'_>, moov: &BoxAt, faults: &mut Faults) -> Result<(), Error> {
        let mut traks = Vec::new();
        let mut movie = None;
        let dear = reader.is_dear();
        if dear && moov.end - moov.start <= AT_ONCE {
            reader.will_need(moov.start, moov.end);
        }
        let mut walk = Walk::children(reader, moov, "moov");
        while let Some(b) = walk.next(faults)? {
            match &b.kind {
                b"mvhd" => movie = Mvhd::read(&table(reader, &b, "moov/mvhd", faults)?),
                b"trak" if traks.len() < limits::TRACKS => {
                    if dear {
                        foresee(reader, &b, moov, faults)?;
                    }
                    traks.push(b);
                }
                b"trak" => faults.limit(Limit::Tracks, Location::path("moov", b.start)),
                b"mvex" => {
                    let mut walk = Walk::children(reader, &b, "moov/mvex");
                    while let Some(b) = walk.next(faults)? {
                        if &b.kind == b"trex" && self.trex.len() < limits::TRACKS {
                            self.trex.extend(Trex::read(&table(reader, &b, "moov/mvex/trex", faults)?));
                        }
                    }
                }
                b"udta" => self.itun_smpb = find_itun_smpb(reader, &b, faults)?,
                _ => {}
            }
        }
        let movie = match movie {
            Some(m) if m.timescale > 0 => m,
            _ => {
                faults.bad(
                    "the movie's timescale",
                    "is missing or zero; 1000 is assumed",
                    Location::path("moov", moov.start),
                );
                Mvhd { timescale: 1000, created_unix_secs: movie.and_then(|m| m.created_unix_secs) }
            }
        };
        for b in traks {
            let stream = self.seen;
            self.seen += 1;
            match read_trak(reader, &b, stream, &movie, self.list, faults)? {
                Told::Track(track) => self.tracks.push(track),
                Told::UnreadSound => self.unread_audio += 1,
                Told::Other => {}
            }
        }
        self.movie = Some(movie);
        Ok(())
    }

    /// Puts everything on the recording's own clock.
    fn finish<'a>(mut self, bytes: &'a dyn ReadAt, mut faults: Faults) -> Movie<'a> {
        let movie_tick = Nanos::from_ticks(1, u64::from(self.movie.map_or(1000, |m| m.timescale)));
        for t in &mut self.tracks {
            if let Media::Sound(sound) = &mut t.media {
                let at = Location::path("moov/trak", 0);
                sound.finish(self.fragments > 0 && !t.has_edits, t.timescale, &at, &mut faults);
                // With an edit list the comment repeats what the list says already.
                if let Some(tag) = self.itun_smpb.filter(|_| !t.has_edits && sound.sound.primes) {
                    let samples = i64::try_from(tag.samples).unwrap_or(i64::MAX);
                    t.presentation = Presentation::part(t.timescale, i64::from(tag.priming), samples);
                    t.has_tag = true;
                }
            }
        }
        let sound: Vec<usize> = (0..self.tracks.len())
            .filter(|&i| matches!(self.tracks[i].media, Media::Sound(_)))
            .take(limits::AUDIO_TRACKS)
            .collect();
        let picture = self.tracks.iter().find_map(|t| match &t.media {
            Media::Picture(p) => t.presented().map(|times| (t, p, times)),
            Media::Sound(_) => None,
        });
        let heard: Vec<_> = sound.iter().map(|&i| self.tracks[i].presented()).collect();
        let zero = match &picture {
            Some((_, _, (start, _))) => start.since_zero(),
            None => heard.iter().flatten().map(|(start, _)| start.since_zero()).min().unwrap_or(Nanos::ZERO),
        };
        let video = picture.as_ref().map(|(t, p, (start, end))| VideoTrack {
            id: t.id,
            codec: p.picture.codec.clone(),
            width: p.picture.width,
            height: p.picture.height,
            pictures: Some(p.count),
            start: *start - zero,
            end: *end - zero,
        });
        let mut audio = Vec::new();
        let mut streams = Vec::new();
        for (number, (&i, times)) in sound.iter().zip(&heard).enumerate() {
            let t = &self.tracks[i];
            let Media::Sound(s) = &t.media else { continue };
            let at = Location::track(number as u32);
            if s.sound.descriptions > 1 {
                let what = "a track with more than one sample description".into();
                faults.push(FaultKind::Feature { what }, at.clone());
            }
            let packet = Nanos::from_ticks(s.usual, u64::from(t.timescale));
            let reach = Nanos::new(packet.get().saturating_mul(i64::from(s.sound.spread_packets)));
            let edge_tick = if t.has_edits { movie_tick } else { Nanos::from_ticks(1, u64::from(t.timescale)) };
            // Where times jitter, the line through them is as sure as they were.
            let edge_tick = edge_tick + Nanos::from_ticks(s.jitter, u64::from(t.timescale));
            let priming = priming(t, s, packet);
            let (start, end) = times.map_or((RecordingTime::ZERO, RecordingTime::ZERO), |(a, b)| (a - zero, b - zero));
            let late = priming.late_by_at_most();
            let mut holes = Vec::new();
            let track_start = Interval::between(start - edge_tick - late, start + edge_tick);
            if let Some(v) = &video
                && times.is_some()
                && start - v.start > Nanos::from_millis(100)
            {
                let extent = Extent::new(Interval::exactly(v.start), track_start);
                let offset_after = s.packets.first().map(|p| p.offset);
                holes.push(Hole { kind: HoleKind::LateStart, extent, offset_after });
            }
            if let Some(v) = &video
                && s.has_no_packets()
            {
                let extent = Extent::exactly(Span::between(v.start, v.end));
                holes.push(Hole { kind: HoleKind::Whole, extent, offset_after: None });
            }
            for (from, to, after) in s.gaps(t.timescale) {
                if holes.len() >= limits::SPANS {
                    faults.limit(Limit::Spans, at.clone());
                    break;
                }
                let from = t.presentation.end_at(from) - zero;
                let to = t.presentation.place(to, 0).time - zero;
                if from < to {
                    // The first packet after a gap has lost what it builds on: sound is whole one packet later.
                    let extent = Extent::new(
                        Interval::between(from - late, from),
                        Interval::between(to - late, to + nanos_if(s.sound.primes, packet)),
                    );
                    holes.push(Hole { kind: HoleKind::Gap, extent, offset_after: Some(after.offset) });
                }
            }
            if times.is_some() {
                for (from, to) in t.presentation.holes().map(|(a, b)| (a - zero, b - zero)) {
                    if to - from > Nanos::new(packet.get() / 2) && holes.len() < limits::SPANS {
                        let about = |at: RecordingTime| Interval::between(at - edge_tick - late, at + edge_tick);
                        let extent = Extent::new(about(from), about(to));
                        holes.push(Hole { kind: HoleKind::Gap, extent, offset_after: None });
                    }
                }
                holes.sort_by_key(|h| h.extent.start().latest());
            }
            if let Some(v) = &video
                && times.is_none()
                && !s.has_no_packets()
                && t.has_edits
            {
                faults.bad("the edit list", "presents nothing of the audio track", at.clone());
                let extent = Extent::exactly(Span::between(v.start, v.end));
                holes.push(Hole { kind: HoleKind::Whole, extent, offset_after: None });
            }
            if let Some(v) = &video
                && times.is_some()
                && v.end - end > Nanos::from_millis(500)
            {
                let extent =
                    Extent::new(Interval::between(end - reach - late, end + edge_tick), Interval::exactly(v.end));
                holes.push(Hole { kind: HoleKind::EarlyEnd, extent, offset_after: None });
            }
            audio.push(AudioTrack {
                number: number as u32,
                id: t.id,
                stream: t.stream,
                codec: s.sound.name.clone(),
                decoding: s.sound.decoding,
                rate_hz: s.sound.rate_hz,
                channels: s.sound.channels,
                start,
                end,
                end_known: true,
                packet: if s.sound.packet_frames.is_some() || s.sound.primes { packet } else { Nanos::ZERO },
                priming,
                holes,
            });
            streams.push(Stream {
                coding: s.sound.coding.clone(),
                tick: Nanos::from_ticks(1, u64::from(t.timescale)),
                reach,
                edge_tick,
            });
        }
        let starts = audio.iter().filter(|a| a.start < a.end).map(|a| a.start).chain(video.iter().map(|v| v.start));
        let ends = audio.iter().filter(|a| a.start < a.end).map(|a| a.end).chain(video.iter().map(|v| v.end));
        let span =
            Span::between(starts.min().unwrap_or(RecordingTime::ZERO), ends.max().unwrap_or(RecordingTime::ZERO));
        let created = self.movie.and_then(|m| m.created_unix_secs).map(|secs| Created {
            claimed_in: CreatedIn::MovieHeader,
            unix_secs: Some(secs),
            text: None,
        });
        let recording = Recording {
            unread_audio: self.unread_audio,
            container: if self.fragments > 0 { Container::FragmentedMp4 } else { Container::Mp4 },
            zero: if video.is_some() { Zero::FirstPicture } else { Zero::FirstSound },
            span,
            video,
            audio,
            created,
            faults: faults.into_vec(),
        };
        Movie { bytes, tracks: self.tracks, sound, streams, recording, zero }
    }
}

/// An index of at most so many bytes is fetched at once where each request is dear; and so is what comes after the
/// pictures' part of a larger one, up to the second number.
const AT_ONCE: u64 = 1_500_000;
const REST_AT_ONCE: u64 = 2_600_000;

/// Says what of a large index will be needed: all of a sound track's tables; and if this is the track of pictures, whose
/// tables are large and of which little is read, what comes after it.
fn foresee(reader: &Windowed<'_>, trak: &BoxAt, moov: &BoxAt, faults: &mut Faults) -> Result<(), Error> {
    if moov.end - moov.start <= AT_ONCE {
        return Ok(());
    }
    let mut handler = None;
    let mut walk = Walk::children(reader, trak, "moov/trak");
    while let Some(b) = walk.next(&mut Faults::default())? {
        if &b.kind == b"mdia" {
            let mut walk = Walk::children(reader, &b, "moov/trak/mdia");
            while let Some(b) = walk.next(&mut Faults::default())? {
                if &b.kind == b"hdlr" {
                    handler = hdlr::handler(&table(reader, &b, "moov/trak/mdia/hdlr", faults)?);
                    break;
                }
            }
            break;
        }
    }
    if handler.as_ref() == Some(b"soun") {
        reader.will_need(trak.start, trak.end);
    } else if moov.end - trak.end <= REST_AT_ONCE {
        reader.will_need(trak.end, moov.end);
    }
    Ok(())
}

fn nanos_if(condition: bool, n: Nanos) -> Nanos {
    if condition { n } else { Nanos::ZERO }
}

/// What is known of a track's priming. Without any word of it, its times may be late by up to 3.5 packets: measured
/// on files of fdkaac, faac and gstreamer, which have no edit list, +17 to +72 ms at 48 kHz (1,024-sample packets),
/// and up to 138 ms with HE-AAC.
fn priming(track: &Track, media: &SoundMedia, packet: Nanos) -> Priming {
    let skipped = track.presentation.skipped();
    if !media.sound.primes {
        Priming::None
    } else if track.has_tag {
        Priming::ITunSmpb { skipped }
    } else if track.has_edits && skipped > Nanos::ZERO {
        Priming::EditList { skipped }
    } else {
        Priming::Unknown { late_by_at_most: Nanos::new(packet.get().saturating_mul(7) / 2) }
    }
}

fn find_itun_smpb(reader: &Windowed<'_>, udta: &BoxAt, faults: &mut Faults) -> Result<Option<ITunSmpb>, Error> {
    let mut walk = Walk::children(reader, udta, "moov/udta");
    while let Some(meta) = walk.next(faults)? {
        if &meta.kind != b"meta" {
            continue;
        }
        // `meta` is a full box: four bytes of version and flags come before its children.
        let mut walk = Walk::children(reader, &meta, "moov/udta/meta").skip(4);
        while let Some(list) = walk.next(&mut Faults::default())? {
            if &list.kind == b"ilst" {
                let body = reader
                    .take(list.body, list.end, limits::CONFIG_BYTES)
                    .map_err(|e| Error::io(e, Location::path("moov/udta/meta/ilst", list.start)))?;
                return Ok(ilst::itun_smpb(&body));
            }
        }
    }
    Ok(None)
}

/// What a track's box tells.
enum Told {
    Track(Track),
    /// A sound track that cannot be read.
    UnreadSound,
    /// A track that is nothing to us, or of which not even the kind can be read.
    Other,
}

/// Reads one track, if it is sound or picture; other tracks are nothing to us.
fn read_trak(
    reader: &Windowed<'_>,
    trak: &BoxAt,
    stream: u32,
    movie: &Mvhd,
    list: bool,
    faults: &mut Faults,
) -> Result<Told, Error> {
    let at = || Location::path("moov/trak", trak.start);
    let (mut id, mut edits, mut elst_at) = (None, Vec::new(), trak.start);
    let (mut timescale, mut handler, mut stbl) = (None, None, None);
    let mut walk = Walk::children(reader, trak, "moov/trak");
    while let Some(b) = walk.next(faults)? {
        match &b.kind {
            b"tkhd" => id = tkhd::track_id(&table(reader, &b, "moov/trak/tkhd", faults)?),
            b"edts" => {
                let mut walk = Walk::children(reader, &b, "moov/trak/edts");
                while let Some(b) = walk.next(faults)? {
                    if &b.kind == b"elst" {
                        elst_at = b.start;
                        edits = elst::read(&table(reader, &b, "moov/trak/edts/elst", faults)?, b.start, faults);
                    }
                }
            }
            b"mdia" => {
                let mut walk = Walk::children(reader, &b, "moov/trak/mdia");
                while let Some(b) = walk.next(faults)? {
                    match &b.kind {
                        b"mdhd" => timescale = mdhd::timescale(&table(reader, &b, "moov/trak/mdia/mdhd", faults)?),
                        b"hdlr" => handler = hdlr::handler(&table(reader, &b, "moov/trak/mdia/hdlr", faults)?),
                        b"minf" => {
                            let mut walk = Walk::children(reader, &b, "moov/trak/mdia/minf");
                            while let Some(b) = walk.next(faults)? {
                                if &b.kind == b"stbl" {
                                    stbl = Some(b);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    let is_sound = match handler.as_ref() {
        Some(b"soun") => true,
        Some(b"vide") => false,
        Some(_) => return Ok(Told::Other),
        None => {
            faults.bad("a track", "does not say what it holds", at());
            return Ok(Told::Other);
        }
    };
    let unread = || Ok(if is_sound { Told::UnreadSound } else { Told::Other });
    let Some(stbl) = stbl else {
        faults.push(FaultKind::Missing { what: "a track's sample table (stbl)".into() }, at());
        return unread();
    };
    let Some(timescale) = timescale.filter(|&t| t > 0) else {
        faults.bad("a track's timescale", "is missing or zero", at());
        return unread();
    };
    let presentation = match edits.is_empty() {
        true => Presentation::whole(timescale),
        false => Presentation::from_edits(&edits, movie.timescale, timescale, elst_at, faults),
    };
    let Some(media) = read_stbl(reader, &stbl, is_sound, list && !is_sound, faults)? else { return unread() };
    let id = id.unwrap_or(0);
    let has_edits = !edits.is_empty();
    Ok(Told::Track(Track { id, stream, timescale, presentation, has_edits, has_tag: false, media }))
}

fn read_stbl(
    reader: &Windowed<'_>,
    stbl: &BoxAt,
    is_sound: bool,
    list: bool,
    faults: &mut Faults,
) -> Result<Option<Media>, Error> {
    let path = "moov/trak/mdia/minf/stbl";
    let mut tables = Tables::default();
    let mut description = None;
    let mut walk = Walk::children(reader, stbl, path);
    let mut seen = (false, false, false);
    while let Some(b) = walk.next(faults)? {
        seen.0 |= &b.kind == b"stsd";
        seen.1 |= &b.kind == b"stts";
        seen.2 |= &b.kind == b"ctts";
        let wanted = match &b.kind {
            b"stsd" | b"stts" => true,
            b"ctts" => !is_sound,
            b"stsc" | b"stsz" | b"stz2" | b"stco" | b"co64" => is_sound || list,
            b"stss" => list,
            _ => false,
        };
        if !wanted {
            continue;
        }
        if &b.kind == b"ctts" && !list {
            // Eight bytes for each of the first pictures, and no more of what may be megabytes.
            let end = b.end.min(b.body + 8 + 8 * track::REORDERED as u64);
            let body = reader.take(b.body, end, limits::TABLE_BYTES);
            let body = body.map_err(|e| Error::io(e, Location::path(path, b.start)))?;
            tables.ctts = track::first_offsets(&body, track::REORDERED);
            if seen == (true, true, true) {
                // Of pictures nothing else is wanted, and the next tables lie megabytes apart.
                break;
            }
            continue;
        }
        let body = table(reader, &b, path, faults)?;
        let whole = match &b.kind {
            b"stsd" => {
                description = Some(body);
                Some(())
            }
            b"stts" => stts::read(&body).map(|t| tables.stts = t),
            b"ctts" => {
                tables.ctts = track::first_offsets(&body, limits::PACKETS);
                Some(())
            }
            b"stss" => stss::read(&body).map(|t| tables.stss = Some(t)),
            b"stsc" => stsc::read(&body).map(|t| tables.stsc = t),
            b"stsz" => Sizes::read(&body).map(|t| tables.sizes = Some(t)),
            b"stz2" => Sizes::read_compact(&body).map(|t| tables.sizes = Some(t)),
            b"stco" => stco::read_32(&body).map(|t| tables.chunks = t),
            _ => stco::read_64(&body).map(|t| tables.chunks = t),
        };
        if whole.is_none() {
            let field = format!("the table {}", boxes::letters(b.kind));
            let kind = FaultKind::BadField { field: field.into(), why: "is cut short".into() };
            faults.push(kind, Location::path(path, b.start));
        }
    }
    let at = Location::path(path, stbl.start);
    let description = description.unwrap_or_default();
    if is_sound {
        let Some(sound) = Sound::read(&description) else {
            faults.bad("a sound track's description (stsd)", "is missing or cut short", at);
            return Ok(None);
        };
        let media = SoundMedia::new(sound, &tables, reader.size(), &at, faults);
        return Ok(Some(Media::Sound(Box::new(media))));
    }
    let Some(picture) = Picture::read(&description) else {
        faults.bad("a video track's description (stsd)", "is missing or cut short", at);
        return Ok(None);
    };
    Ok(Some(Media::Picture(PictureMedia::new(picture, &tables, list))))
}

impl Opened for Movie<'_> {
    fn recording(&self) -> &Recording {
        &self.recording
    }
    fn stream(&self, number: usize) -> Option<&Stream> {
        self.streams.get(number)
    }
    fn packets<'a>(&'a self, number: usize) -> Result<Box<dyn PacketSource + 'a>, Error> {
        let track = self.sound.get(number).and_then(|&i| self.tracks.get(i));
        match track.map(|t| (t, &t.media)) {
            Some((t, Media::Sound(media))) => {
                let packets = packets::Packets::new(self.bytes, media, &t.presentation, self.zero, number as u32);
                Ok(Box::new(packets))
            }
            _ => Err(Error::missing("the audio track", Location::track(number as u32))),
        }
    }
    fn zero(&self) -> Nanos {
        self.zero
    }
    fn pictures(&self) -> Vec<StoredPicture> {
        let track = self.tracks.iter().find(|t| matches!(&t.media, Media::Picture(_)) && t.presented().is_some());
        let Some((t, Media::Picture(picture))) = track.map(|t| (t, &t.media)) else { return Vec::new() };
        let on_clock = |ticks: i64| t.presentation.place(ticks, 0).time - self.zero;
        let listed = picture.list.iter().flatten().map(|p| StoredPicture {
            offset: p.offset,
            size: p.size,
            decoded: Some(on_clock(p.decoded)),
            shown: on_clock(p.shown),
            length: Nanos::from_ticks(i64::from(p.ticks), u64::from(t.timescale)),
            key: p.key,
        });
        listed.collect()
    }
    fn index<'a>(&'a self, number: usize) -> Option<Box<dyn PacketIndex + 'a>> {
        let t = self.sound.get(number).and_then(|&i| self.tracks.get(i))?;
        match &t.media {
            Media::Sound(media) => {
                Some(Box::new(packets::Index { media, presentation: &t.presentation, zero: self.zero }))
            }
            Media::Picture(_) => None,
        }
    }
}
