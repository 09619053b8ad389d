//! Invented persons with errors, as many as wanted: the same rows for the same numbers on every machine.

use std::io::Write;

type Problem = Box<dyn std::error::Error>;

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A place in a list whose frequencies fall as 1 / (rank + shift): with a shift of 20, the first of 4,000 names has
    /// 0.9 %, as the most frequent given names have.
    fn ranked(&mut self, n: usize, shift: f64) -> usize {
        let u = self.next() as f64 / u64::MAX as f64;
        ((shift * ((n as f64 + shift) / shift).powf(u) - shift) as usize).min(n - 1)
    }
}

fn words(count: usize, least: u64, seed: u64) -> Vec<String> {
    const ONSETS: [&str; 24] = [
        "b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "st", "t", "th",
        "v", "w", "z",
    ];
    const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "ai", "ea", "ie", "ou"];
    const CODAS: [&str; 9] = ["", "n", "r", "l", "s", "nd", "rt", "ck", "m"];
    let mut dice = Dice(seed);
    let mut seen = std::collections::HashSet::new();
    let mut all = Vec::with_capacity(count);
    while all.len() < count {
        let syllables = least + dice.below(2);
        let mut word = String::new();
        for _ in 0..syllables {
            word.push_str(ONSETS[dice.below(24) as usize]);
            word.push_str(VOWELS[dice.below(9) as usize]);
        }
        word.push_str(CODAS[dice.below(9) as usize]);
        if seen.insert(word.clone()) {
            all.push(word);
        }
    }
    all
}

/// One letter changed, dropped, doubled or two swapped.
fn typo(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<u8> = word.bytes().collect();
    if letters.len() < 3 {
        return word.to_owned();
    }
    let at = dice.below(letters.len() as u64 - 1) as usize;
    match dice.below(4) {
        0 => letters[at] = b'a' + dice.below(26) as u8,
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    String::from_utf8(letters).unwrap_or_default()
}

/// `make ROWS FILE`: about 70 % persons, of which 40 % have one row more or two.
pub fn run(words_given: &[&String]) -> Result<(), Problem> {
    let [rows, file] = words_given else { return Err("make ROWS FILE".into()) };
    let rows: u64 = rows.parse()?;
    let given = words(4_000, 1, 1);
    let family = words(60_000, 2, 2);
    let towns = words(3_000, 2, 3);
    let mut dice = Dice(7);
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    writeln!(out, "unique_id,first_name,surname,dob,city,email,cluster")?;
    let (mut written, mut person) = (0, 0);
    while written < rows {
        let first = &given[dice.ranked(given.len(), 20.0)];
        let last = &family[dice.ranked(family.len(), 30.0)];
        let town = &towns[dice.ranked(towns.len(), 10.0)];
        let year = 1930 + dice.below(80);
        let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
        let email = format!("{first}.{last}{}@{}.org", dice.below(1000), towns[dice.below(300) as usize]);
        let copies = if dice.chance(40) { 2 + u64::from(dice.chance(25)) } else { 1 };
        for copy in 0..copies.min(rows - written) {
            let noisy = copy > 0;
            let field = |value: &str, dice: &mut Dice, errors: u64, missing: u64| {
                if dice.chance(missing) {
                    String::new()
                } else if noisy && dice.chance(errors) {
                    typo(value, dice)
                } else {
                    value.to_owned()
                }
            };
            let f = field(first, &mut dice, 12, 3);
            let l = field(last, &mut dice, 12, 3);
            let c = field(town, &mut dice, 10, 4);
            let e = field(&email, &mut dice, 10, 4);
            // A day that was heard wrongly is another day, not a word.
            let d = if noisy && dice.chance(10) {
                format!("{:04}-{:02}-{:02}", year, month, 1 + dice.below(28))
            } else {
                format!("{year:04}-{month:02}-{day:02}")
            };
            let d = if dice.chance(3) { String::new() } else { d };
            writeln!(out, "{written},{f},{l},{d},{c},{e},{person}")?;
            written += 1;
        }
        person += 1;
    }
    out.flush()?;
    Ok(())
}
