//! `unmuted record`: the national record. Each of its commands is a file here.

mod add;
mod attach;
mod build;
mod changes;
mod conflicts;
mod export;
#[cfg(feature = "remote")]
mod fetch;
mod lists;
mod officers;
mod review;
mod share;
mod show;
mod why;

use std::path::{Path, PathBuf};

use unmuted_record::link::Model;
use unmuted_record::list::{Library, Problem, What as Wrong};
use unmuted_record::record::{HandLine, Input, MODEL};
use unmuted_record::store::{Line, Store, digest};

use crate::record::{hand, told};
use crate::{Exit, Terminal};

/// All incidents: public lists of people killed by police, linked into one record that keeps every value
///
/// A record is a folder. Lists are added to it as their publishers give them; a build links their rows and writes what
/// all of them say, with where they differ, what followed, and how far they are independent. The program holds no list,
/// only how each is read: docs/lists.md says how another is described, docs/record.md what is written.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    Lists(lists::Args),
    #[cfg(feature = "remote")]
    Fetch(fetch::Args),
    Add(add::Args),
    Build(build::Args),
    Show(show::Args),
    Why(why::Args),
    Conflicts(conflicts::Args),
    Share(share::Args),
    Changes(changes::Args),
    Officers(officers::Args),
    Review(review::Args),
    Attach(attach::Args),
    Export(export::Args),
}

/// Where maps of lists come from, beside the program.
#[derive(clap::Args, Clone)]
pub struct More {
    /// Add the lists that this folder describes (list.toml, or folders with one), and its answers by hand; may be said several times
    #[arg(long = "lists", value_name = "FOLDER")]
    pub lists: Vec<PathBuf>,
}

impl More {
    /// The program's maps and these.
    fn library(&self) -> miette::Result<Library> {
        // A folder that holds answers alone describes no list.
        let with_maps: Vec<PathBuf> =
            self.lists.iter().filter(|l| !hand::folder(l).is_dir() || has_map(l)).cloned().collect();
        Library::with(&with_maps).map_err(told)
    }

    /// Answers by hand of these folders, of the record itself and of the program.
    fn hands(&self, dir: &Path) -> miette::Result<Vec<HandLine>> {
        let mut folders = self.lists.clone();
        folders.push(hand::own(dir));
        hand::read(&folders)
    }
}

fn has_map(folder: &Path) -> bool {
    let within = |d: &Path| d.join("list.toml").is_file();
    within(folder) || std::fs::read_dir(folder).is_ok_and(|mut e| e.any(|e| e.is_ok_and(|e| within(&e.path()))))
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    match &args.what {
        What::Lists(args) => lists::run(args, terminal),
        #[cfg(feature = "remote")]
        What::Fetch(args) => fetch::run(args, terminal),
        What::Add(args) => add::run(args, terminal),
        What::Build(args) => build::run(args, terminal),
        What::Show(args) => show::run(args, terminal),
        What::Why(args) => why::run(args, terminal),
        What::Conflicts(args) => conflicts::run(args, terminal),
        What::Share(args) => share::run(args, terminal),
        What::Changes(args) => changes::run(args, terminal),
        What::Officers(args) => officers::run(args, terminal),
        What::Review(args) => review::run(args, terminal),
        What::Attach(args) => attach::run(args, terminal),
        What::Export(args) => export::run(args, terminal),
    }
}

/// The model by which rows are linked: the program's, or a file.
fn model(path: Option<&Path>) -> miette::Result<Model> {
    let (name, text) = match path {
        None => ("the program's model".to_owned(), MODEL.to_owned()),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| {
                miette::miette!(
                    help = "check the path, and that it may be read",
                    "{} cannot be read: {e}",
                    path.display()
                )
            })?;
            (path.display().to_string(), text)
        }
    };
    Model::parse(&text).map_err(|e| miette::miette!(help = e.remedy.clone(), "{name}: {e}"))
}

/// `LIST=FILE` or `LIST@RELEASE=FILE`, as typed.
#[derive(Clone, Debug)]
struct Named {
    list: String,
    release: Option<String>,
    file: PathBuf,
}

fn named(text: &str) -> Result<Named, String> {
    let (list, file) = text.split_once('=').ok_or("write LIST=FILE, as in mpv=mpv.csv, or LIST@RELEASE=FILE")?;
    let (list, release) = list.split_once('@').map_or((list, None), |(l, r)| (l, Some(r.to_owned())));
    if list.is_empty() || file.is_empty() {
        return Err("write LIST=FILE, as in mpv=mpv.csv, or LIST@RELEASE=FILE".to_owned());
    }
    Ok(Named { list: list.to_owned(), release, file: PathBuf::from(file) })
}

