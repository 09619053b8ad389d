//! What the summary says, in words: one section after the other, each number with its base.

use unmuted_archive::summary::{After, ByName, ByWearer, InLog, LEAST_START_NS, LongSpan, Reason, Share, Summary};
use unmuted_archive::tables::ScanInfo;
use unmuted_media::Effort;
use unmuted_model::SilenceClass;

use super::content::{Cell, Column, Part, Section, Table};
use super::words::{argument, bytes, chosen, clock, count, length, list, percent, range, share, some, span};
use super::{Named, draw};

/// So many rows of one distribution stand on the page; `summary.json` has all.
const MOST_ROWS: usize = 60;

/// What stands above the sections, and below.
pub struct Head {
    /// The heading.
    pub title: String,
    /// What marks the whole, as that it is fiction.
    pub note: Option<String>,
    /// A paragraph.
    pub lead: String,
    /// Facts by name.
    pub facts: Vec<(String, String)>,
    /// The last line.
    pub foot: String,
}

/// What stands above the sections, and below.
pub fn head(s: &Summary, scan: &ScanInfo, named: &Named) -> Head {
    let default = format!("{}, and what can be heard in them", some(s.found, "recording", "recordings"));
    let places: Vec<&str> = scan.locations.iter().map(|l| l.name.as_str()).collect();
    let mut lead = if places.is_empty() { String::new() } else { format!("Scanned: {}. ", list(&places)) };
    match &s.days {
        Some([first, last]) => lead.push_str(&format!("Recordings claim to begin from {first} to {last}")),
        None => lead.push_str("No recording claims a day on which it began"),
    }
    match named.as_of.as_ref().or(scan.as_of.as_ref()) {
        Some(day) => lead.push_str(&format!("; as of {day}. ")),
        None => lead.push_str("; no date as of which this holds was given. "),
    }
    lead.push_str(match scan.options.effort {
        Effort::Quick => {
            "The scan read the indexes of the files, and of their sound as little as the question needed. It knows where \
             sound is missing. It does not know why."
        }
        Effort::Thorough => {
            "The scan read the first bytes of every packet of sound. It knows where sound is missing. It does not know why."
        }
        Effort::Decode => "The scan decoded all sound. It knows where sound is missing. It does not know why.",
    });
    let mut facts = vec![("Recordings".to_owned(), format!("{} found, {} read", count(s.found), count(s.read)))];
    if s.looked.bytes_read > 0 {
        facts.push(("Bytes read".to_owned(), format!("{} of {}", bytes(s.looked.bytes_read), bytes(s.bytes))));
    } else {
        facts.push(("Bytes".to_owned(), bytes(s.bytes)));
    }
    let guard = &scan.guard;
    let drawn = Share { have: guard.sampled_differed, of: guard.sampled };
    if let Some(most) = drawn.at_most() {
        let agree = guard.sampled - guard.sampled_differed.min(guard.sampled);
        facts.push((
            "Checked in full".to_owned(),
            format!("{} drawn at random: {} agree", count(guard.sampled), count(agree)),
        ));
        facts.push(("Differences".to_owned(), format!("in at most {} (95 %, exact)", percent(most))));
    } else {
        facts.push(("Checked in full".to_owned(), "none drawn at random".to_owned()));
    }
    let foot = format!(
        "{}. The same tables give the same page on any day. Every number of this page is in summary.json, every recording and \
         span in the tables beside it.",
        scan.program
    );
    Head { title: named.title.clone().unwrap_or(default), note: named.note.clone(), lead, facts, foot }
}

/// All sections, in the order of the page.
pub fn sections(s: &Summary, scan: &ScanInfo) -> Vec<Section> {
    let mut all = vec![time(s), classes(s, scan), shares(s)];
    all.extend(wearers(s));
    all.push(after(s));
    all.push(lead_ins(s, scan));
    all.push(longest(s, scan));
    all.push(unread(s, scan));
    all.push(checked(s, scan));
    all.push(cannot(s, scan));
    all
}

fn silent_ns(s: &Summary) -> i128 {
    s.classes.iter().map(|c| c.ns).sum()
}

