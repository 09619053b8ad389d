//! Telling addresses from paths. This is built in even where the network is not.

/// Whether a text is an address rather than a path: it begins with one of the schemes that are read, or with
/// another one and `://`. A Windows path is none.
pub fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_url;

    #[test]
    fn a_path_is_not_an_address() {
        assert!(is_url("s3://b/k") && is_url("ftp://h/p"));
        assert!(
            !is_url("C:\\x.mp4") && !is_url("a/b.mp4") && !is_url("c://x") && !is_url("://x") && !is_url("a b://x")
        );
    }
}
