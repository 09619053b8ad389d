//! The kinds of things that can be observed. A core list, plus what a case declares; nothing else exists,
//! so that a mistyped kind is an error that names the nearest one and never a sentence about nothing.

use std::collections::BTreeMap;
use std::fmt;

/// The name of a kind, such as `shot` or `aid.begun`: lower-case words joined by `.`, `-` or `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Kind(String);

impl Kind {
    /// A kind by its name, or `None` where the name is not of the form that kinds have.
    pub fn new(name: &str) -> Option<Self> {
        let ok = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_'))
            && !name.ends_with(['.', '-', '_']);
        ok.then(|| Self(name.to_owned()))
    }
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a kind happens at an instant or lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Happens at an instant, which may be known only to lie in an interval.
    Instant,
    /// Has a start and an end.
    Span,
}

/// What a kind is perceived by; decides which coverage its absence needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sense {
    /// Only heard: a silent span takes the coverage away, whatever the picture shows.
    Sound,
    /// Only seen: silence takes nothing away.
    Picture,
    /// Seen or heard: a reviewer who watched the picture could have observed it in a silent span.
    Either,
}

/// What a kind means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KindMeaning {
    /// Instant or span.
    pub shape: Shape,
    /// What it is perceived by.
    pub sense: Sense,
    /// How a sentence is read back: "a shot", "aid begun".
    pub words: String,
}

/// The kinds that one case knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vocabulary {
    kinds: BTreeMap<Kind, KindMeaning>,
}

/// Core kinds: name, shape, sense, words.
const CORE: [(&str, Shape, Sense, &str); 4] = [
    ("silence", Shape::Span, Sense::Sound, "silence"),
    ("muted", Shape::Span, Sense::Sound, "muting"),
    ("impulse", Shape::Instant, Sense::Sound, "an impulse"),
    ("speech", Shape::Span, Sense::Sound, "speech"),
];

impl Default for Vocabulary {
    fn default() -> Self {
        let kinds = CORE
            .into_iter()
            .filter_map(|(name, shape, sense, words)| {
                Some((Kind::new(name)?, KindMeaning { shape, sense, words: words.to_owned() }))
            })
            .collect();
        Self { kinds }
    }
}

impl Vocabulary {
    /// Adds a case's own kind. `false` where the name is taken by a core kind, whose meaning is fixed.
    pub fn declare(&mut self, kind: Kind, meaning: KindMeaning) -> bool {
        if CORE.iter().any(|(name, ..)| *name == kind.as_str()) {
            return false;
        }
        self.kinds.insert(kind, meaning);
        true
    }
    /// What a kind means, if the case knows it.
    pub fn meaning(&self, kind: &Kind) -> Option<&KindMeaning> {
        self.kinds.get(kind)
    }
    /// The kind of that name, if the case knows it.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.keys().find(|k| k.as_str() == name)
    }
    /// All kinds, in the order of their names.
    pub fn kinds(&self) -> impl Iterator<Item = (&Kind, &KindMeaning)> {
        self.kinds.iter()
    }
    /// The known name nearest to a mistyped one, if any is near enough to be worth saying.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.kinds.keys().map(Kind::as_str))
    }
}

/// The candidate with the fewest edits from `name` (Levenshtein 1966), if at most a third of it is edited,
/// and at least two edits are allowed. Ties go to the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(2);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = edits(name, candidate);
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, c)| c)
}

fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row.first().copied().unwrap_or(0);
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, y) in b.iter().enumerate() {
            let left = row.get(j).copied().unwrap_or(0);
            let up = row.get(j + 1).copied().unwrap_or(0);
            let here = (diagonal + usize::from(x != *y)).min(left + 1).min(up + 1);
            diagonal = up;
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = here;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_kind_finds_its_neighbour() {
        let mut v = Vocabulary::default();
        let shot = KindMeaning { shape: Shape::Instant, sense: Sense::Sound, words: "a shot".into() };
        assert!(v.declare(Kind::new("shot").unwrap(), shot.clone()));
        assert_eq!(v.nearest("shoot"), Some("shot"));
        assert_eq!(v.nearest("impluse"), Some("impulse"));
        assert_eq!(v.nearest("helicopter"), None);
        assert!(!v.declare(Kind::new("silence").unwrap(), shot), "core kinds keep their meaning");
    }

    #[test]
    fn names_have_one_form() {
        for bad in ["", "Shot", "1st", "aid.", "a b"] {
            assert_eq!(Kind::new(bad), None, "{bad:?}");
        }
        assert!(Kind::new("aid.begun").is_some());
    }
}