fn of_class(s: &Summary, class: SilenceClass) -> i128 {
    s.classes.iter().find(|c| c.class == class).map_or(0, |c| c.ns)
}

fn time(s: &Summary) -> Section {
    let silent = silent_ns(s);
    let mut lead = Vec::new();
    let pre = of_class(s, SilenceClass::PreEvent);
    if silent > 0 {
        let mut words = format!("{} are without sound", length(silent));
        if pre > 0 {
            words.push_str(&format!(
                ", {} of them silent lead-ins, as cameras make them that keep pictures but no sound from before they are \
                 switched on",
                length(pre)
            ));
        }
        words.push('.');
        lead.push(words);
    }
    if s.unexamined_ns > 0 {
        lead.push(format!(
            "{} in {} were not examined; they count neither as sound nor as silence.",
            length(s.unexamined_ns),
            some(s.unexamined, "recording", "recordings")
        ));
    }
    let mut table =
        Table::new("plain", &[("Time", Column::Text), ("Length", Column::Number), ("Share of all", Column::Number)]);
    let mut row = |name: Cell, ns: i128| {
        let part = if s.duration_ns > 0 { ns as f64 / s.duration_ns as f64 } else { 0.0 };
        table.rows.push(vec![name, Cell::text(length(ns)), Cell::text(percent(part))]);
    };
    row(Cell::text("with sound"), s.sound_ns);
    for c in s.classes.iter().filter(|c| c.ns > 0) {
        row(Cell::Class(c.class), c.ns);
    }
    row(Cell::text("not examined"), s.unexamined_ns);
    Section {
        id: "hours",
        nav: "Hours",
        title: format!("{} recorded, {} with sound", length(s.duration_ns), length(s.sound_ns)),
        lead,
        parts: vec![Part::Drawing { markup: draw::time(s), name: "The same as a table".to_owned(), table }],
    }
}

fn classes(s: &Summary, scan: &ScanInfo) -> Section {
    let mut table = Table::new(
        "classes",
        &[
            ("What the file shows", Column::Text),
            ("Length", Column::Number),
            ("Recordings", Column::Number),
            ("Spans", Column::Number),
            ("What could explain it", Column::Text),
            ("Cause known", Column::Text),
        ],
    );
    for c in &s.classes {
        let causes: Vec<&str> = c.class.possible_causes().iter().map(|c| c.words()).collect();
        let known = match (s.log_covers, c.logged) {
            (0, _) => "no log was matched".to_owned(),
            (_, 0) => "none".to_owned(),
            (_, n) => format!("device log: {}", count(n)),
        };
        let looked = scan.options.level || c.class != SilenceClass::LowLevel;
        table.rows.push(vec![
            Cell::Class(c.class),
            Cell::text(if looked { length(c.ns) } else { "not looked for".to_owned() }),
            Cell::text(if looked { count(c.recordings) } else { "–".to_owned() }),
            Cell::text(if looked { count(c.spans) } else { "–".to_owned() }),
            Cell::text(causes.join(", ")),
            Cell::text(known),
        ]);
    }
    let mut parts = vec![Part::Table(table)];
    if s.log_covers > 0 {
        let without: u64 = s.classes.iter().map(|c| c.not_logged).sum();
        parts.push(Part::Text(format!(
            "A device log covers {}; for {} it has no entry.",
            some(s.log_covers, "span", "spans"),
            some(without, "of them", "of them")
        )));
    }
    if s.part_spans > 0 {
        parts.push(Part::Text(format!(
            "In {} one track or one channel of several is silent, and the others are not known to be; they are in the tables, \
             and in no number here.",
            some(s.part_spans, "more span", "more spans")
        )));
    }
    Section {
        id: "classes",
        nav: "Classes",
        title: "Silence by class, and what could explain it".to_owned(),
        lead: vec![
            "A class is what the file shows. Possible causes are listed, not chosen, and the list is not complete. A cause is \
             written in the last column only where a device's log gives it."
                .to_owned(),
        ],
        parts,
    }
}

