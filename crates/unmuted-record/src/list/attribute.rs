//! The attributes that columns are mapped to: what each means, what kind of value it has, and whether lists are compared
//! by it. A map may declare more of its own.

use serde::Deserialize;

/// What sort of value an attribute has, and so how a cell is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// A person's name.
    Name,
    /// A day, or a month or year where no more is known.
    Date,
    /// Words that can be misspelt: a city, an agency.
    Text,
    /// Words as they are: a narrative, an address on the web.
    Note,
    /// One of few words, by the map's vocabulary.
    Word,
    /// One or more of few words, in the order of the alphabet.
    Words,
    /// A state of the United States, by its two letters.
    State,
    /// A whole number of years, exact or from one to another.
    Age,
    /// A number.
    Number,
    /// An amount in dollars.
    Money,
    /// Yes or no.
    Flag,
}

/// One attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// Its name in maps and tables.
    pub name: &'static str,
    /// What sort of value it has.
    pub kind: ValueKind,
    /// Whether two lists that say different things of it are in conflict.
    pub compared: bool,
    /// What it means.
    pub about: &'static str,
}

macro_rules! attributes {
    ($($name:literal $kind:ident $compared:literal $about:literal;)*) => {
        &[$(Attribute { name: $name, kind: ValueKind::$kind, compared: $compared, about: $about },)*]
    };
}

/// The attributes that every map may use.
pub const ATTRIBUTES: &[Attribute] = attributes! {
    "name" Name true "the person killed or shot";
    "date" Date true "the day of the event";
    "city" Text true "city or town";
    "county" Text true "county, parish or borough";
    "state" State true "state, by its two letters";
    "street" Text false "street address";
    "zip" Text false "postal code";
    "latitude" Number false "degrees north, WGS 84";
    "longitude" Number false "degrees east, WGS 84";
    "age" Age true "age in years";
    "gender" Word true "gender";
    "race" Words true "race or ethnicity, as the list gives it";
    "race_imputed" Words false "race that the list computed from a model; not an observation";
    "agency" Text true "the agency whose officers did it";
    "ori" Text false "the agency's number in the FBI's files";
    "cause" Words true "the force that killed";
    "armed" Word true "whether the person was armed";
    "weapon" Words true "what the person is said to have had";
    "threat" Word true "what the person is said to have done";
    "fleeing" Word true "whether and how the person fled";
    "body_camera" Word true "whether a body camera recorded";
    "mental_illness" Word true "whether signs of mental illness were reported";
    "off_duty" Flag true "whether the officer was off duty";
    "fatal" Word true "whether the person died";
    "disposition" Words false "what an authority found or decided";
    "charges" Words false "whether an officer was charged, and what came of it";
    "narrative" Note false "what happened, in the list's words";
    "link" Note false "where it was reported";
    "officers" Note false "officers as the list names them";
    "shots" Number false "shots fired by officers";
    "officer_count" Number false "officers who used force";
    "amount" Money false "what was paid, in dollars";
    "incident_date" Date false "the day of what a claim or a complaint is about";
    "filed" Date false "the day on which a suit, a claim or a complaint was filed";
    "closed" Date false "the day on which it was closed";
    "docket" Note false "number of a case in court";
    "plaintiff" Name false "who sued or claimed";
    "matter" Note false "the case's name";
    "result" Note false "how a suit or claim ended";
    "complaint" Note false "number of a complaint";
    "allegation" Note false "what is alleged; not a finding";
    "allegation_type" Note false "the kind of what is alleged";
    "finding" Words false "what an investigation found";
    "penalty" Note false "what an investigation recommended";
    "status" Note false "where an investigation stands";
    "officer_id" Note false "the publisher's number of an officer";
    "officer_name" Name false "an officer, as a publisher names them";
    "officer_rank" Note false "rank";
    "officer_unit" Note false "command or unit";
    "officer_shield" Note false "shield number";
    "force" Words false "kind of force used";
    "beat" Note false "beat or precinct";
    "agency_type" Word false "local police, sheriff, state, federal";
    "agency_name" Text false "the name of an agency in a list of agencies";
};

/// The attribute of that name.
pub fn attribute(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|a| a.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_is_named_once_and_explained_in_the_guide() {
        let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/lists.md")).unwrap();
        for (i, a) in ATTRIBUTES.iter().enumerate() {
            assert_eq!(ATTRIBUTES.iter().position(|b| b.name == a.name), Some(i), "{} stands twice", a.name);
            assert!(guide.contains(&format!("`{}`", a.name)), "{} is not in docs/lists.md", a.name);
        }
    }
}
