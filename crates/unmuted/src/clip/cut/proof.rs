//! Whether a cut is what the original holds: both are read through our own index, every picture and packet of the cut is
//! looked for in the original by its digest, and the place where all of them are found, in order and with none between,
//! says where the cut begins and ends on the original's own clock. What the cutting tool or the cut's own times claim
//! decides nothing.

use sha2::{Digest, Sha256};
use unmuted_media::{Contents, Error, ReadAt, Recording as Index, StoredPicture};
use unmuted_model::{Nanos, RecordingTime};

use crate::case_files::digests::hex;
use crate::clip::clock::{Clocks, Times};
use crate::clip::document::CutStream;
use crate::clip::pick::Picked;
use crate::report::text::seconds;
use crate::review::document::Bounds;

/// What comparing a cut with its original shows.
pub struct Proven {
    /// What the cut's own container describes.
    pub index: Index,
    /// Where a player's 0:00 is, on the original's own clock.
    pub begins_ns: i64,
    /// Each stream.
    pub streams: Vec<CutStream>,
    /// By how much the streams stand to each other otherwise than in the original.
    pub offset_between_streams_ns: i64,
    /// What of the original is not in it.
    pub not_copied: Vec<String>,
    /// What does not fit.
    pub problems: Vec<String>,
}

/// So much may the streams of a copy stand to each other otherwise: containers round times to a millisecond each.
const SYNC_NS: i64 = 5_000_000;
/// Sound is first looked for so far around the place where it should be, and then in the whole track.
const AROUND_NS: i64 = 2_000_000_000;

type Sum = [u8; 32];

/// One stream of the cut, found in the original.
struct Found {
    /// From the first one's start to the last one's end, on the original's own clock.
    own: Bounds,
    /// Numbers of the first and the last in the original, from zero.
    numbers: Option<[u64; 2]>,
    /// How many.
    count: u64,
    /// Original's time minus the cut's, least and most.
    shift: Option<Bounds>,
    digest: String,
    /// Other places where the same packets stand.
    elsewhere: bool,
    /// By how much its bounds may be off, where the container stamps no time on the packets they are of.
    about: Option<i64>,
}