fn shares(s: &Summary) -> Section {
    let mut parts = Vec::new();
    by_name(
        &mut parts,
        s,
        &s.devices,
        ("Device", "As metadata, file names or the agency's list name it; in the order of names, never by value."),
        ("device", "devices"),
    );
    by_name(
        &mut parts,
        s,
        &s.units,
        ("Unit", "As the agency's list or the file names give it; in the order of names, never by value."),
        ("unit", "units"),
    );
    by_name(
        &mut parts,
        s,
        &s.encoders,
        (
            "Encoder",
            "What packed the sound, told from the bytes: codec, rate, channels, priming, how silence is coded.",
        ),
        ("encoder", "encoders"),
    );
    let known = |hours: &[Share; 24]| hours.iter().map(|h| h.of).sum::<u64>();
    let (local, utc) = (known(&s.hours.local), known(&s.hours.utc));
    let unknown = if s.hours.unknown.of > 0 {
        format!(" {} claim no time.", some(s.hours.unknown.of, "recording", "recordings"))
    } else {
        String::new()
    };
    if local > 0 {
        let below = format!(
            "By the clock of the device, of the file's name or of the list, as claimed and checked in none of these files.{unknown}"
        );
        parts.push(Part::Heading("Hour at which the recording began".to_owned(), below));
        parts.push(hour_drawing(&s.hours.local, s.all, "Share with digital silence by hour of day, 95 % intervals"));
    }
    if utc > 0 {
        let below = format!(
            "{} claim a time in UTC and none on the spot: the hour of day where they were made is not known.",
            some(utc, "recording", "recordings")
        );
        parts.push(Part::Heading("Hour in UTC at which the recording began".to_owned(), below));
        parts.push(hour_drawing(&s.hours.utc, s.all, "Share with digital silence by hour in UTC, 95 % intervals"));
    }
    if local + utc == 0 {
        parts.push(Part::Heading(
            "Hour at which the recording began".to_owned(),
            "No recording claims a time.".to_owned(),
        ));
    }
    Section {
        id: "where",
        nav: "Where and when",
        title: "Where and when sound stops inside a recording".to_owned(),
        lead: vec![
            format!(
                "Share of recordings with at least {} of digital silence in all, a pre-event buffer not counted, with its 95 % \
                 interval (Wilson) and the number behind it. Of all that were read: {}, the line in each drawing. Hollow: fewer \
                 than {} recordings.",
                chosen(s.least_ns),
                share(s.all),
                draw::FEW
            ),
            "Many things differ between units and devices besides people: duties, settings, hours, rules of export."
                .to_owned(),
        ],
        parts,
    }
}

fn by_name(parts: &mut Vec<Part>, s: &Summary, by: &ByName, (heading, below): (&str, &str), (one, many): (&str, &str)) {
    if by.rows.is_empty() && by.of_one_wearer == 0 {
        let below = format!(
            "No recording names a {one}. A list of the agency, or a pattern of file names, given to the scan can."
        );
        parts.push(Part::Heading(heading.to_owned(), below));
        return;
    }
    let mut shown: Vec<usize> = (0..by.rows.len()).collect();
    let left_out = shown.len().saturating_sub(MOST_ROWS);
    if left_out > 0 {
        // Those with the most recordings, still in the order of names.
        shown.sort_by_key(|i| (std::cmp::Reverse(by.rows.get(*i).map_or(0, |r| r.share.of)), *i));
        shown.truncate(MOST_ROWS);
        shown.sort_unstable();
    }
    let mut rows: Vec<(String, Share, Option<f64>)> =
        shown.iter().filter_map(|i| by.rows.get(*i)).map(|r| (r.name.clone(), r.share, Some(r.unexamined))).collect();
    if by.of_one_wearer > 0 {
        let name = format!("{} with one wearer each, together", some(by.of_one_wearer, one, many));
        rows.push((name, by.of_one_wearer_share, None));
    }
    if by.beyond.of > 0 {
        rows.push((format!("further {many}"), by.beyond, None));
    }
    if by.unnamed.of > 0 {
        rows.push((format!("no {one} named"), by.unnamed, None));
    }
    let mut table = Table::new(
        "shares",
        &[
            (heading, Column::Text),
            ("Interval", Column::Bar),
            ("Recordings", Column::Number),
            ("Share", Column::Number),
            ("95 % interval", Column::Number),
            ("Not examined", Column::Number),
        ],
    );
    table.scale = draw::scale(&rows.iter().map(|r| r.1).collect::<Vec<_>>(), s.all);
    table.line = s.all.value();
    for (name, shares, unexamined) in rows {
        table.rows.push(vec![
            Cell::Text(name),
            Cell::Bar(shares),
            Cell::text(format!("{} of {}", count(shares.have), count(shares.of))),
            Cell::text(shares.value().map_or_else(String::new, percent)),
            Cell::text(shares.wilson().map_or_else(String::new, range)),
            Cell::text(unexamined.map_or_else(|| "–".to_owned(), percent)),
        ]);
    }
    let mut below = below.to_owned();
    if left_out > 0 {
        below.push_str(&format!(
            " The {MOST_ROWS} with the most recordings; {} more are in summary.json.",
            count(left_out as u64)
        ));
    }
    if by.of_one_wearer > 0 {
        below.push_str(&format!(
            " A {one} whose recordings all name one wearer has no row of its own, since that would be a row about a person."
        ));
    }
    parts.push(Part::Heading(heading.to_owned(), below));
    parts.push(Part::Table(table));
}

