//! States of the United States.

use super::Value;
use super::text::normal;

const STATES: &[(&str, &str)] = &[
    ("AL", "alabama"),
    ("AK", "alaska"),
    ("AZ", "arizona"),
    ("AR", "arkansas"),
    ("CA", "california"),
    ("CO", "colorado"),
    ("CT", "connecticut"),
    ("DE", "delaware"),
    ("DC", "district of columbia"),
    ("FL", "florida"),
    ("GA", "georgia"),
    ("HI", "hawaii"),
    ("ID", "idaho"),
    ("IL", "illinois"),
    ("IN", "indiana"),
    ("IA", "iowa"),
    ("KS", "kansas"),
    ("KY", "kentucky"),
    ("LA", "louisiana"),
    ("ME", "maine"),
    ("MD", "maryland"),
    ("MA", "massachusetts"),
    ("MI", "michigan"),
    ("MN", "minnesota"),
    ("MS", "mississippi"),
    ("MO", "missouri"),
    ("MT", "montana"),
    ("NE", "nebraska"),
    ("NV", "nevada"),
    ("NH", "new hampshire"),
    ("NJ", "new jersey"),
    ("NM", "new mexico"),
    ("NY", "new york"),
    ("NC", "north carolina"),
    ("ND", "north dakota"),
    ("OH", "ohio"),
    ("OK", "oklahoma"),
    ("OR", "oregon"),
    ("PA", "pennsylvania"),
    ("RI", "rhode island"),
    ("SC", "south carolina"),
    ("SD", "south dakota"),
    ("TN", "tennessee"),
    ("TX", "texas"),
    ("UT", "utah"),
    ("VT", "vermont"),
    ("VA", "virginia"),
    ("WA", "washington"),
    ("WV", "west virginia"),
    ("WI", "wisconsin"),
    ("WY", "wyoming"),
    ("AS", "american samoa"),
    ("GU", "guam"),
    ("MP", "northern mariana islands"),
    ("PR", "puerto rico"),
    ("VI", "virgin islands"),
];

/// Reads a state: two letters, its name, or both ("AZ - Arizona").
///
/// # Errors
/// It is none.
pub fn state(text: &str) -> Result<Value, String> {
    let code = |t: &str| STATES.iter().find(|(c, _)| c.eq_ignore_ascii_case(t)).map(|(c, _)| Value::Words((*c).into()));
    if let Some(found) = code(text) {
        return Ok(found);
    }
    let low = normal(text);
    if let Some((c, _)) = STATES.iter().find(|(_, n)| *n == low) {
        return Ok(Value::Words((*c).into()));
    }
    if let Some((first, rest)) = text.split_once([' ', '-'])
        && let Some(found) = code(first.trim())
        && STATES.iter().any(|(c, n)| c.eq_ignore_ascii_case(first.trim()) && *n == normal(rest))
    {
        return Ok(found);
    }
    if low == "washington dc" || low == "d c" {
        return Ok(Value::Words("DC".into()));
    }
    Err(format!("{text:?} is no state"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_names_and_both() {
        for (text, code) in
            [("ca", "CA"), ("California", "CA"), ("AZ - Arizona", "AZ"), ("ILLINOIS", "IL"), ("DC", "DC")]
        {
            assert_eq!(state(text), Ok(Value::Words(code.into())), "{text}");
        }
        assert!(state("ZZ").is_err() && state("AZ - Texas").is_err() && state("").is_err());
    }
}
