//! Dispatch logs: a CSV file of typed entries. Each entry becomes an interval of wall time, as wide as the typed time
//! and the log's precision leave it.
//!
//! A typed second means that whole second, a typed minute that whole minute; decimals mean the last digit typed.
//! A time of day without a date belongs to the day of the entry above, or to the next day where it goes back by
//! more than twelve hours (midnight), or to the day before where it goes forward by more than twelve
//! (an entry that was typed late). The first entry's day is the case's date.

use csv::{ReaderBuilder, StringRecord};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use unmuted_model::{Interval, Nanos, WallClock, WallTime, nearest};

use super::cue::plural;
use crate::case_files::{DateOrder, FileText, LogColumns, Place, Precision, Problem};

/// Most problems that one log reports one by one.
const MAX_PROBLEMS: usize = 50;
/// Most entries that are read; a day of a large city has some thousands.
const MAX_ENTRIES: usize = 1_000_000;

/// One typed entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogEntry {
    /// Which row it is, counted from 1 without the header; rows that could not be read are counted too.
    pub number: usize,
    /// The time as typed, with the date where that has its own column.
    pub typed: String,
    /// The unit as typed, or empty.
    pub unit: String,
    /// The entry as typed.
    pub text: String,
    /// The wall times that it can mean.
    pub wall: Interval<WallClock>,
}

/// Reads all rows, in the order of the file. `date` and `zone` are the case's.
pub fn read(
    file: &FileText,
    columns: &LogColumns,
    date: Date,
    zone: &TimeZone,
    problems: &mut Vec<Problem>,
) -> Vec<LogEntry> {
    let Some((delimiter, at)) = header(file, columns, problems) else { return Vec::new() };
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(true).from_reader(file.text().as_bytes());
    let mut entries = Vec::new();
    let mut found = Vec::new();
    let mut day = date;
    let mut last: Option<Time> = None;
    let mut row = StringRecord::new();
    let mut number = 0;
    loop {
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => number += 1,
            Err(error) => {
                // The text was decoded and rows may differ in length, so this is not expected; it must not loop.
                found.push(file.whole().unread(format!("row {}: {error}", number + 1), "mend the row"));
                break;
            }
        }
        if number > MAX_ENTRIES {
            found.push(file.whole().unread(
                format!("the log has more than {MAX_ENTRIES} rows, and the rest was not read"),
                "cut it to the hours around the incident",
            ));
            break;
        }
        if row.iter().all(|f| f.trim().is_empty()) {
            continue;
        }
        let place = place(file, &row, reader.position().byte());
        let field = |i: Option<usize>| i.and_then(|i| row.get(i)).unwrap_or("").trim().to_owned();
        let typed_time = field(Some(at.time));
        let typed_date = field(at.date);
        let typed = if typed_date.is_empty() { typed_time.clone() } else { format!("{typed_date} {typed_time}") };
        match Typed::read(&typed, columns.dates) {
            Ok(time) => {
                let civil = match time.date {
                    Some(date) => {
                        day = date;
                        date
                    }
                    None => {
                        day = follow(day, last, time.time);
                        day
                    }
                };
                last = Some(time.time);
                match time.wall(civil, columns, zone) {
                    Ok((wall, doubt)) => {
                        if let Some((what, remedy)) = doubt {
                            found.push(place.doubt(format!("row {number}: {what}"), remedy));
                        }
                        entries.push(LogEntry {
                            number,
                            typed,
                            unit: field(at.unit),
                            text: field(Some(at.text)),
                            wall,
                        });
                    }
                    Err((what, remedy)) => found.push(place.unread(format!("row {number}: {what}"), remedy)),
                }
            }
            Err((what, remedy)) => found.push(place.unread(format!("row {number}: {what}"), remedy)),
        }
    }
    let more = found.len().saturating_sub(MAX_PROBLEMS);
    problems.extend(found.into_iter().take(MAX_PROBLEMS));
    if more > 0 {
        let what = format!("{} more of the same", plural(more, "problem", "problems"));
        problems.push(file.whole().unread(what, "mend those shown first"));
    }
    entries
}