fn hour_drawing(hours: &[Share; 24], all: Share, words: &str) -> Part {
    let mut table = Table::new(
        "plain",
        &[
            ("Hour", Column::Text),
            ("Recordings", Column::Number),
            ("Share", Column::Number),
            ("95 % interval", Column::Number),
        ],
    );
    for (hour, shares) in hours.iter().enumerate().filter(|(_, s)| s.of > 0) {
        table.rows.push(vec![
            Cell::text(format!("{hour:02}")),
            Cell::text(format!("{} of {}", count(shares.have), count(shares.of))),
            Cell::text(shares.value().map_or_else(String::new, percent)),
            Cell::text(shares.wilson().map_or_else(String::new, range)),
        ]);
    }
    Part::Drawing { markup: draw::by_hour(hours, all, words), name: "The same as a table".to_owned(), table }
}

fn wearers(s: &Summary) -> Option<Section> {
    let ByWearer::Table { rows, without_unit, unnamed } = &s.wearers else { return None };
    let mut table = Table::new(
        "plain",
        &[
            ("Wearer", Column::Text),
            ("Unit", Column::Text),
            ("Recordings", Column::Number),
            ("Share", Column::Number),
            ("95 % interval", Column::Number),
            ("Not examined", Column::Number),
        ],
    );
    for r in rows {
        table.rows.push(vec![
            Cell::text(&r.wearer),
            Cell::text(r.units.join(", ")),
            Cell::text(format!("{} of {}", count(r.share.have), count(r.share.of))),
            Cell::text(r.share.value().map_or_else(String::new, percent)),
            Cell::text(r.share.wilson().map_or_else(String::new, range)),
            Cell::text(percent(r.unexamined)),
        ]);
    }
    Some(Section {
        id: "wearers",
        nav: "Wearers",
        title: "By wearer, in the order of names".to_owned(),
        lead: vec![
            "Asked for, and possible since the agency's list says of every recording that it is no copy made for release. The \
             order is that of names and of nothing else. Assignments, devices and hours differ between people; a share is not \
             conduct, and its cause is not known here."
                .to_owned(),
            format!(
                "{} left out since no recording names their unit; {} name no wearer.",
                some(*without_unit, "wearer is", "wearers are"),
                some(*unnamed, "recording", "recordings")
            ),
        ],
        parts: vec![Part::Table(table)],
    })
}

