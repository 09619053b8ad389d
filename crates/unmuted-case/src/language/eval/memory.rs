//! What one record has been asked before. Sentences of a case speak of the same few things again and again (the
//! last shot, the first aid), and each is worked out once.

use super::found::Found;
use super::span::When;
use crate::language::ast::{Edge, Pattern};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Answers kept for as long as the record is.
#[derive(Debug, Default)]
pub(super) struct Memory {
    found: RefCell<BTreeMap<String, Rc<Found>>>,
    moments: RefCell<BTreeMap<String, Rc<When>>>,
}

impl Memory {
    pub fn found(&self, pattern: &Pattern, work: impl FnOnce() -> Found) -> Rc<Found> {
        kept(&self.found, key(pattern), work)
    }

    pub fn moment(&self, pattern: &Pattern, edge: Edge, earliest: bool, work: impl FnOnce() -> When) -> Rc<When> {
        kept(&self.moments, format!("{edge:?} {earliest} {}", key(pattern)), work)
    }
}

/// What a pattern asks for, wherever it stands in a sentence.
fn key(p: &Pattern) -> String {
    let matching: Vec<&str> = p.matching.iter().map(|m| m.written()).collect();
    format!("{}\n{}\n{}\n{:?}\n{:?}\n{matching:?}", p.kind, p.confirmed, p.begins, p.by, p.on)
}

fn kept<T>(known: &RefCell<BTreeMap<String, Rc<T>>>, key: String, work: impl FnOnce() -> T) -> Rc<T> {
    if let Some(answer) = known.borrow().get(&key) {
        return Rc::clone(answer);
    }
    // Nothing is borrowed while it is worked out, which may ask for other things.
    let answer = Rc::new(work());
    known.borrow_mut().insert(key, Rc::clone(&answer));
    answer
}