/// Where the columns stand.
struct Columns {
    date: Option<usize>,
    time: usize,
    unit: Option<usize>,
    text: usize,
}

/// Finds the delimiter (comma, semicolon or tab) and the columns.
fn header(file: &FileText, columns: &LogColumns, problems: &mut Vec<Problem>) -> Option<(u8, Columns)> {
    let mut missing = None;
    for delimiter in [b',', b';', b'\t'] {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(file.text().as_bytes());
        let Ok(header) = reader.headers() else { continue };
        let names: Vec<&str> = header.iter().map(str::trim).collect();
        let find = |name: &str| {
            let exact = names.iter().position(|n| *n == name.trim());
            exact.or_else(|| names.iter().position(|n| n.eq_ignore_ascii_case(name.trim())))
        };
        let wanted = [Some(&columns.time), Some(&columns.text), columns.unit.as_ref(), columns.date.as_ref()];
        let absent = wanted.into_iter().flatten().find(|name| find(name).is_none());
        match absent {
            None => {
                let (time, text) = (find(&columns.time)?, find(&columns.text)?);
                let unit = columns.unit.as_deref().and_then(find);
                let date = columns.date.as_deref().and_then(find);
                return Some((delimiter, Columns { date, time, unit, text }));
            }
            Some(name) => {
                // The delimiter that splits the header into most columns is the likeliest.
                let better = missing.as_ref().is_none_or(|(_, n): &(Problem, usize)| names.len() > *n);
                if better {
                    let remedy = match nearest(name, names.iter().copied()) {
                        Some(near) => format!("did you mean {near:?}? Mend columns in evidence.toml"),
                        None => format!(
                            "its columns are: {}; mend columns in evidence.toml",
                            names.iter().take(20).map(|n| short(n)).collect::<Vec<_>>().join(", ")
                        ),
                    };
                    let first = file.text().lines().next().unwrap_or("").len();
                    let what = format!("the log has no column {name:?}; nothing of it was read");
                    missing = Some((file.at(0..first.min(200)).unread(what, remedy), names.len()));
                }
            }
        }
    }
    problems.extend(missing.map(|(problem, _)| problem));
    None
}

fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

fn place(file: &FileText, row: &StringRecord, end: u64) -> Place {
    let start = row.position().map_or(0, csv::Position::byte);
    let (start, end) = (usize::try_from(start).unwrap_or(0), usize::try_from(end).unwrap_or(0));
    let text = file.text().get(start..end).unwrap_or("");
    let skipped = text.len() - text.trim_start().len();
    file.at(start + skipped..start + text.trim_end().len().max(skipped))
}

/// The day of a time of day that follows another.
fn follow(day: Date, last: Option<Time>, time: Time) -> Date {
    let Some(last) = last else { return day };
    let seconds = |t: Time| i32::from(t.hour()) * 3600 + i32::from(t.minute()) * 60 + i32::from(t.second());
    let step = seconds(time) - seconds(last);
    let half = 12 * 3600;
    if step < -half {
        day.tomorrow().unwrap_or(day)
    } else if step > half {
        day.yesterday().unwrap_or(day)
    } else {
        day
    }
}