fn after(s: &Summary) -> Section {
    let mut parts = Vec::new();
    for a in &s.after {
        if s.after.len() > 1 {
            parts.push(Part::Heading(format!("Counted from {}", a.name), String::new()));
        }
        parts.push(Part::Text(joined(a)));
        if a.share.of > 0 {
            parts.push(after_drawing(a));
            parts.push(Part::Text(format!(
                "In the two minutes after it, a digital silence of at least {} begins in {} recordings. Were its beginnings \
                 spread evenly over each recording, it would be {:.1} ({} to {} with 95 %). The count says when, not why or by \
                 whom: leaving a car, a briefing and a rule of redaction can each cluster there.",
                chosen(LEAST_START_NS),
                share(a.share),
                a.expected,
                count(a.band[0]),
                count(a.band[1])
            )));
        }
    }
    let (title, lead) = match s.after.as_slice() {
        [] => (
            "After what".to_owned(),
            vec![
                "No event was named. One can be: unmuted summary DIR --event FILE.csv, with a column time and a column \
                 recording or device; or --event start."
                    .to_owned(),
            ],
        ),
        [one] => (format!("After {}", one.name), Vec::new()),
        _ => ("After what".to_owned(), Vec::new()),
    };
    Section { id: "after", nav: "After what", title, lead, parts }
}

fn joined(a: &After) -> String {
    if a.is_start {
        return format!("{} counted, each from its start.", some(a.share.of, "recording is", "recordings are"));
    }
    format!(
        "The list has {}; {} into a recording that was read, by the recording's name or by the device's own clock, and {} in \
         none. They are in {}; of several in one recording the first counts.",
        some(a.events, "event", "events"),
        some(a.events_joined, "falls", "fall"),
        some(a.events - a.events_joined, "is", "are"),
        some(a.share.of, "recording", "recordings")
    )
}

fn after_drawing(a: &After) -> Part {
    let mut table = Table::new(
        "plain",
        &[
            ("From the event", Column::Text),
            ("Beginnings", Column::Number),
            ("Even spread", Column::Number),
            ("95 %", Column::Number),
            ("Recordings running", Column::Number),
        ],
    );
    for step in &a.steps {
        let s = step.from_ns / 1_000_000_000;
        table.rows.push(vec![
            Cell::text(format!("{}{}:{:02}", if s < 0 { "−" } else { "+" }, s.abs() / 60, s.abs() % 60)),
            Cell::text(count(step.starts)),
            Cell::text(format!("{:.1}", step.expected)),
            Cell::text(format!("{} to {}", count(step.band[0]), count(step.band[1]))),
            Cell::text(count(step.running)),
        ]);
    }
    Part::Drawing { markup: draw::after(a), name: "The same as a table".to_owned(), table }
}

fn lead_ins(s: &Summary, scan: &ScanInfo) -> Section {
    let compared: u64 = s.lead_ins.iter().map(|l| l.of).sum();
    if compared == 0 {
        return Section {
            id: "lead-ins",
            nav: "Lead-ins",
            title: "Silent lead-ins".to_owned(),
            lead: vec![
                "No device has enough recordings with a silent lead-in of one length to call it usual, so none is called \
                 longer, shorter or missing."
                    .to_owned(),
            ],
            parts: Vec::new(),
        };
    }
    let mut table = Table::new(
        "plain",
        &[
            ("Device", Column::Text),
            ("Usual", Column::Number),
            ("About as usual", Column::Number),
            ("Longer", Column::Number),
            ("Shorter", Column::Number),
            ("None there", Column::Number),
            ("None there, share", Column::Number),
        ],
    );
    let order = (0..s.lead_ins.len().min(MOST_ROWS)).collect::<Vec<_>>();
    for l in order.iter().filter_map(|i| s.lead_ins.get(*i)) {
        let missing = Share { have: l.missing, of: l.of };
        table.rows.push(vec![
            Cell::text(if l.is_encoder { format!("no device named; encoder {}", l.name) } else { l.name.clone() }),
            Cell::text(format!("{} s", l.usual_s)),
            Cell::text(format!("{} of {}", count(l.usual), count(l.of))),
            Cell::text(count(l.longer)),
            Cell::text(count(l.shorter)),
            Cell::text(count(l.missing)),
            Cell::text(match (missing.value(), missing.wilson()) {
                (Some(p), Some(w)) => format!("{} ({})", percent(p), range(w)),
                _ => String::new(),
            }),
        ]);
    }
    let mut parts = vec![Part::Table(table)];
    if s.lead_ins.len() > MOST_ROWS {
        parts.push(Part::Text(format!(
            "The first {MOST_ROWS} in the order of names; {} more are in summary.json.",
            count((s.lead_ins.len() - MOST_ROWS) as u64)
        )));
    }
    if !s.longer.is_empty() {
        let mut longer = Table::new(
            "places longer",
            &[
                ("Silent for", Column::Number),
                ("Usual", Column::Number),
                ("Recording, and how to look at it", Column::Text),
                ("Device", Column::Text),
            ],
        );
        for l in &s.longer {
            longer.rows.push(vec![
                Cell::text(span(l.ns)),
                Cell::text(format!("{} s", l.usual_s)),
                evidence(scan, l.location, &l.path),
                Cell::text(l.device.clone().unwrap_or_default()),
            ]);
        }
        let all: u64 = s.lead_ins.iter().map(|l| l.longer).sum();
        let below = if all > s.longer.len() as u64 {
            format!("The longest {} of {}.", s.longer.len(), count(all))
        } else {
            String::new()
        };
        parts.push(Part::Heading("Longer than usual".to_owned(), below));
        parts.push(Part::Table(longer));
    }
    Section {
        id: "lead-ins",
        nav: "Lead-ins",
        title: "Silent lead-ins, and what is usual".to_owned(),
        lead: vec![
            "How long recordings are silent from their first instant, against what most recordings of the same device (or, \
             where none is named, of the same encoder) show in this archive; within two seconds counts as usual. A lead-in that is missing can mean that the \
             camera was off, asleep, set otherwise, or that the beginning was cut from a copy."
                .to_owned(),
        ],
        parts,
    }
}

