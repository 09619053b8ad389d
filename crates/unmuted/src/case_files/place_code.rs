//! Codes of places and agencies, so that it can be said whose rules may bind an incident: `US`, `US-CA`,
//! `US-CA/sacramento`, `US-CA/sacramento/police`. What stands before the first slash is a code of ISO 3166 (a
//! country, or with a hyphen a part of one); the names behind it are free, from the wider to the narrower.
//! `XA` to `XZ` are nobody's: fictional places use them.

use super::text::Unreadable;

/// Reads a code.
///
/// # Errors
/// Another form.
pub fn code(text: &str) -> Result<String, Unreadable> {
    let text = text.trim();
    let (area, names) = text.split_once('/').unwrap_or((text, "x"));
    let (country, part) = area.split_once('-').unwrap_or((area, "X"));
    let ok = country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && (1..=3).contains(&part.len())
        && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && names.split('/').all(|n| {
            n.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
                && n.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
        });
    if ok {
        return Ok(text.to_owned());
    }
    Err(Unreadable {
        what: format!("{text:?} is not the code of a place or an agency"),
        remedy: "write the ISO 3166-2 code of the state, and behind slashes the names of the place and the agency in \
                 lower case: \"US-CA/sacramento/police\""
            .to_owned(),
    })
}

/// Whether a rule of that code may bind at a place of this one: it is the same, or names something wider.
pub fn covers(rule: &str, place: &str) -> bool {
    let mut place = segments(place);
    !rule.is_empty() && segments(rule).all(|segment| place.next() == Some(segment))
}

fn segments(code: &str) -> impl Iterator<Item = &str> {
    let (area, names) = code.split_once('/').map_or((code, None), |(a, n)| (a, Some(n)));
    area.splitn(2, '-').chain(names.into_iter().flat_map(|n| n.split('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wider_covers_the_narrower_and_not_the_other_way() {
        let place = "US-CA/sacramento/police";
        for wider in ["US", "US-CA", "US-CA/sacramento", place] {
            assert!(covers(wider, place), "{wider}");
        }
        for other in ["", "US-C", "US-TX", "US-CA/sac", "US-CA/sacramento/sheriff", "US-CA/sacramento/police/k9", "CA"]
        {
            assert!(!covers(other, place), "{other}");
        }
        assert!(!covers(place, "US-CA"));
    }

    #[test]
    fn codes_have_one_form() {
        for good in ["US", "US-CA", "XA/millbrook", "US-CA/sacramento/police", "GB-ENG/met-police"] {
            assert!(code(good).is_ok(), "{good}");
        }
        for bad in ["", "us-ca", "USA", "US-", "US/", "US-CA/Sacramento", "US-CA//police", "US-CA/sacramento police"] {
            assert!(code(bad).is_err(), "{bad}");
        }
    }
}
