//! Numbers, amounts, and yes or no.

use super::Value;

/// Reads a number.
///
/// # Errors
/// It is none.
pub fn number(text: &str) -> Result<Value, String> {
    let n: f64 = text.replace(',', "").parse().map_err(|_| format!("{text:?} is no number"))?;
    if n.is_finite() { Ok(Value::Number(n)) } else { Err(format!("{text:?} is no number")) }
}

/// Reads dollars: `$1,200.50`, `1200.5`, `(300)` and `-300` for money that came back.
///
/// # Errors
/// It is none.
pub fn money(text: &str) -> Result<Value, String> {
    let bare: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    let (bare, sign) = match bare.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (inner.to_owned(), -1.0),
        None => (bare, 1.0),
    };
    match bare.parse::<f64>() {
        Ok(n) if n.is_finite() => Ok(Value::Number(sign * n)),
        _ => Err(format!("{text:?} is no amount")),
    }
}

/// Reads yes or no.
///
/// # Errors
/// It is neither.
pub fn flag(text: &str) -> Result<Value, String> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" => Ok(Value::Flag(true)),
        "no" | "n" | "false" | "f" | "0" => Ok(Value::Flag(false)),
        _ => Err(format!("{text:?} is neither yes nor no")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_amounts() {
        assert_eq!(number("-121.5"), Ok(Value::Number(-121.5)));
        assert_eq!(money("$1,200.50"), Ok(Value::Number(1200.5)));
        assert_eq!(money("(300)"), Ok(Value::Number(-300.0)));
        assert!(number("inf").is_err() && number("").is_err() && money("n/a").is_err() && flag("maybe").is_err());
    }
}