/// A path, with the location's name before it where there are several, and a command to look at it.
pub fn evidence(scan: &ScanInfo, location: u32, path: &str) -> Cell {
    let name = scan.locations.get(location as usize).map_or("", |l| l.name.as_str());
    let shown = if scan.locations.len() > 1 && !name.is_empty() { format!("{name}: {path}") } else { path.to_owned() };
    Cell::Evidence { path: shown, command: format!("unmuted listen {}", argument(path)) }
}

fn longest(s: &Summary, scan: &ScanInfo) -> Section {
    let mut table = Table::new(
        "places",
        &[
            ("Length", Column::Number),
            ("What the file shows", Column::Text),
            ("Recording, and how to look at it", Column::Text),
            ("Device", Column::Text),
            ("Begins at", Column::Text),
            ("Evidence", Column::Text),
            ("Copy for release", Column::Text),
            ("Device log", Column::Text),
        ],
    );
    for l in &s.longest {
        table.rows.push(vec![
            Cell::text(span(l.span.end_ns - l.span.start_ns)),
            Cell::Class(l.span.class),
            evidence(scan, l.location, &l.path),
            Cell::text(l.device.clone().unwrap_or_default()),
            Cell::Code(clock(l.span.start_ns)),
            Cell::text(found_by(l)),
            Cell::text(released(l.released_copy)),
            Cell::text(match l.in_log {
                Some(InLog::Logged) => "has an entry",
                Some(InLog::NotLogged) => "has no entry",
                None => "none matched",
            }),
        ]);
    }
    let mut lead = Vec::new();
    if !s.longest.is_empty() {
        lead.push(
        "By length, pre-event buffers left out. Each is a place to look, with what the tables know of it. Paths are within \
         the location that was scanned: run the command there, or put the location before the path."
            .to_owned(),
        );
    }
    if s.longest_left_out > 0 {
        lead.push(format!("{} in the tables.", some(s.longest_left_out, "further span is", "further spans are")));
    }
    let absent = s.classes.iter().find(|c| c.class == SilenceClass::TrackAbsent).map_or(0, |c| c.recordings);
    if absent > 0 {
        lead.push(format!(
            "{} no audio track at all and {} not listed here; the tables have them, and unmuted triage DIR.",
            some(absent, "recording has", "recordings have"),
            if absent == 1 { "is" } else { "are" }
        ));
    }
    let title = if s.longest.is_empty() {
        "No span without sound inside a recording".to_owned()
    } else {
        "Longest spans without sound, inside a recording".to_owned()
    };
    let parts = if s.longest.is_empty() { Vec::new() } else { vec![Part::Table(table)] };
    Section { id: "longest", nav: "Longest", title, lead, parts }
}

