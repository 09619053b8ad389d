//! Days as publishers write them.

use jiff::civil::{Date, date as civil};
use jiff::{SignedDuration, ToSpan};

use super::Value;
use crate::list::map::DateForm;

/// The forms that are tried where a map names none.
const USUAL: &[DateForm] = &[DateForm::Ymd, DateForm::Mdy];

const EPOCH: Date = civil(1970, 1, 1);

/// Days since 1970-01-01.
pub fn day_number(date: Date) -> i32 {
    i32::try_from(date.duration_since(EPOCH).as_hours().div_euclid(24)).unwrap_or(0)
}

/// The day that is so many days after 1970-01-01.
pub fn day_of(days: i32) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::from_hours(i64::from(days) * 24)).ok()
}

/// Reads a day, or a month or year where no more is said.
///
/// # Errors
/// It is none, in words.
pub fn date(text: &str, forms: &[DateForm]) -> Result<Value, String> {
    let forms = if forms.is_empty() { USUAL } else { forms };
    let mut impossible = None;
    for form in forms {
        match read(text, *form) {
            Some(Ok(value)) => return Ok(value),
            Some(Err(why)) => impossible = impossible.or(Some(why)),
            None => {}
        }
    }
    Err(impossible.unwrap_or_else(|| format!("{} is no date", shown(text))))
}

/// A cell as it can stand in a message.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short:?}…") } else { format!("{short:?}") }
}

/// `None` where it is not of that form; an error where it is, and is no day.
fn read(text: &str, form: DateForm) -> Option<Result<Value, String>> {
    // A time may stand behind a date.
    let (day, rest) = match form {
        DateForm::MonthDayYear => (text, ""),
        _ => text.split_once([' ', 'T']).unwrap_or((text, "")),
    };
    let is_time = |c: char| {
        c.is_ascii_digit() || matches!(c, ':' | '.' | ' ' | 'Z' | 'z' | '+' | '-' | 'A' | 'P' | 'M' | 'a' | 'p' | 'm')
    };
    if !rest.chars().all(is_time) {
        return None;
    }
    let numbers = || -> Option<Vec<i64>> {
        let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
        if parts.iter().any(|p| p.is_empty() || p.len() > 4 || !p.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        parts.iter().map(|p| p.parse().ok()).collect()
    };
    match form {
        DateForm::Ymd => {
            // The year stands in four digits, or this is another form.
            if day.find(['-', '/', '.']).unwrap_or(day.len()) != 4 {
                return None;
            }
            match numbers()?.as_slice() {
                [y] => Some(i16::try_from(*y).map(Value::Year).map_err(|_| String::new())),
                [y, m] if (1..=12).contains(m) => Some(Ok(Value::Month(*y as i16, *m as i8))),
                [y, m, d] => Some(of(*y, *m, *d, text)),
                _ => None,
            }
        }
        DateForm::Mdy | DateForm::Dmy => {
            let n = numbers()?;
            let [a, b, y] = *n.as_slice() else { return None };
            let two_digits = day.len() - day.rfind(['-', '/', '.'])? - 1 == 2;
            let y = match y {
                // Lists of this kind begin in 1970 at the earliest.
                0..=69 if two_digits => y + 2000,
                70..=99 if two_digits => y + 1900,
                _ => y,
            };
            let (m, d) = if form == DateForm::Mdy { (a, b) } else { (b, a) };
            Some(of(y, m, d, text))
        }
        DateForm::MonthDayYear => {
            let words: Vec<&str> = text.split([' ', ',']).filter(|w| !w.is_empty()).collect();
            let [month, d, y] = *words.as_slice() else { return None };
            let m = month_number(month)?;
            Some(of(y.parse().ok()?, m, d.parse().ok()?, text))
        }
        DateForm::Spreadsheet => {
            let days: i64 = text.strip_suffix(".0").unwrap_or(text).parse().ok()?;
            // From 1982 to 2091: what else five digits could be is not a day.
            (30_000..70_000).contains(&days).then(|| {
                let day = civil(1899, 12, 30).checked_add(days.days()).map_err(|e| e.to_string())?;
                Ok(Value::Day(day_number(day)))
            })
        }
    }
}

fn of(y: i64, m: i64, d: i64, text: &str) -> Result<Value, String> {
    let wrong = || format!("{} is no day of any calendar", shown(text));
    let number = |n: i64| i8::try_from(n).map_err(|_| wrong());
    let year = i16::try_from(y).map_err(|_| wrong())?;
    Date::new(year, number(m)?, number(d)?).map(|d| Value::Day(day_number(d))).map_err(|_| wrong())
}

fn month_number(name: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let low = name.trim_end_matches('.').to_lowercase();
    if low.len() < 3 {
        return None;
    }
    MONTHS.iter().position(|m| low.starts_with(m)).map(|i| i as i64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, forms: &[DateForm]) -> String {
        date(text, forms).map_or_else(|e| format!("error: {e}"), |v| v.text().unwrap_or_default().into_owned())
    }

    #[test]
    fn the_usual_forms() {
        for (text, day) in [
            ("2018-03-18", "2018-03-18"),
            ("2018/3/18", "2018-03-18"),
            ("3/18/2018", "2018-03-18"),
            ("3/18/18", "2018-03-18"),
            ("2018-03-18T00:00:00Z", "2018-03-18"),
            ("3/18/2018 21:10", "2018-03-18"),
            ("2018", "2018"),
            ("2018-03", "2018-03"),
            ("2100-01-01", "2100-01-01"),
        ] {
            assert_eq!(told(text, &[]), day);
        }
        for wrong in
            ["0000-00-00", "2018-02-30", "13/13/2018", "Sacramento", "2018-03-18 x", "99999-1-1", "1-2", "-1-1-1", ""]
        {
            assert!(told(wrong, &[]).starts_with("error"), "{wrong} is {}", told(wrong, &[]));
        }
    }

    #[test]
    fn other_forms_where_a_map_names_them() {
        assert_eq!(told("March 18, 2018", &[DateForm::MonthDayYear]), "2018-03-18");
        assert_eq!(told("Sept. 1 2018", &[DateForm::MonthDayYear]), "2018-09-01");
        assert_eq!(told("18.3.2018", &[DateForm::Dmy]), "2018-03-18");
        assert_eq!(told("43177", &[DateForm::Spreadsheet]), "2018-03-18");
        assert_eq!(day_of(day_number(civil(2018, 3, 18))), Some(civil(2018, 3, 18)));
    }
}