type Fault = (String, &'static str);

/// A typed time, taken apart.
struct Typed {
    date: Option<Date>,
    time: Time,
    /// The offset, where the time says it.
    instant: Option<Timestamp>,
    /// How long the last unit typed is.
    resolution: Nanos,
}

const TIME_REMEDY: &str =
    "write 14:02, 14:02:12 or 2:02 PM, or with a date in front, 2026-05-14 14:02:12, in the log's own copy";

impl Typed {
    fn read(typed: &str, order: Option<DateOrder>) -> Result<Self, Fault> {
        let wrong = || (format!("the time {typed:?} cannot be read"), TIME_REMEDY);
        if typed.is_empty() {
            return Err(("there is no time".to_owned(), TIME_REMEDY));
        }
        if typed.len() > 64 {
            return Err(("the time is longer than any time".to_owned(), TIME_REMEDY));
        }
        let instant = typed.parse::<Timestamp>().ok();
        // "2026-05-14T14:02:12" is a date and a time; so is "2026-05-14 14:02:12".
        let spaced = match typed.split_once(['T', 't']) {
            Some((date, time)) if date.contains(['-', '/']) => format!("{date} {time}"),
            _ => typed.to_owned(),
        };
        let mut words: Vec<&str> = spaced.split_whitespace().collect();
        let date = match words.first() {
            Some(word) if word.contains(['-', '/']) && !word.contains(':') => {
                let read = read_date(word, order)?;
                words.remove(0);
                Some(read)
            }
            _ => None,
        };
        let mut clock = words.first().copied().ok_or_else(wrong)?.to_owned();
        let mut half = words.get(1).map(|w| w.to_ascii_lowercase().replace('.', ""));
        if words.len() > 2 {
            return Err(wrong());
        }
        if half.is_none() {
            let lower = clock.to_ascii_lowercase();
            for suffix in ["am", "pm"] {
                if let Some(rest) = lower.strip_suffix(suffix) {
                    half = Some(suffix.to_owned());
                    clock = rest.to_owned();
                }
            }
        }
        if instant.is_some() {
            // The offset stands behind the seconds.
            let end = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
            clock.truncate(end);
            half = None;
        }
        let (mut time, resolution) = read_clock(&clock).ok_or_else(wrong)?;
        match half.as_deref() {
            None | Some("hrs" | "h" | "hours") => {}
            Some(half @ ("am" | "pm")) => {
                let hour = time.hour();
                if !(1..=12).contains(&hour) {
                    return Err(wrong());
                }
                let hour = hour % 12 + if half == "pm" { 12 } else { 0 };
                time = Time::new(hour, time.minute(), time.second(), time.subsec_nanosecond()).map_err(|_| wrong())?;
            }
            Some(_) => return Err(wrong()),
        }
        Ok(Self { date, time, instant, resolution })
    }

    /// The wall times that it can mean on a day.
    fn wall(
        &self,
        day: Date,
        columns: &LogColumns,
        zone: &TimeZone,
    ) -> Result<(Interval<WallClock>, Option<Fault>), Fault> {
        const MINUTE: Nanos = Nanos::from_secs(60);
        let (resolution, floor) = match columns.precision {
            Precision::Second => (self.resolution, Nanos::ZERO),
            Precision::Minute => {
                let into =
                    Nanos::from_secs(self.time.second().into()) + Nanos::new(self.time.subsec_nanosecond().into());
                (MINUTE, into)
            }
        };
        let too_far = || ("the date is not in the years 1678 to 2261".to_owned(), TIME_REMEDY);
        let wall = |t: Timestamp| i64::try_from(t.as_nanosecond()).map(WallTime::from_ns).map_err(|_| too_far());
        let span =
            |start: WallTime| Interval::between(start - floor, start - floor + resolution).widened(columns.plus_minus);
        if let Some(instant) = self.instant {
            return Ok((span(wall(instant)?), None));
        }
        let civil = DateTime::from_parts(day, self.time);
        let ambiguous = zone.to_ambiguous_timestamp(civil);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                let instant = offset.to_timestamp(civil).map_err(|_| too_far())?;
                Ok((span(wall(instant)?), None))
            }
            AmbiguousOffset::Fold { before, after } => {
                let [a, b] = [before, after].map(|offset| offset.to_timestamp(civil));
                let both = span(wall(a.map_err(|_| too_far())?)?).hull(span(wall(b.map_err(|_| too_far())?)?));
                let what = format!("{civil} came twice that day, when clocks were set back; the entry can mean either");
                Ok((both, Some((what, "add the offset from UTC to the time, if the log's maker can tell"))))
            }
            AmbiguousOffset::Gap { .. } => Err((
                format!("{civil} did not exist that day, when clocks were set forward"),
                "check the case's time_zone, or add the offset from UTC to the time",
            )),
        }
    }
}