fn found_by(l: &LongSpan) -> String {
    let mut words = l.span.method.replace(['_', '-'], " ");
    if let Some(offset) = l.span.offset {
        words.push_str(&format!(", byte {}", count(offset)));
    }
    if l.span.packets > 0 {
        words.push_str(&format!(", {} of {} packets", count(l.span.proven_packets), count(l.span.packets)));
    }
    if let Some(hz) = l.span.tone_hz {
        words.push_str(&format!("; a tone of {hz} Hz at an edge"));
    }
    if l.span.click {
        words.push_str("; a click at an edge");
    }
    words
}

/// Whether a recording is a copy made for release, in words.
pub fn released(copy: Option<bool>) -> &'static str {
    match copy {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    }
}

fn unread(s: &Summary, scan: &ScanInfo) -> Section {
    let unread = s.found - s.read;
    if unread == 0 {
        return Section {
            id: "unread",
            nav: "Not read",
            title: "Every file could be read".to_owned(),
            lead: partly(s, scan),
            parts: Vec::new(),
        };
    }
    let mut lead = Vec::new();
    if let Some(bounds) = s.all.with_unknown(unread) {
        lead.push(format!(
            "They are in no share above. Were none of them silent for {}, or all, the share of all files would be between \
             {} and {}.",
            chosen(s.least_ns),
            percent(bounds[0]),
            percent(bounds[1])
        ));
    }
    lead.extend(partly(s, scan));
    let mut table = Table::new(
        "plain",
        &[
            ("Files", Column::Number),
            ("What was found", Column::Text),
            ("What to do", Column::Text),
            ("For example", Column::Text),
        ],
    );
    for r in &s.reasons {
        table.rows.push(vec![
            Cell::text(count(r.files)),
            Cell::text(&r.what),
            Cell::text(remedy(r)),
            Cell::Code(r.example.clone()),
        ]);
    }
    Section {
        id: "unread",
        nav: "Not read",
        title: format!("{} that could not be read", some(unread, "file", "files")),
        lead,
        parts: vec![Part::Table(table)],
    }
}

fn partly(s: &Summary, scan: &ScanInfo) -> Vec<String> {
    let mut lead = Vec::new();
    let not: u64 = scan.not_decoded.iter().map(|c| c.recordings).sum();
    if not > 0 {
        let ns = scan.not_decoded.iter().map(|c| i128::from(c.duration_ns)).sum();
        let codecs: Vec<String> =
            scan.not_decoded.iter().map(|c| format!("{} in {}", c.codec, count(c.recordings))).collect();
        lead.push(format!(
            "{}, {} in all, could not be listened to, since for the codec, or the number of channels, of the sound this program has no \
             decoder: {}. Of these the scan tells only what the container proves; unmuted listen decodes them with \
             ffmpeg, where that is installed.",
            some(not, "recording", "recordings"),
            length(ns),
            codecs.join("; ")
        ));
    }
    if s.unexamined > 0 {
        lead.push(format!(
            "In {} a part was not examined, {} in all: nothing is said about it.",
            some(s.unexamined, "recording that was read", "recordings that were read"),
            length(s.unexamined_ns)
        ));
    }
    if s.faulty > 0 {
        lead.push(format!(
            "{} read with faults; the table of faults says which and where.",
            some(s.faulty, "recording was", "recordings were")
        ));
    }
    lead
}

fn remedy(r: &Reason) -> &'static str {
    match r.blame.as_str() {
        "malformed" => "ask for the file again, or for another export of it",
        "unsupported" => "ask for an export as MP4 with AAC, or install ffmpeg and listen to it alone",
        "limit_reached" => "look at it by hand: it claims more than any recording has",
        "input_output" => "ask for the right to read it, see that the place is reachable, and run the scan again",
        "changed" => "run the scan again when nothing writes to it",
        _ => "look at the rows of these files in the table of faults",
    }
}

