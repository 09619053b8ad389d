//! What a test of a sentence says. No verdict type is without undetermined.

use std::ops::Not;

/// Kleene's three values (S. C. Kleene, Introduction to Metamathematics, 1952, section 64): what a sentence is
/// in every exact timeline that the record allows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Truth {
    /// Holds in none.
    False,
    /// Holds in some and not in others, or the record does not say.
    Unknown,
    /// Holds in all.
    True,
}

impl Truth {
    /// True only if both are, false if either is.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }
    /// True if either is, false only if both are.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl Not for Truth {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

/// What a statement's test says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StatementVerdict {
    /// The available record is such that what was said holds in every timeline it allows.
    Supported,
    /// It holds in none.
    Contradicted,
    /// The available record cannot answer.
    Undetermined,
    /// No recording measures it: intent, belief, credibility, reasonableness.
    NotTestable,
}

impl StatementVerdict {
    /// The name in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::Undetermined => "undetermined",
            Self::NotTestable => "not_testable",
        }
    }
    /// The word on a page.
    pub fn words(self) -> &'static str {
        match self {
            Self::Supported => "Supported",
            Self::Contradicted => "Contradicted",
            Self::Undetermined => "Undetermined",
            Self::NotTestable => "Not testable",
        }
    }
}

impl From<Truth> for StatementVerdict {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Supported,
            Truth::False => Self::Contradicted,
            Truth::Unknown => Self::Undetermined,
        }
    }
}

/// What a rule's test says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RuleVerdict {
    /// What the rule requires holds in every timeline that the record allows.
    Met,
    /// It holds in none, and nobody has claimed an exception.
    NotMet,
    /// The available record cannot answer.
    Undetermined,
    /// The rule did not bind on the day.
    NotInForce,
    /// It does not hold, and somebody has claimed an exception that the rule names.
    ExceptionClaimed,
}

impl RuleVerdict {
    /// The name in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Undetermined => "undetermined",
            Self::NotInForce => "not_in_force",
            Self::ExceptionClaimed => "exception_claimed",
        }
    }
    /// The words on a page.
    pub fn words(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::NotMet => "Not met",
            Self::Undetermined => "Undetermined",
            Self::NotInForce => "Not in force",
            Self::ExceptionClaimed => "Exception claimed",
        }
    }
}

impl From<Truth> for RuleVerdict {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Met,
            Truth::False => Self::NotMet,
            Truth::Unknown => Self::Undetermined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn kleenes_tables() {
        assert_eq!(True.and(Unknown), Unknown);
        assert_eq!(False.and(Unknown), False);
        assert_eq!(True.or(Unknown), True);
        assert_eq!(False.or(Unknown), Unknown);
        assert_eq!(!Unknown, Unknown);
    }
}