fn read_date(word: &str, order: Option<DateOrder>) -> Result<Date, Fault> {
    let wrong = || (format!("the date {word:?} cannot be read"), "write it as 2026-05-14 in the log's own copy");
    if word.contains('-') {
        return crate::case_files::text::date(word).map_err(|_| wrong());
    }
    let Some(order) = order else {
        return Err((
            format!("{word:?} can be read with the month or with the day first"),
            "add dates = \"month first\" or dates = \"day first\" to the log's entry in evidence.toml",
        ));
    };
    let parts: Vec<i16> = word.split('/').map_while(|p| p.parse().ok().filter(|n| *n >= 0)).collect();
    let [a, b, year] = parts.as_slice() else { return Err(wrong()) };
    if word.split('/').count() != 3 || *year < 1000 {
        return Err((
            format!("the date {word:?} cannot be read"),
            "write the year with four digits, and three numbers with slashes",
        ));
    }
    let (month, day) = match order {
        DateOrder::MonthFirst => (*a, *b),
        DateOrder::DayFirst => (*b, *a),
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return Err(wrong()) };
    Date::new(*year, month, day).map_err(|_| wrong())
}

/// `14:02`, `14:02:12`, `14:02:12.5`, `1402`, `140212`, and how long the last unit typed is.
fn read_clock(text: &str) -> Option<(Time, Nanos)> {
    let (clock, fraction) = match text.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let number = |t: &str| -> Option<i8> {
        if t.is_empty() || t.len() > 2 || !t.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        t.parse().ok()
    };
    let parts: Vec<&str> = match clock.len() {
        4 | 6 if clock.bytes().all(|b| b.is_ascii_digit()) => {
            (0..clock.len()).step_by(2).filter_map(|i| clock.get(i..i + 2)).collect()
        }
        _ => clock.split(':').collect(),
    };
    let (hour, minute, second) = match parts.as_slice() {
        [h, m] => (number(h)?, number(m)?, None),
        [h, m, s] => (number(h)?, number(m)?, Some(number(s)?)),
        _ => return None,
    };
    let (nanos, resolution) = match (second, fraction) {
        (None, None) => (0, Nanos::from_secs(60)),
        (Some(_), None) => (0, Nanos::from_secs(1)),
        (Some(_), Some(f)) if (1..=9).contains(&f.len()) && f.bytes().all(|b| b.is_ascii_digit()) => {
            let resolution = 10i64.pow(9 - u32::try_from(f.len()).ok()?);
            (format!("{f:0<9}").parse().ok()?, Nanos::new(resolution))
        }
        _ => return None,
    };
    let second = second.unwrap_or(0);
    // A leap second is typed as 60 and counted as the last of its minute, as POSIX time does.
    let second = if second == 60 { 59 } else { second };
    Some((Time::new(hour, minute, second, nanos).ok()?, resolution))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_files::text::{show_wall_time, wall_time};
    use proptest::prelude::*;

    fn zone() -> TimeZone {
        TimeZone::get("America/Los_Angeles").unwrap()
    }

    fn columns(precision: Precision) -> LogColumns {
        LogColumns {
            date: None,
            time: "Time".into(),
            unit: Some("Unit".into()),
            text: "Entry".into(),
            precision,
            plus_minus: Nanos::ZERO,
            dates: None,
        }
    }

    fn of(text: &str, columns: &LogColumns) -> (Vec<LogEntry>, Vec<Problem>) {
        let mut problems = Vec::new();
        let date = crate::case_files::text::date("2026-05-14").unwrap();
        let entries = read(&FileText::new("log.csv", text), columns, date, &zone(), &mut problems);
        (entries, problems)
    }

    fn starts(entries: &[LogEntry]) -> Vec<String> {
        entries.iter().map(|e| show_wall_time(e.wall.earliest(), &zone())).collect()
    }

    #[test]
    fn times_of_day_cross_midnight_forward() {
        let (entries, problems) = of(
            "Time,Unit,Entry\n23:59:50,A,one\n00:00:05,A,two\n23:59:58,B,typed late\n00:01,A,three\n",
            &columns(Precision::Second),
        );
        assert_eq!(problems, []);
        assert_eq!(
            starts(&entries),
            [
                "2026-05-14T23:59:50-07:00",
                "2026-05-15T00:00:05-07:00",
                "2026-05-14T23:59:58-07:00",
                "2026-05-15T00:01:00-07:00",
            ]
        );
        assert_eq!(entries[0].wall.width(), Nanos::from_secs(1));
        assert_eq!(entries[3].wall.width(), Nanos::from_secs(60), "typed to the minute");
    }

    #[test]
    fn a_minute_is_a_whole_minute() {
        let mut c = columns(Precision::Minute);
        c.plus_minus = Nanos::from_secs(2);
        let (entries, _) = of("Time,Unit,Entry\n14:02:33,A,x\n", &c);
        assert_eq!(starts(&entries), ["2026-05-14T14:01:58-07:00"]);
        assert_eq!(entries[0].wall.width(), Nanos::from_secs(64));
    }

    #[test]
    fn dates_and_offsets() {
        let mut c = columns(Precision::Second);
        let text = "Time,Unit,Entry\n2026-05-15 14:02:12,A,x\n2026-05-15T14:02:12.5-04:00,A,x\n5/16/2026 2:02 PM,A,x\n";
        let (entries, problems) = of(text, &c);
        assert_eq!(starts(&entries), ["2026-05-15T14:02:12-07:00", "2026-05-15T11:02:12.5-07:00"]);
        assert!(problems[0].what.contains("month or with the day first"));
        c.dates = Some(DateOrder::MonthFirst);
        let (entries, problems) = of(text, &c);
        assert_eq!(problems, []);
        assert_eq!(starts(&entries)[2], "2026-05-16T14:02:00-07:00");
    }

    #[test]
    fn bad_rows_are_told_and_the_rest_is_read() {
        let (entries, problems) = of(
            "time;unit;entry\n14:02:12;A;x\nsoon;A;y\n;;\n14:61;A;z\n\n1403;\"B\";\"two\nlines\"\n",
            &columns(Precision::Second),
        );
        assert_eq!(entries.iter().map(|e| e.number).collect::<Vec<_>>(), [1, 5]);
        assert_eq!(problems.iter().map(|p| p.place.as_str()).collect::<Vec<_>>(), ["3:1", "5:1"]);
        assert_eq!(entries[1].text, "two\nlines");
    }

    #[test]
    fn a_missing_column_names_the_nearest() {
        let (entries, problems) = of("Timee,Unit,Entry\n14:02,A,x\n", &columns(Precision::Second));
        assert!(entries.is_empty());
        assert!(problems[0].remedy.contains("Timee"), "{problems:?}");
    }

    #[test]
    fn clocks_that_were_set() {
        let mut c = columns(Precision::Second);
        c.date = Some("Date".into());
        let (entries, problems) =
            of("Date,Time,Unit,Entry\n2026-11-01,01:30:00,A,twice\n2026-03-08,02:30:00,A,never\n", &c);
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].wall.width(), Nanos::from_secs(3601));
        assert_eq!(entries[0].wall.earliest(), wall_time("2026-11-01T01:30:00-07:00").unwrap());
        assert_eq!(problems.len(), 2);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in any::<String>(), rows in "(Time,Unit,Entry\n)([0-9:/ \",;\nTZ+-]|PM){0,120}") {
            let mut c = columns(Precision::Second);
            c.dates = Some(DateOrder::DayFirst);
            let _ = of(&text, &c);
            let _ = of(&rows, &c);
        }
    }
}
