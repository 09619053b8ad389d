//! `unmuted account`: who may sign in to served cases, and what they may do.

use std::collections::BTreeSet;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use miette::{IntoDiagnostic, miette};
use serde::Serialize;

use crate::report;
use crate::serve::accounts::{self, Account, Accounts, LEAST_PASSWORD};
use crate::serve::api::Role;
use crate::{Exit, Terminal};

/// Say who may sign in to the cases in a folder, and what they may do
///
/// Accounts are kept in accounts.toml in that folder, with hashes of passwords. A server reads them when it starts.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted account cases add drill-office --role owner
  unmuted account cases add reviewer-a --role reviewer --case exercise
  From a password manager:
    pass show cases/reader | unmuted account cases add newsroom --role reader --password-stdin
  unmuted account cases list
  unmuted account cases remove newsroom

Roles:
  reader    plays, reads, prints, takes exhibits
  reviewer  also marks, confirms, says what was reviewed, corrects words, anchors, writes statements
  owner     also sees what is privileged, and says who else may")]
pub struct Args {
    /// The folder that is served
    dir: PathBuf,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add an account, or change one: its role, its cases, its password
    Add(Add),
    /// Take an account away; what it wrote stays
    Remove {
        /// Its name
        name: String,
    },
    /// Show all accounts
    List {
        /// Print JSON instead of text
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
struct Add {
    /// Its name: what lines in a case will say of who wrote them
    name: String,
    /// What it may do
    #[arg(long)]
    role: RoleTyped,
    /// A case that it sees; may be said several times [default: all]
    #[arg(long = "case", value_name = "CASE")]
    cases: Vec<String>,
    /// A reviewer who also sees what is privileged
    #[arg(long)]
    privileged: bool,
    /// Read the password from the input's first line instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleTyped {
    Reader,
    Reviewer,
    Owner,
}

/// An account as listed: without its hash.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    role: Role,
    cases: &'a BTreeSet<String>,
    sees_privileged: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    if !args.dir.is_dir() {
        return Err(miette!(help = "name the folder that is served", "{} is no folder", args.dir.display()));
    }
    let mut all = Accounts::load(&args.dir)?.unwrap_or_default();
    match &args.what {
        What::List { json } => {
            list(&all, *json, terminal)?;
            return Ok(Exit::Fine);
        }
        What::Remove { name } => {
            let before = all.all.len();
            all.all.retain(|a| a.name != *name);
            if all.all.len() == before {
                let known: Vec<&str> = all.all.iter().map(|a| a.name.as_str()).collect();
                let help = match unmuted_model::nearest(name, known) {
                    Some(near) => format!("did you mean {near:?}?"),
                    None => format!("unmuted account {} list shows them", args.dir.display()),
                };
                return Err(miette!(help = help, "there is no account {name:?}"));
            }
            if all.all.is_empty() {
                let what = "that was the last account: a server without accounts shows cases on this computer only";
                terminal.note(what);
            }
        }
        What::Add(add) => {
            let account = account(add)?;
            match all.all.iter_mut().find(|a| a.name == account.name) {
                Some(there) => *there = account,
                None => all.all.push(account),
            }
            if !all.all.iter().any(|a| a.role == Role::Owner) {
                let remedy = format!("unmuted account {} add NAME --role owner", args.dir.display());
                terminal.warn("there is no owner yet, so that nobody sees what is privileged", &remedy);
            }
        }
    }
    all.save(&args.dir)?;
    terminal.result("Saved. A server that runs must be started again.");
    Ok(Exit::Fine)
}

fn account(add: &Add) -> miette::Result<Account> {
    let name = add.name.trim();
    if name.is_empty() || name.len() > 100 || name.contains(char::is_control) {
        return Err(miette!(help = "use up to 100 characters, all of them visible", "{:?} cannot be a name", add.name));
    }
    let password = password(add.password_stdin)?;
    if password.chars().count() < LEAST_PASSWORD || password.len() > accounts::MOST {
        let help = "a sentence that nobody else says is easy to remember and long";
        return Err(miette!(help = help, "a password has {LEAST_PASSWORD} to {} characters", accounts::MOST));
    }
    let role = match add.role {
        RoleTyped::Reader => Role::Reader,
        RoleTyped::Reviewer => Role::Reviewer,
        RoleTyped::Owner => Role::Owner,
    };
    if add.privileged && role == Role::Reader {
        let help = "make them a reviewer, or leave --privileged out";
        return Err(miette!(help = help, "a reader never sees what is privileged"));
    }
    Ok(Account {
        name: name.to_owned(),
        role,
        cases: add.cases.iter().cloned().collect(),
        privileged: add.privileged,
        password: accounts::hash(&password).map_err(|e| miette!("the password cannot be hashed: {e}"))?,
    })
}

fn password(from_input: bool) -> miette::Result<String> {
    if from_input {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).into_diagnostic()?;
        return Ok(line.trim_end_matches(['\n', '\r']).to_owned());
    }
    if !io::stdin().is_terminal() {
        let help = "give it as the first line of the input, with --password-stdin";
        return Err(miette!(help = help, "nobody can be asked for a password here"));
    }
    let ask = |what: &str| rpassword::prompt_password(what).into_diagnostic();
    let (first, again) = (ask("Password: ")?, ask("The same again: ")?);
    if first == again { Ok(first) } else { Err(miette!(help = "try again", "the two passwords differ")) }
}

fn list(all: &Accounts, json: bool, terminal: &Terminal) -> miette::Result<()> {
    let listed: Vec<Listed<'_>> = all
        .all
        .iter()
        .map(|a| Listed { name: &a.name, role: a.role, cases: &a.cases, sees_privileged: a.sees_privileged() })
        .collect();
    if json {
        terminal.result(report::json(&listed)?.trim_end());
        return Ok(());
    }
    if listed.is_empty() {
        terminal.result("No accounts yet. Add one: unmuted account DIR add NAME --role owner");
    }
    for a in listed {
        let role = match a.role {
            Role::Reader => "reader",
            Role::Reviewer => "reviewer",
            Role::Owner => "owner",
        };
        let cases = if a.cases.is_empty() {
            "all cases".to_owned()
        } else {
            a.cases.iter().cloned().collect::<Vec<_>>().join(", ")
        };
        let more = if a.sees_privileged { ", sees what is privileged" } else { "" };
        terminal.result(&format!("{}  {role}, {cases}{more}", a.name));
    }
    Ok(())
}
