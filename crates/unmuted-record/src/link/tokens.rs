//! Names as sets of tokens: which tokens of two names are the same or alike, and how often that happens by chance.

use rapidfuzz::distance::{jaro_winkler, osa};
use smallvec::SmallVec;

use super::nicknames;
use super::prepare::{Names, mix};

/// One token of names.
pub(crate) struct Token<'t> {
    pub text: &'t str,
    /// Groups of given names that it can stand for.
    groups: SmallVec<[u16; 2]>,
    /// Which letters occur in it, a bit each.
    letters: u32,
    len: u8,
    /// Share of known names that have it.
    pub share: f32,
}

/// How two names are alike.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Likeness {
    /// Tokens of the shorter and of the longer name.
    pub shorter: u8,
    pub longer: u8,
    /// Tokens that are the same, and tokens that are the same or alike.
    pub shared: u8,
    pub alike: u8,
    /// log2 of the chance that a row drawn at random has tokens like those found.
    pub chance_bits: f32,
    /// log2 of the same for the tokens that are the same only.
    pub shared_bits: f32,
}

/// Why two tokens go together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kinship {
    Same,
    Nickname,
    Spelling,
    Initial,
    Joined,
}

/// From this Jaro-Winkler similarity on, two tokens are two spellings of one.
const SPELLING: f64 = 0.92;

impl<'t> Token<'t> {
    pub fn new(text: &'t str) -> Self {
        let letters = text.bytes().fold(0, |m, b| m | 1 << (b & 31));
        let len = text.chars().count().min(255) as u8;
        Self { text, groups: nicknames::groups(text), letters, len, share: 0.0 }
    }

    pub fn first(&self) -> u8 {
        self.text.bytes().next().unwrap_or(0)
    }

    fn initial(&self) -> bool {
        self.len == 1
    }
}

/// How two different tokens go together, if they do. Symmetric.
pub(crate) fn kinship(a: &Token<'_>, b: &Token<'_>) -> Option<Kinship> {
    if a.initial() || b.initial() {
        return (a.first() == b.first()).then_some(Kinship::Initial);
    }
    if a.groups.iter().any(|g| b.groups.contains(g)) {
        return Some(Kinship::Nickname);
    }
    // Letters that the other lacks bound both measures from above: most pairs end here.
    let (shorter, longer) = if a.len <= b.len { (a, b) } else { (b, a) };
    let lacking = ((shorter.letters & !longer.letters).count_ones(), (longer.letters & !shorter.letters).count_ones());
    let apart = longer.len - shorter.len;
    if shorter.len < 3 || lacking.0 > 2 || apart > 4 {
        return None;
    }
    let most = if shorter.len >= 8 { 2 } else { 1 };
    let (s, l) = (shorter.text, longer.text);
    if shorter.len >= 4 && usize::from(apart) <= most && lacking.0.max(lacking.1) as usize <= most {
        let args = osa::Args::default().score_cutoff(most);
        if osa::distance_with_args(s.chars(), l.chars(), &args).is_some() {
            return Some(Kinship::Spelling);
        }
    }
    let prefix = s.bytes().zip(l.bytes()).take(4).take_while(|(x, y)| x == y).count() as f64;
    let matched = f64::from(shorter.len) - f64::from(lacking.0);
    let jaro = (matched / f64::from(shorter.len) + matched / f64::from(longer.len) + 1.0) / 3.0;
    if jaro + 0.1 * prefix * (1.0 - jaro) < SPELLING {
        return None;
    }
    let args = jaro_winkler::Args::default().score_cutoff(SPELLING);
    jaro_winkler::similarity_with_args(s.chars(), l.chars(), &args).map(|_| Kinship::Spelling)
}

