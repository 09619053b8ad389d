//! Whether words name a unit: `A12` is named by `Body camera A-12`, and `12` is not.

/// Whether a run of whole words of `text`, written together, is what `name` is when it is written together.
/// Case, hyphens and other signs do not count.
pub(super) fn names(text: &str, name: &str) -> bool {
    let name: String = words(name).concat();
    let words = words(text);
    !name.is_empty()
        && (0..words.len()).any(|from| {
            let mut rest = name.as_str();
            for word in words.iter().skip(from) {
                match rest.strip_prefix(word.as_str()) {
                    Some("") => return true,
                    Some(shorter) => rest = shorter,
                    None => return false,
                }
            }
            false
        })
}

/// Words in lower case; a hyphen does not part two words, and no other sign belongs to one.
fn words(text: &str) -> Vec<String> {
    let parted = text.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
    let bare = parted.map(|word| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect());
    bare.filter(|word: &String| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_unit_is_named_by_whole_words() {
        for (text, name, named) in [
            ("Body camera A-12", "A12", true),
            ("Body camera A12", "a-12", true),
            ("Body camera A 12", "A12", true),
            ("Body camera A-12", "12", false),
            ("Body camera A-12", "A1", false),
            ("Camera of unit 4", "Unit 4", true),
            ("Camera of unit 41", "Unit 4", false),
            ("unit4", "Unit 4", true),
            ("Camera (unit 4), front", "Unit 4", true),
            ("Camera 4 of unit", "Unit 4", false),
            ("", "Unit 4", false),
            ("anything", "", false),
            ("anything", "—", false),
            ("Übung", "übung", true),
        ] {
            assert_eq!(names(text, name), named, "{text:?} {name:?}");
        }
    }
}