/// Compares a cut with its original.
///
/// # Errors
/// The cut cannot be read.
pub fn of(p: &Picked<'_>, original: &Contents<'_>, cut: &dyn ReadAt, clocks: &Clocks) -> Result<Proven, Error> {
    let cut = Contents::open(cut)?;
    let (index, whole) = (cut.recording().clone(), original.recording());
    let (mut streams, mut shifts, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(video) = &index.video {
        let found = pictures(original, &cut, p.own[0])?;
        let notes = Vec::new();
        let codec = whole.video.as_ref().map_or(&video.codec, |v| &v.codec);
        streams.push(stream(p, clocks, ("picture", 1, codec, "pictures"), found.as_ref(), notes));
        shifts.extend(found.and_then(|f| f.shift));
    }
    for (n, track) in index.audio.iter().enumerate() {
        let expected = shifts.first().map(|s: &Bounds| s[0]);
        let of_original = whole.audio.get(n);
        let found = match of_original {
            Some(_) if original.block(n).is_some() => samples(original, &cut, n, expected, p.own)?,
            Some(_) => packets(original, &cut, n, expected, p.own)?,
            None => None,
        };
        let mut notes = Vec::new();
        let codec = of_original.map_or(&track.codec, |a| &a.codec);
        if let Some(note) = of_original.and_then(|a| first_sound(&a.codec, a.packet.get())) {
            notes.push(note);
        }
        let counted = if original.block(n).is_some_and(|b| b.1 == 1) { "samples" } else { "packets" };
        let number = u32::try_from(n + 1).unwrap_or(u32::MAX);
        streams.push(stream(p, clocks, ("sound", number, codec, counted), found.as_ref(), notes));
        shifts.extend(found.and_then(|f| f.shift));
    }
    // One stream alone stands to no other.
    let between = match (shifts.iter().map(|s| s[0]).min(), shifts.iter().map(|s| s[1]).max()) {
        (Some(a), Some(b)) if shifts.len() > 1 => b.saturating_sub(a),
        _ => 0,
    };
    if streams.iter().any(|s| !s.identical) {
        let which: Vec<String> = streams
            .iter()
            .filter(|s| !s.identical)
            .map(|s| if s.what == "picture" { "the pictures".into() } else { format!("sound track {}", s.number) })
            .collect();
        problems.push(format!(
            "not every packet of the cut was found in the original ({}), so it is not called a copy of it",
            which.join(", ")
        ));
    }
    if between > SYNC_NS {
        problems.push(format!(
            "in the cut, picture and sound stand to each other otherwise than in the original, by up to {}",
            seconds(between)
        ));
    }
    for s in &streams {
        if s.identical && s.starts_earlier_ns < -SYNC_NS && !begins_with_track(s, whole) {
            let late = seconds(s.starts_earlier_ns.saturating_neg());
            problems.push(format!("the {} of the cut begins {late} later than asked", s.what));
        }
        if s.identical && s.ends_later_ns < -SYNC_NS && !ends_with_track(s, whole) {
            let late = seconds(s.ends_later_ns.saturating_neg());
            problems.push(format!("the {} of the cut ends {late} earlier than asked", s.what));
        }
    }
    // By the picture, else by the sound: where the cut's own zero is on the original's clock.
    let shift = shifts.first().map_or(p.own[0] - index.span.start().ns(), |s| s[0]);
    Ok(Proven {
        begins_ns: index.span.start().ns().saturating_add(shift),
        offset_between_streams_ns: between,
        not_copied: not_copied(whole, &index),
        index,
        streams,
        problems,
    })
}

/// Whether a stream begins where its track does, or in a hole of it: then nothing is missing before.
fn begins_with_track(s: &CutStream, whole: &Index) -> bool {
    let Some([start, _]) = s.times.own_ns else { return false };
    let track = track_of(s, whole);
    track.is_some_and(|t| {
        start <= t.0[0].saturating_add(SYNC_NS) || t.1.iter().any(|h| h[0] < start && start <= h[1] + SYNC_NS)
    })
}

fn ends_with_track(s: &CutStream, whole: &Index) -> bool {
    let Some([_, end]) = s.times.own_ns else { return false };
    let track = track_of(s, whole);
    track.is_some_and(|t| {
        end >= t.0[1].saturating_sub(SYNC_NS) || t.1.iter().any(|h| h[0] - SYNC_NS <= end && end < h[1])
    })
}

/// From where to where a track runs, and its holes.
fn track_of(s: &CutStream, whole: &Index) -> Option<(Bounds, Vec<Bounds>)> {
    if s.what == "picture" {
        return whole.video.as_ref().map(|v| ([v.start.ns(), v.end.ns()], Vec::new()));
    }
    let a = whole.audio.get(usize::try_from(s.number).ok()?.checked_sub(1)?)?;
    let holes = a.holes.iter().map(|h| [h.extent.start().earliest().ns(), h.extent.end().latest().ns()]);
    Some(([a.start.ns(), a.end.ns()], holes.collect()))
}

fn stream(
    p: &Picked<'_>,
    clocks: &Clocks,
    (what, number, codec, counted): (&str, u32, &str, &str),
    found: Option<&Found>,
    mut notes: Vec<String>,
) -> CutStream {
    if found.is_some_and(|f| f.elsewhere) {
        notes.push(
            "The same packets stand in more than one place of the original, as they do in digital silence; this is the \
             place that the times give."
                .into(),
        );
    }
    if let Some(about) = found.and_then(|f| f.about) {
        notes.push(format!(
            "This container stamps times on groups of packets and not on each, so that these bounds may be off by {}.",
            seconds(about)
        ));
    }
    let times = found.map_or_else(Times::default, |f| clocks.on(p.recording, f.own));
    CutStream {
        what: what.into(),
        number,
        codec: codec.into(),
        count: found.map_or(0, |f| f.count),
        counted: counted.into(),
        starts_earlier_ns: found.map_or(0, |f| p.own[0] - f.own[0]),
        ends_later_ns: found.map_or(0, |f| f.own[1] - p.own[1]),
        times,
        in_original: found.and_then(|f| f.numbers).map_or_else(Vec::new, |n| n.map(|n| n + 1).to_vec()),
        identical: found.is_some(),
        sha256_of_digests: found.map(|f| f.digest.clone()).unwrap_or_default(),
        notes,
    }
}

/// What is to be said of the first sound of a lossy codec: a packet decodes together with those before it.
fn first_sound(codec: &str, packet_ns: i64) -> Option<String> {
    let codec = codec.to_ascii_lowercase();
    let packets = match codec.as_str() {
        c if ["pcm", "g.711", "flac", "alac", "adpcm"].iter().any(|x| c.contains(x)) => return None,
        c if c.contains("mp3") || c.contains("mpeg") => 10,
        c if c.contains("opus") => 5,
        _ => 2,
    };
    Some(format!(
        "What a packet of this codec decodes to rests on those before it: the first {} of the cut may sound otherwise than in \
         the original.",
        seconds(packet_ns * packets)
    ))
}

fn not_copied(whole: &Index, cut: &Index) -> Vec<String> {
    let mut out = Vec::new();
    if whole.video.is_some() && cut.video.is_none() {
        out.push("The picture of the original is not in it.".to_owned());
    }
    if cut.audio.len() < whole.audio.len() {
        out.push(format!("{} of {} sound tracks are in it.", cut.audio.len(), whole.audio.len()));
    }
    if whole.unread_audio > 0 {
        out.push("The original has sound tracks of which nothing could be read.".to_owned());
    }
    out.push(
        "Tracks that are neither picture nor sound (text, positions, device data), names and dates of the original's container \
         are not in it."
            .to_owned(),
    );
    out
}

/// Looks for the cut's pictures in the original.
fn pictures(original: &Contents<'_>, cut: &Contents<'_>, expected: i64) -> Result<Option<Found>, Error> {
    let (all, own) = (original.pictures(), cut.pictures());
    let Some(room) = all.len().checked_sub(own.len()).filter(|_| !own.is_empty()) else { return Ok(None) };
    let sums = sums_of(cut, &own)?;
    // Sizes first: they are in the index, and hundreds of pictures in a row hardly ever have the same ones twice.
    let same = |i: usize| all.iter().skip(i).zip(&own).all(|(a, b)| a.size == b.size);
    let mut places: Vec<usize> = (0..=room).filter(|i| same(*i)).collect();
    places.sort_by_key(|i| all.get(*i).map_or(u64::MAX, |p| p.shown.ns().abs_diff(expected)));
    let mut found = None;
    let mut elsewhere = false;
    for i in places.into_iter().take(8) {
        let there = all.get(i..i + own.len()).unwrap_or_default();
        if sums_of(original, there)? == sums {
            elsewhere = found.is_some();
            found = found.or(Some(i));
            if elsewhere {
                break;
            }
        }
    }
    let Some(first) = found else { return Ok(None) };
    let there = all.get(first..first + own.len()).unwrap_or_default();
    let usual = usual_step(&all);
    let end_of = |p: &StoredPicture| p.shown.ns() + if p.length > Nanos::ZERO { p.length.get() } else { usual };
    let start = there.iter().map(|p| p.shown.ns()).min().unwrap_or(0);
    let end = there.iter().map(end_of).max().unwrap_or(start);
    let shifts = there.iter().zip(&own).map(|(a, b)| (a.shown - b.shown).get());
    Ok(Some(Found {
        own: [start, end],
        numbers: Some([first as u64, (first + own.len() - 1) as u64]),
        count: own.len() as u64,
        shift: bounds(shifts),
        digest: of_sums(&sums),
        elsewhere,
        about: None,
    }))
}

fn sums_of(contents: &Contents<'_>, pictures: &[StoredPicture]) -> Result<Vec<Sum>, Error> {
    let mut data = Vec::new();
    let sum = |p: &StoredPicture| {
        contents.picture(p, &mut data)?;
        Ok(Sha256::digest(&data).into())
    };
    pictures.iter().map(sum).collect()
}

/// The mean step between two pictures, for containers that give no lengths.
fn usual_step(all: &[StoredPicture]) -> i64 {
    let times = || all.iter().map(|p| p.shown.ns());
    let steps = i64::try_from(all.len().saturating_sub(1).max(1)).unwrap_or(1);
    times().max().zip(times().min()).map_or(0, |(b, a)| (b - a) / steps)
}

/// One packet of sound.
struct Packet {
    number: u64,
    sum: Sum,
    time: Option<i64>,
}

/// Looks for the packets of a sound track in the original.
fn packets(
    original: &Contents<'_>,
    cut: &Contents<'_>,
    n: usize,
    shift: Option<i64>,
    asked: Bounds,
) -> Result<Option<Found>, Error> {
    let own = read(cut, n, [i64::MIN, i64::MAX])?;
    let Some(first_time) = own.iter().find_map(|p| p.time) else { return Ok(None) };
    let track = original.recording().audio.get(n);
    let packet = track.map_or(0, |a| a.packet.get());
    let last_time = own.iter().rev().find_map(|p| p.time).unwrap_or(first_time);
    // Of sound alone nothing says where it was cut but what was asked for.
    let expected = shift.map_or(asked[0], |s| first_time.saturating_add(s));
    let near = [expected - AROUND_NS, expected + (last_time - first_time) + 2 * AROUND_NS];
    let mut there = read(original, n, near)?;
    let mut places = places(&there, &own, expected);
    if places.is_empty() {
        there = read(original, n, [i64::MIN, i64::MAX])?;
        places = self::places(&there, &own, expected);
    }
    let Some(&first) = places.first() else { return Ok(None) };
    let times = times(&there, packet);
    let cut_times = self::times(&own, packet);
    let at = |i: usize| times.get(i).copied().unwrap_or(0);
    let last = first + own.len() - 1;
    let shifts = (0..own.len()).filter(|i| {
        // Only where both containers say when.
        own.get(*i).is_some_and(|p| p.time.is_some()) && there.get(first + i).is_some_and(|p| p.time.is_some())
    });
    let shift = bounds(shifts.map(|i| at(first + i) - cut_times.get(i).copied().unwrap_or(0)));
    let numbers = there.get(first).zip(there.get(last)).map(|(a, b)| [a.number, b.number]);
    // What is known of the track's end bounds the last packet, which may be shorter.
    let end = at(last) + packet;
    let end = track.filter(|a| a.end_known && last + 1 == there.len()).map_or(end, |a| end.min(a.end.ns()));
    let sums: Vec<Sum> = own.iter().map(|p| p.sum).collect();
    let shift = shift.or(Some([at(first) - first_time, at(first) - first_time]));
    Ok(Some(Found {
        own: [at(first), end.max(at(first))],
        numbers,
        count: own.len() as u64,
        shift,
        digest: of_sums(&sums),
        elsewhere: places.len() > 1,
        about: about(&there, &times, [first, last]),
    }))
}

/// The longest stretch between two times that the container gives, where one of these packets has none.
fn about(there: &[Packet], times: &[i64], ends: [usize; 2]) -> Option<i64> {
    let stamped = |i: usize| there.get(i).is_some_and(|p| p.time.is_some());
    if ends.into_iter().all(stamped) {
        return None;
    }
    let known: Vec<i64> = times.iter().enumerate().filter(|(i, _)| stamped(*i)).map(|(_, t)| *t).collect();
    known.windows(2).map(|w| w[1] - w[0]).max()
}

fn read(contents: &Contents<'_>, n: usize, range: Bounds) -> Result<Vec<Packet>, Error> {
    let mut all = Vec::new();
    contents.sound(n, range.map(RecordingTime::from_ns), &mut |p, bytes| {
        all.push(Packet { number: p.number, sum: Sha256::digest(bytes).into(), time: p.time.map(RecordingTime::ns) });
        true
    })?;
    Ok(all)
}

/// Where all packets of the cut stand in the original one after the other, nearest to the expected time first.
fn places(there: &[Packet], own: &[Packet], expected: i64) -> Vec<usize> {
    let Some(room) = there.len().checked_sub(own.len()).filter(|_| !own.is_empty()) else { return Vec::new() };
    let same = |i: &usize| there.iter().skip(*i).zip(own).all(|(a, b)| a.sum == b.sum);
    let mut places: Vec<usize> = (0..=room).filter(same).collect();
    let times = times(there, 0);
    places.sort_by_key(|i| times.get(*i).map_or(u64::MAX, |t| t.abs_diff(expected)));
    places
}

/// When each packet is: as its container says, and where it does not, evenly between those of which it does.
fn times(packets: &[Packet], usual: i64) -> Vec<i64> {
    let mut out: Vec<i64> = Vec::with_capacity(packets.len());
    let mut i = 0;
    while let Some(p) = packets.get(i) {
        let base = p.time.or_else(|| out.last().map(|t| t.saturating_add(usual))).unwrap_or(0);
        let run = packets.iter().skip(i + 1).take_while(|p| p.time.is_none()).count();
        let next = packets.get(i + 1 + run).and_then(|p| p.time);
        let steps = i64::try_from(run + 1).unwrap_or(i64::MAX);
        let step = match next {
            Some(next) if usual == 0 || run > 0 => (next - base) / steps,
            _ => usual,
        };
        out.extend((0..=run).map(|k| base.saturating_add(step.saturating_mul(i64::try_from(k).unwrap_or(0)))));
        i += 1 + run;
    }
    out
}

/// Looks for plain samples, or blocks of one size, in the original.
fn samples(
    original: &Contents<'_>,
    cut: &Contents<'_>,
    n: usize,
    shift: Option<i64>,
    asked: Bounds,
) -> Result<Option<Found>, Error> {
    let Some(((block, frames), track)) = original.block(n).zip(original.recording().audio.get(n)) else {
        return Ok(None);
    };
    let rate = u64::from(track.rate_hz.max(1));
    let length = |bytes: u64| {
        let frames = i64::try_from(bytes / block.max(1) * frames).unwrap_or(i64::MAX);
        Nanos::from_ticks(frames, rate).get()
    };
    let Some((own, own_start)) = bytes(cut, n, [i64::MIN, i64::MAX])? else { return Ok(None) };
    let expected = shift.map_or(asked[0], |s| own_start.saturating_add(s));
    let near = [expected - 2 * AROUND_NS, expected + length(own.len() as u64) + 2 * AROUND_NS];
    for range in [near, [i64::MIN, i64::MAX]] {
        let Some((there, start)) = bytes(original, n, range)? else { continue };
        let Some(room) = there.len().checked_sub(own.len()).filter(|_| !own.is_empty()) else { continue };
        let step = usize::try_from(block).unwrap_or(1).max(1);
        let same = |at: &usize| there.get(*at..*at + own.len()) == Some(own.as_slice());
        let mut places: Vec<usize> = (0..=room).step_by(step).filter(same).collect();
        places.sort_by_key(|at| (start + length(*at as u64)).abs_diff(expected));
        let Some(&at) = places.first() else { continue };
        let begin = start + length(at as u64);
        let first = u64::try_from((begin - track.start.ns()).max(0)).unwrap_or(0);
        let first = (u128::from(first) * u128::from(rate) + 500_000_000) / 1_000_000_000;
        let count = own.len() as u64 / block.max(1) * if frames == 1 { 1 } else { frames };
        let first = u64::try_from(first).unwrap_or(u64::MAX);
        return Ok(Some(Found {
            own: [begin, begin + length(own.len() as u64)],
            numbers: Some([first, first.saturating_add(count).saturating_sub(1)]),
            count,
            shift: Some([begin - own_start, begin - own_start]),
            digest: hex(&Sha256::digest(&own)),
            elsewhere: places.len() > 1,
            about: None,
        }));
    }
    Ok(None)
}

/// A track's bytes between two times, and when the first of them is.
fn bytes(contents: &Contents<'_>, n: usize, range: Bounds) -> Result<Option<(Vec<u8>, i64)>, Error> {
    // Runs of samples are long; the one in which the range begins is read too.
    let from = range[0].saturating_sub(AROUND_NS);
    let (mut all, mut first) = (Vec::new(), None);
    contents.sound(n, [RecordingTime::from_ns(from), RecordingTime::from_ns(range[1])], &mut |p, bytes| {
        first = first.or(p.time.map(RecordingTime::ns));
        all.extend_from_slice(bytes);
        true
    })?;
    Ok(first.map(|start| (all, start)))
}

/// SHA-256 over the digests of all packets, in order.
fn of_sums(sums: &[Sum]) -> String {
    let mut all = Sha256::new();
    sums.iter().for_each(|s| all.update(s));
    hex(&all.finalize())
}

fn bounds(values: impl Iterator<Item = i64>) -> Option<Bounds> {
    values.fold(None, |b: Option<Bounds>, v| Some(b.map_or([v, v], |[lo, hi]| [lo.min(v), hi.max(v)])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(sum: u8, time: Option<i64>) -> Packet {
        Packet { number: 0, sum: [sum; 32], time }
    }

    #[test]
    fn a_run_is_found_where_it_stands_and_nearest_first() {
        let there: Vec<Packet> = [1, 2, 0, 0, 0, 3].iter().zip(0..).map(|(s, i)| packet(*s, Some(i * 10))).collect();
        let own = |sums: &[u8]| sums.iter().map(|s| packet(*s, None)).collect::<Vec<_>>();
        assert_eq!(places(&there, &own(&[2, 0]), 0), [1]);
        assert_eq!(places(&there, &own(&[0, 0]), 29), [3, 2], "silence is found twice");
        assert!(places(&there, &own(&[2, 3]), 0).is_empty(), "with none between");
        assert!(places(&there, &own(&[]), 0).is_empty());
    }

    #[test]
    fn packets_without_a_time_lie_between_those_with_one() {
        let all = [Some(0), None, Some(20), None].map(|t| packet(0, t));
        assert_eq!(times(&all, 10), [0, 10, 20, 30]);
        assert_eq!(times(&[packet(0, Some(5)), packet(0, Some(9))], 0), [5, 9]);
    }
}
