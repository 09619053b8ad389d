//! Names of persons as sets of tokens.

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

/// The tokens of a name, in the order in which they stand, each once; none for somebody whose name is not known.
pub fn tokens(name: &str) -> Vec<Box<str>> {
    if is_unnamed(name) {
        return Vec::new();
    }
    let mut tokens: Vec<Box<str>> = Vec::new();
    for token in normal(name).split(' ').filter(|t| !t.is_empty()) {
        if !tokens.iter().any(|t| **t == *token) {
            tokens.push(token.into());
        }
    }
    tokens
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
            assert!(tokens(placeholder).is_empty());
        }
        for name in ["Stephon Clark", "Noah Person", "A. Child", "Man", "Jane Withheld"] {
            assert!(!is_unnamed(name), "{name}");
        }
    }

    #[test]
    fn tokens_have_neither_accents_nor_punctuation() {
        let of = |n| tokens(n).iter().map(|t| t.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(of("José  O'Brien-Díaz, Jr."), "jose obrien diaz jr");
        assert_eq!(of("Robert \"Bob\" Robert"), "robert bob");
    }
}