fn checked(s: &Summary, scan: &ScanInfo) -> Section {
    let g = &scan.guard;
    let drawn = Share { have: g.sampled_differed, of: g.sampled };
    let mut items = Vec::new();
    match drawn.at_most() {
        Some(most) => items.push(format!(
            "{} drawn at random and read packet by packet: in {} the quick result was the same, in {} not. At most {} of all \
             quick results differ (exact one-sided bound of Clopper and Pearson, 95 %).",
            some(g.sampled, "recording was", "recordings were"),
            count(g.sampled - g.sampled_differed.min(g.sampled)),
            count(g.sampled_differed),
            percent(most)
        )),
        None => items.push(
            "No recording was drawn at random and read packet by packet, so nothing bounds how often quick results differ."
                .to_owned(),
        ),
    }
    if g.checked > 0 {
        items.push(format!(
            "In all {} compared with a reading of all packets, those included where a probe gave reason: {} agreed.",
            some(g.checked, "quick result was", "quick results were"),
            count(g.agreed)
        ));
    }
    items.push(format!(
        "{} read in full for any reason; in {} a probe found silent packets that their sizes did not suggest.",
        some(s.looked.in_full, "recording was", "recordings were"),
        count(s.looked.struck)
    ));
    items.push(format!(
        "Of {} listed by the indexes, {} were opened and {} decoded. {}.",
        some(s.looked.packets, "packet of sound", "packets of sound"),
        count(s.looked.opened),
        count(s.looked.decoded),
        some(g.fingerprints, "encoder was met", "encoders were met")
    ));
    for (encoders, why) in [
        (&g.struck, "a probe found silent packets that their sizes did not suggest"),
        (&g.differed, "a quick result that was compared differed"),
    ] {
        if !encoders.is_empty() {
            items.push(format!(
                "All recordings of these encoders were read in full, since {why}: {}.",
                encoders.join("; ")
            ));
        }
    }
    Section {
        id: "checked",
        nav: "Checked",
        title: "What was checked in full".to_owned(),
        lead: Vec::new(),
        parts: vec![Part::List(items)],
    }
}

fn cannot(s: &Summary, scan: &ScanInfo) -> Section {
    let mut items = Vec::new();
    items.push(if s.log_covers == 0 {
        "Why sound is missing, or whether a person switched it off. No device log was matched.".to_owned()
    } else {
        format!(
            "Why sound is missing where no log says so. Device logs cover {}.",
            some(s.log_covers, "of the spans", "of the spans")
        )
    });
    items.push(format!(
        "Whether sound was taken out before release. {} copies made for release, {} said not to be, and of {} nothing says \
         which.",
        some(s.released, "recording is said to be among", "recordings are said to be"),
        count(s.not_released),
        count(s.release_unknown)
    ));
    items.push("Anything about a recording that was never made, or never handed over.".to_owned());
    if matches!(s.wearers, ByWearer::Table { .. }) {
        items.push("What one officer did. A share by wearer has causes that this page does not know.".to_owned());
    } else {
        items.push(
            "Anything about one officer. This page makes no list of wearers. Where recordings name no wearer, a device may be \
             one person's without this page knowing; its row then says no more about that person than about their device."
                .to_owned(),
        );
    }
    items.push(
        "When anything happened. Times of day are claims of a device's clock, of a file's name or of a list, and were \
         compared with nothing."
            .to_owned(),
    );
    if !scan.options.level {
        items.push("Whether sound was made quiet instead of silent. Steady low levels were not looked for.".to_owned());
    }
    if scan.options.effort == Effort::Quick {
        items.push(
            "That there is no further silence. Short ones can be missed where an encoder pads silence to full size; the method's \
             error rates are in docs/method-silence.md, and it is not validated on body-worn cameras."
                .to_owned(),
        );
    } else {
        items.push(
            "How the method does on cameras whose recordings it was not tested on: it is not validated on body-worn cameras \
             (docs/method-silence.md)."
                .to_owned(),
        );
    }
    if s.unexamined_ns > 0 {
        items.push(format!("What is in the {} that were not examined.", length(s.unexamined_ns)));
    }
    Section {
        id: "cannot",
        nav: "Not said",
        title: "What this page cannot say".to_owned(),
        lead: Vec::new(),
        parts: vec![Part::List(items)],
    }
}
