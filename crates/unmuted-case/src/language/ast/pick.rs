//! Which of several, and which end of it.

/// Which of several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// Not said: the first; the answer says so where there is more than one.
    The,
    /// The first.
    First,
    /// The last.
    Last,
    /// Each: the sentence must hold for every one.
    Each,
}

/// One end of something that lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    /// Its start.
    Start,
    /// Its end.
    End,
}
