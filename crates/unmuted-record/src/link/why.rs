//! Why two rows are, or are not, taken for one: field by field, in words and bits.

use serde::Serialize;

use super::compare::SILENT;
use super::error::LinkError;
use super::estimate::{Scorer, Weights, digit, probability};
use super::linker::Linker;
use super::measure::civil;
use super::prepare::Col;
use super::table::{Column, Row};
use super::tokens::{Kinship, pairs};

/// What speaks for and against two rows being one person.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Why {
    /// One row.
    pub left: Row,
    /// The other.
    pub right: Row,
    /// Each comparison of the model.
    pub fields: Vec<WhyField>,
    /// log2 of the odds before anything is compared: any two rows of two lists, or of one.
    pub prior_bits: f64,
    /// log2 of the odds after all.
    pub bits: f64,
    /// The same as a probability. 0 or nearly 1 where the model is certain.
    pub probability: f64,
    /// The words of the rule of the model that makes it certain, and whether it joins.
    pub certain: Option<(String, bool)>,
}

/// One comparison.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WhyField {
    /// Its name.
    pub name: String,
    /// What the left row says, in all columns that it looks at.
    pub left: String,
    /// What the right row says.
    pub right: String,
    /// The level that holds, in the model's words.
    pub level: String,
    /// Its weight in bits: above 0 speaks for one person. 0 where the rows say nothing.
    pub bits: f64,
    /// How often two rows drawn at random agree so; none where nothing is said.
    pub by_chance: Option<f64>,
    /// What of names goes together, and how rare it is.
    pub notes: Vec<String>,
}

impl Linker<'_> {
    /// Explains a pair. None where a row is not in the table.
    pub fn why(&self, weights: &Weights, left: Row, right: Row) -> Result<Option<Why>, LinkError> {
        self.fits(weights)?;
        let (Some(a), Some(b)) = (self.number(left), self.number(right)) else { return Ok(None) };
        let comparer = self.comparer()?;
        let scorer = Scorer::new(weights);
        // Compared in one order only, so that it is the same seen from either side.
        let (x, y) = (a.min(b), a.max(b));
        let compared = comparer.compare(x, y);
        let mut fields = Vec::with_capacity(self.model.compare.len());
        for (i, c) in self.model.compare.iter().enumerate() {
            let level = digit(compared.pattern, i) as u8;
            let rarity = f64::from(comparer.rarity_of(i, x, y));
            let bits = if level == SILENT { 0.0 } else { scorer.of(i, level) + rarity };
            let known = weights.comparisons.get(i).and_then(|w| w.levels.get(usize::from(level).wrapping_sub(1)));
            let words = match level {
                SILENT => "not known".to_owned(),
                _ => known.map_or_else(|| c.otherwise.clone(), |w| w.words.clone()),
            };
            let mut columns: Vec<&str> = Vec::new();
            for column in c.levels.iter().flat_map(|l| l.when.columns()) {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
            let by_chance = known.map(|w| (w.m.log2() - bits).exp2().min(1.0));
            fields.push(WhyField {
                name: c.name.clone(),
                left: self.says(&columns, a),
                right: self.says(&columns, b),
                level: words,
                bits,
                by_chance,
                notes: columns.iter().flat_map(|column| self.notes(column, a, b)).collect(),
            });
        }
        let bits = Self::odds(&comparer, &scorer, x, y);
        let rule = |rules: &[super::compare::Ready], of: &[super::model::Certain], joins: bool| {
            comparer.certain(rules, x, y).and_then(|at| of.get(at)).map(|c| (c.words.clone(), joins))
        };
        let certain = rule(&comparer.never, &self.model.never, false)
            .or_else(|| rule(&comparer.always, &self.model.always, true));
        let prior_bits = scorer.prior(compared.pattern);
        Ok(Some(Why { left, right, fields, prior_bits, bits, probability: probability(bits), certain }))
    }

    /// What a row says in some columns, for a reader.
    fn says(&self, columns: &[&str], row: u32) -> String {
        let at = self.data.at[row as usize] as usize;
        let mut all = Vec::new();
        for name in columns {
            let value = match self.table.field(name) {
                Some(Column::Name(v)) => v[at].join(" "),
                Some(Column::Text(v) | Column::Category(v)) => v[at].as_deref().unwrap_or_default().to_owned(),
                Some(Column::Date(v)) => v[at].map_or_else(String::new, |d| {
                    let (year, month, day) = civil(d);
                    format!("{year:04}-{month:02}-{day:02}")
                }),
                Some(Column::Interval(v)) => v[at].map_or_else(String::new, |(from, to)| {
                    if from < to { format!("{from} to {to}") } else { format!("{from}") }
                }),
                Some(Column::Point(v)) => v[at].map_or_else(String::new, |(lat, lon)| format!("{lat:.4} {lon:.4}")),
                None => String::new(),
            };
            if !value.is_empty() {
                all.push(value);
            }
        }
        all.join(", ")
    }

    /// Which tokens of a column of names go together.
    fn notes(&self, column: &str, a: u32, b: u32) -> Vec<String> {
        let Some(Col::Names(names)) = self.data.column(column).map(|c| &self.data.columns[c].1) else {
            return Vec::new();
        };
        let (x, y) = (names.of(a), names.of(b));
        pairs(names, x, y)
            .into_iter()
            .map(|(kind, i, j)| {
                let (s, t) = (&names.tokens[x[usize::from(i)] as usize], &names.tokens[y[usize::from(j)] as usize]);
                let one_in = |share: f32| format!("one known name in {:.0} has it", 1.0 / f64::from(share.max(1e-9)));
                match kind {
                    Kinship::Same => format!("{} is the same; {}", s.text, one_in(s.share)),
                    Kinship::Nickname => format!("{} and {} stand for one another", s.text, t.text),
                    Kinship::Spelling => format!("{} and {} are spelt alike", s.text, t.text),
                    Kinship::Initial => format!("{} and {} begin alike", s.text, t.text),
                    Kinship::Joined => format!("{} and {} are written together or apart", s.text, t.text),
                }
            })
            .collect()
    }
}
