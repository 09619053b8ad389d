//! JSON Schema of the files that people write, so that an editor completes keys and tells what each means.
//!
//! One file here for each of them, in the readers' own words; a test holds the keys of a schema equal to those of its
//! reader. A schema says less than the reader: it knows one file at a time. Where it is silent `unmuted review` is not.
//!
//! Draft 7, and of it what draft 4 has too, because that is what TOML editors know.

mod attributes;
mod case;
mod evidence;
mod keys;
mod marks;
mod outcomes;
mod render;
mod rule;
mod rules;
mod statements;
#[cfg(test)]
mod tests;
mod timeline;

use std::io;
use std::path::Path;

use crate::case_files::write;
use keys::Table;

/// A schema by the name of the file that it is of.
pub struct Schema {
    /// `case`.
    pub name: &'static str,
    /// The files that it is of, as a pattern of paths.
    pub files: &'static str,
    table: &'static Table,
}

/// Every schema.
pub const ALL: [Schema; 8] = [
    Schema { name: "case", files: "**/case.toml", table: &case::FILE },
    Schema { name: "evidence", files: "**/evidence.toml", table: &evidence::FILE },
    Schema { name: "statements", files: "**/statements.toml", table: &statements::FILE },
    Schema { name: "rules", files: "**/rules.toml", table: &rules::FILE },
    Schema { name: "attributes", files: "**/attributes.toml", table: &attributes::FILE },
    Schema { name: "outcomes", files: "**/outcomes.toml", table: &outcomes::FILE },
    Schema { name: "timeline", files: "**/timeline.toml", table: &timeline::FILE },
    Schema { name: "rule", files: "**/rules/*.toml", table: &rule::FILE },
];

/// Where a case keeps the schemas.
pub const FOLDER: &str = ".schemas";
/// Where an editor learns which schema is of which file (Taplo, and what builds on it: Even Better TOML).
pub const ASSOCIATIONS: &str = ".taplo.toml";

impl Schema {
    /// As JSON, with a line break at the end.
    pub fn json(&self) -> String {
        let mut text = format!("{:#}", render::document(self.table));
        text.push('\n');
        text
    }
}

/// Which schema is of which file, for a folder of schemas.
pub fn associations(folder: &str) -> String {
    let mut text = "# Completion and checks for the files of a case, in editors that use Taplo. Written by `unmuted schema --write`.\n"
        .to_owned();
    for schema in &ALL {
        text.push_str(&format!(
            "\n[[rule]]\ninclude = [\"{}\"]\n[rule.schema]\npath = \"./{folder}/{}.json\"\n",
            schema.files, schema.name
        ));
    }
    text
}

/// Writes every schema and the associations into a folder.
///
/// # Errors
/// The folder cannot be written to.
pub fn write_into(dir: &Path) -> io::Result<()> {
    std::fs::create_dir_all(dir.join(FOLDER))?;
    for schema in &ALL {
        write::replace(&dir.join(FOLDER).join(format!("{}.json", schema.name)), schema.json().as_bytes())?;
    }
    write::replace(&dir.join(ASSOCIATIONS), associations(FOLDER).as_bytes())
}
