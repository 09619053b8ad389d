//! Addresses of things behind a network, taken apart.

use url::Url;

use super::error::{RemoteError, RemoteErrorKind};

/// What an address names.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    pub(super) scheme: Scheme,
    /// The bucket or container; empty for HTTP and files.
    pub(super) bucket: String,
    /// The key or its beginning, without a slash at either end; for a file, its path.
    pub(super) key: String,
    /// The whole address, for HTTP. It may hold a signature, and is never shown.
    pub(super) url: Option<Url>,
    /// Whether it ends with a slash, so that it can only name a folder.
    pub(super) folder: bool,
}

/// Who is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scheme {
    S3,
    Google,
    Azure,
    Http,
    File,
}

const KNOWN: &str = "write s3://bucket/key, gs://bucket/key, az://container/key, https://host/path or file:///path";

impl Address {
    /// Takes an address apart.
    ///
    /// # Errors
    /// Where it is none, or one of a kind that is not read.
    pub fn parse(text: &str) -> Result<Self, RemoteError> {
        let wrong = |what: &str, remedy: &str| {
            // Without what stands behind a question mark, which may be a secret.
            let shown = text.split(['?', '#']).next().unwrap_or(text);
            RemoteError::new(RemoteErrorKind::Address, shown, what, remedy)
        };
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(wrong("this is no address", KNOWN));
        };
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "s3" | "s3a" => Scheme::S3,
            "gs" => Scheme::Google,
            "az" | "azure" => Scheme::Azure,
            "http" | "https" => Scheme::Http,
            "file" => Scheme::File,
            _ => return Err(wrong("addresses of this kind are not read", KNOWN)),
        };
        if matches!(scheme, Scheme::Http | Scheme::File) {
            return Self::parse_url(text, scheme).ok_or_else(|| wrong("the address cannot be read", KNOWN));
        }
        // Keys are written as they are, as the stores' own tools show them: `%20` means these three characters.
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() || bucket.contains(['@', ':', '\\', '?', '#']) {
            return Err(wrong("the address names no bucket", KNOWN));
        }
        let folder = key.is_empty() || key.ends_with('/');
        Ok(Self { scheme, bucket: bucket.to_owned(), key: key.trim_matches('/').to_owned(), url: None, folder })
    }

    fn parse_url(text: &str, scheme: Scheme) -> Option<Self> {
        let mut url = Url::parse(text).ok()?;
        url.set_fragment(None);
        let (key, url) = match scheme {
            Scheme::File => (url.to_file_path().ok()?.to_str()?.to_owned(), None),
            _ => {
                url.host_str()?;
                (decoded(url.path()).trim_matches('/').to_owned(), Some(url))
            }
        };
        let folder = text.split(['?', '#']).next().is_some_and(|t| t.ends_with('/'));
        Some(Self { scheme, bucket: String::new(), key, url, folder })
    }

    /// The address as it may be shown: without a host, a user, or what stands behind a question mark; of a file, its
    /// name alone.
    pub fn shown(&self) -> String {
        let last = |key: &str| key.rsplit('/').next().unwrap_or(key).to_owned();
        match (self.scheme, self.key.is_empty()) {
            (Scheme::File, _) => last(&self.key),
            (Scheme::Http, false) => self.key.clone(),
            (Scheme::Http, true) => "/".to_owned(),
            (_, false) => format!("{}/{}", self.bucket, self.key),
            (_, true) => self.bucket.clone(),
        }
    }

    /// What kind of place it is, for outputs: `s3`, `gs`, `az`, `http`, `file`.
    pub fn kind(&self) -> &'static str {
        match self.scheme {
            Scheme::S3 => "s3",
            Scheme::Google => "gs",
            Scheme::Azure => "az",
            Scheme::Http => "http",
            Scheme::File => "file",
        }
    }

    /// The path of a `file://` address, which is best read as any other path.
    pub fn file_path(&self) -> Option<&std::path::Path> {
        (self.scheme == Scheme::File).then(|| std::path::Path::new(&self.key))
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind(), self.shown())
    }
}

/// `%20` as a space, and so on; what is no text then stays as it is.
fn decoded(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let byte = (first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_and_shown_without_host_and_secret() {
        let a = Address::parse("s3://city-video/2026/unit 4/a%20b.mp4").unwrap();
        assert_eq!((a.kind(), a.bucket.as_str(), a.key.as_str()), ("s3", "city-video", "2026/unit 4/a%20b.mp4"));
        assert_eq!(a.shown(), "city-video/2026/unit 4/a%20b.mp4");
        let a = Address::parse("https://user:pass@example.org:8443/x/a%20b.mp4?X-Amz-Signature=5ecre7#t=3").unwrap();
        assert_eq!((a.kind(), a.shown().as_str()), ("http", "x/a b.mp4"));
        assert!(!format!("{a:?}").contains("example"));
        let a = Address::parse("file:///data/x.mp4").unwrap();
        assert_eq!((a.shown().as_str(), a.file_path()), ("x.mp4", Some(std::path::Path::new("/data/x.mp4"))));
        assert!(Address::parse("s3://bucket").unwrap().folder && Address::parse("s3://bucket/a/").unwrap().folder);
    }

    #[test]
    fn what_is_no_address_is_told() {
        for (text, what) in [
            ("ftp://host/x", "not read"),
            ("s3:///key", "no bucket"),
            ("http://", "cannot be read"),
            ("recording.mp4", "no address"),
        ] {
            let error = Address::parse(text).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains("s3://bucket/key"), "{error}");
        }
        let error = Address::parse("ftp://host/x?sig=abc").unwrap_err().to_string();
        assert!(!error.contains("abc"), "{error}");
    }
}