/// Pairs of places in two names whose tokens go together, each used once; what is the same goes first.
pub(crate) fn pairs(names: &Names<'_>, a: &[u32], b: &[u32]) -> SmallVec<[(Kinship, u8, u8); 6]> {
    let mut found = SmallVec::new();
    let (mut used_a, mut used_b) = (0_u32, 0_u32);
    for (i, x) in a.iter().enumerate() {
        if let Some(j) = b.iter().position(|y| x == y) {
            used_a |= 1 << i;
            used_b |= 1 << j;
            found.push((Kinship::Same, i as u8, j as u8));
        }
    }
    let all = |n: usize| if n >= 32 { u32::MAX } else { (1 << n) - 1 };
    if used_a == all(a.len()) || used_b == all(b.len()) {
        return found;
    }
    // How, the two tokens from the smaller, and their places: an order that is the same from either side.
    type Near = (Kinship, u32, u32, u8, u8);
    let mut near: SmallVec<[Near; 8]> = SmallVec::new();
    for (i, x) in a.iter().enumerate().filter(|(i, _)| used_a & 1 << i == 0) {
        for (j, y) in b.iter().enumerate().filter(|(j, _)| used_b & 1 << j == 0) {
            if let Some(k) = kinship(&names.tokens[*x as usize], &names.tokens[*y as usize]) {
                near.push((k, (*x).min(*y), (*x).max(*y), i as u8, j as u8));
            }
        }
    }
    near.sort_unstable();
    for (kind, _, _, i, j) in near {
        if used_a & 1 << i == 0 && used_b & 1 << j == 0 {
            used_a |= 1 << i;
            used_b |= 1 << j;
            found.push((kind, i, j));
        }
    }
    // "Dela Cruz" is "Delacruz".
    if let Some(i) = joined(names, a, used_a, b, &mut used_b) {
        found.push((Kinship::Joined, i.0, i.1));
    } else if let Some(i) = joined(names, b, used_b, a, &mut used_a) {
        found.push((Kinship::Joined, i.1, i.0));
    }
    found
}

fn joined(names: &Names<'_>, one: &[u32], used: u32, two: &[u32], used_two: &mut u32) -> Option<(u8, u8)> {
    for (i, x) in one.iter().enumerate().filter(|(i, _)| used & 1 << i == 0) {
        let whole = names.tokens[*x as usize].text;
        for j in 1..two.len() {
            let (first, second) = (names.tokens[two[j - 1] as usize].text, names.tokens[two[j] as usize].text);
            if *used_two & (0b11 << (j - 1)) == 0 && whole.strip_prefix(first) == Some(second) {
                *used_two |= 0b11 << (j - 1);
                return Some((i as u8, j as u8));
            }
        }
    }
    None
}

/// How two known names are alike.
pub(crate) fn likeness(names: &Names<'_>, a: &[u32], b: &[u32]) -> Likeness {
    let mut l =
        Likeness { shorter: a.len().min(b.len()) as u8, longer: a.len().max(b.len()) as u8, ..Likeness::default() };
    let floor = 1.0 / names.known.max(1) as f32;
    for (kind, i, j) in pairs(names, a, b) {
        let (x, y) = (&names.tokens[a[usize::from(i)] as usize], &names.tokens[b[usize::from(j)] as usize]);
        let chance = match kind {
            Kinship::Same => x.share,
            Kinship::Nickname => x.share + y.share,
            Kinship::Spelling => x.share.max(y.share) + names.alike,
            Kinship::Initial => names.initial[usize::from(x.first())],
            Kinship::Joined => x.share.min(y.share),
        };
        let bits = chance.clamp(floor, 1.0).log2();
        l.alike += 1;
        l.chance_bits += bits;
        if kind == Kinship::Same {
            l.shared += 1;
            l.shared_bits += bits;
        } else if kind == Kinship::Joined {
            // It stands for two of the other side.
            l.shorter = l.shorter.min(l.longer - 1).max(1);
        }
    }
    // So many sets of tokens could have been the ones in common.
    l.chance_bits += choose(l.shorter, l.alike).log2();
    l.shared_bits += choose(l.shorter, l.shared).log2();
    l
}

fn choose(n: u8, k: u8) -> f32 {
    let k = k.min(n);
    (0..k).fold(1.0, |c, i| c * f32::from(n - i) / f32::from(i + 1))
}

/// Chance that two tokens drawn at random by their frequency are alike without being the same.
pub(crate) fn chance_alike(names: &Names<'_>) -> f32 {
    let total = names.len() as u64;
    if names.known < 2 {
        return 0.0;
    }
    const DRAWS: u64 = 100_000;
    let token = |seed: u64| {
        let row = (mix(seed) % total) as u32;
        let of = names.of(row);
        of.get((mix(seed ^ 0x5bd1) % of.len().max(1) as u64) as usize).copied()
    };
    let hits = (0..DRAWS)
        .filter(|i| match (token(2 * i + 1), token(2 * i + 2)) {
            (Some(a), Some(b)) if a != b => {
                let (a, b) = (&names.tokens[a as usize], &names.tokens[b as usize]);
                !a.initial() && !b.initial() && kinship(a, b).is_some()
            }
            _ => false,
        })
        .count();
    hits as f32 / DRAWS as f32
}