/// Keeps a file in a record. Says its line, and whether it is new.
fn keep(
    store: &mut Store,
    library: &Library,
    named: &Named,
    read_on: Option<&str>,
    url: Option<&str>,
) -> miette::Result<(Line, bool)> {
    let map = library.get(&named.list).map_err(told)?;
    let bytes = std::fs::read(&named.file).map_err(|e| {
        miette::miette!(
            help = "check the path, and that it may be read",
            "{} cannot be read: {e}",
            named.file.display()
        )
    })?;
    let line = Line {
        list: map.id.clone(),
        release: named.release.clone(),
        sha256: digest(&bytes),
        name: named.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        read_on: read_on.map(str::to_owned),
        url: url.map(str::to_owned),
        withdrawn: false,
    };
    let new = store.add(&bytes, line.clone()).map_err(told)?;
    Ok((line, new))
}

/// Tells what was wrong in the files: in all, and the first of each sort with its rows. Exit status 3 where something
/// could not be read.
fn tell_problems(inputs: &[Input], terminal: &Terminal) -> Exit {
    let mut exit = Exit::Fine;
    for input in inputs {
        let f = &input.imported;
        let mut kinds: Vec<Wrong> = f.problems.iter().map(|p| p.what).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for what in kinds {
            let these: Vec<&Problem> = f.problems.iter().filter(|p| p.what == what).collect();
            if what.is_unread() {
                exit = exit.and(Exit::Unread);
            }
            let first: Vec<String> = these.iter().take(3).map(|p| placed(p)).collect();
            let more = these.len().saturating_sub(first.len());
            let more = if more > 0 { format!("; and {more} more, in problems.csv") } else { String::new() };
            // What only should be looked at is told by its number.
            if what.is_unread() {
                terminal.warn(
                    &format!(
                        "{} ({}/{}): {}: {}{more}",
                        input.name,
                        f.list,
                        f.release,
                        words(what, these.len()),
                        first.join("; ")
                    ),
                    "",
                );
            } else {
                terminal.note(&format!(
                    "{} ({}/{}): {}: {}{more}",
                    input.name,
                    f.list,
                    f.release,
                    words(what, these.len()),
                    first.join("; ")
                ));
            }
        }
    }
    exit
}

fn placed(p: &Problem) -> String {
    let row = p.row.map(|r| format!("row {r}")).unwrap_or_default();
    let column = p.column.as_ref().map(|c| format!("{c:?}")).unwrap_or_default();
    let place = [row, column].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
    if place.is_empty() { p.words.clone() } else { format!("{place}: {}", p.words) }
}

fn words(what: Wrong, n: usize) -> String {
    let one = n == 1;
    let s = |singular: &str, plural: &str| format!("{n} {}", if one { singular } else { plural });
    match what {
        Wrong::Ragged => s(
            "row with another number of cells, kept and not read",
            "rows with another number of cells, kept and not read",
        ),
        Wrong::Unreadable => s("cell that cannot be read", "cells that cannot be read"),
        Wrong::UnknownWord => s("word that is not in the vocabulary", "words that are not in the vocabulary"),
        Wrong::ImpossibleDate => s("date that cannot be", "dates that cannot be"),
        Wrong::DuplicateId => s("id that another row has", "ids that other rows have"),
        Wrong::Encoding => s("line in another encoding", "lines in another encoding"),
        Wrong::Nul => s("line with NUL bytes", "lines with NUL bytes"),
        Wrong::LongCell => s("cell that is very long", "cells that are very long"),
        Wrong::Formula => s("cell that a spreadsheet would compute", "cells that a spreadsheet would compute"),
        Wrong::MissingColumn => s("column that may have been renamed", "columns that may have been renamed"),
        Wrong::MovedColumn => s("column that may have been moved", "columns that may have been moved"),
        Wrong::Lookup => s("number of no row of another list", "numbers of no row of another list"),
    }
}

/// Columns by name, as a JSON object.
fn object(columns: &[(String, Option<String>)]) -> serde_json::Value {
    columns.iter().map(|(k, v)| (k.clone(), v.clone().map_or(serde_json::Value::Null, Into::into))).collect()
}

/// The value of a column.
fn get<'c>(columns: &'c [(String, Option<String>)], name: &str) -> &'c str {
    columns.iter().find(|c| c.0 == name).and_then(|c| c.1.as_deref()).unwrap_or("")
}
