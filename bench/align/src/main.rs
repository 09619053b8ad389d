//! Measures the one-clock method itself, without reading of files, on recordings whose clocks are known.
//!
//! Why it exists: `docs/method-clock.md` publishes figures. `run.py` measures the whole program; what the method costs
//! after decoding is measured here, and what no scorer of offsets sees: whether the stated bounds hold at every second.
//!
//! Its bias: the scenes are simulations with real sounds. Body-worn cameras in the street are another matter.
//!
//!     bench-align SCENES [CLASSES] [--out EST.json] [--distance METRES]    scenes of scenes.py
//!     bench-align speed  MADE [--reps 5] [--out SPEED.json]                sets of make_long.py, one thread
//!     bench-align pair   SCENE A B                                         CPU seconds of one pair, one thread
//!     bench-align growth MADE [--threads 2] [--out GROWTH.json]            2 to 40 recordings, 5 to 120 minutes

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;

mod closer;
mod cost;
mod growth;
mod scenes;
mod sound;
mod speed;
mod truth;

type Outcome<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: bench-align SCENES [CLASSES] [--out EST.json] [--distance METRES]
       bench-align speed MADE [--reps 5] [--out SPEED.json]
       bench-align pair SCENE A B
       bench-align growth MADE [--threads 2] [--out GROWTH.json]";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().ok_or(USAGE)?;
    match what.as_str() {
        "speed" | "growth" => {
            let folder = PathBuf::from(arguments.next().ok_or(USAGE)?);
            let (mut out, mut count) = (None, None);
            let counted = if what == "speed" { "--reps" } else { "--threads" };
            while let Some(argument) = arguments.next() {
                match argument.as_str() {
                    "--out" => out = arguments.next().map(PathBuf::from),
                    word if word == counted => count = Some(arguments.next().ok_or(USAGE)?.parse()?),
                    other => return Err(format!("{other:?} is not known\n{USAGE}").into()),
                }
            }
            let found = if what == "speed" {
                speed::run(&folder, count.unwrap_or(5))?
            } else {
                growth::run(&folder, count.unwrap_or(2))?
            };
            write(&found, out.as_deref())
        }
        "pair" => {
            let given: Vec<String> = arguments.collect();
            let [folder, a, b] = &given[..] else { return Err(USAGE.into()) };
            println!("{}", speed::pair(Path::new(folder), a, b)?);
            Ok(ExitCode::SUCCESS)
        }
        // What `growth` starts itself with.
        "step" => {
            let given: Vec<String> = arguments.collect();
            let [folder, recordings, seconds, threads] = &given[..] else { return Err(USAGE.into()) };
            growth::step(Path::new(folder), recordings.parse()?, seconds.parse()?, threads.parse()?)?;
            Ok(ExitCode::SUCCESS)
        }
        folder => {
            scenes::run(Path::new(folder), arguments)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Writes what was found, and fails if something is wrong with the answers.
fn write(found: &Value, out: Option<&Path>) -> Outcome<ExitCode> {
    let text = serde_json::to_string_pretty(found)?;
    match out {
        Some(path) => std::fs::write(path, text)?,
        None => println!("{text}"),
    }
    let wrong = found["wrong"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let wrong: Vec<&str> = wrong.collect();
    for words in &wrong {
        eprintln!("WRONG: {words}");
    }
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
