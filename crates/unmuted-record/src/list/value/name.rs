//! Words that stand in place of a name.

use super::text::normal;

/// Words of which a name consists that says that there is none.
const NO_NAME: &[&str] = &[
    "a",
    "an",
    "as",
    "been",
    "by",
    "child",
    "has",
    "identified",
    "is",
    "male",
    "female",
    "man",
    "name",
    "named",
    "names",
    "na",
    "n",
    "no",
    "not",
    "of",
    "officials",
    "one",
    "person",
    "police",
    "released",
    "reported",
    "subject",
    "suspect",
    "the",
    "unconfirmed",
    "undisclosed",
    "unidentified",
    "unknown",
    "unnamed",
    "unreleased",
    "unreported",
    "victim",
    "was",
    "withheld",
    "woman",
    "yet",
    "available",
    "given",
    "pending",
    "tbd",
    "authorities",
];

/// At least one of these must be among them: somebody may be called Child, or Person.
const SAYS_SO: &[&str] = &[
    "na",
    "not",
    "no",
    "withheld",
    "undisclosed",
    "unidentified",
    "unknown",
    "unnamed",
    "unreleased",
    "unreported",
    "unconfirmed",
    "pending",
    "tbd",
];

/// Whether it is a placeholder ("Name withheld by police") instead of a name.
pub fn is_unnamed(name: &str) -> bool {
    let normal = normal(name);
    let mut says_so = false;
    for token in normal.split(' ').filter(|t| !t.is_empty()) {
        if !NO_NAME.contains(&token) {
            return false;
        }
        says_so |= SAYS_SO.contains(&token);
    }
    says_so || normal.is_empty() || normal == "n a"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_no_names() {
        for placeholder in [
            "Name withheld by police",
            "Unknown",
            "",
            "Unnamed Man",
            "N/A",
            "not released",
            "Unidentified woman",
            "unknown name",
        ] {
            assert!(is_unnamed(placeholder), "{placeholder}");
        }
        for name in ["Stephon Clark", "Noah Person", "A. Child", "Man", "Jane Withheld"] {
            assert!(!is_unnamed(name), "{name}");
        }
    }
}
