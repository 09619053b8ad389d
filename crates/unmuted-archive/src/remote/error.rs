//! What goes wrong with things behind a network: what, where, and what to do. The texts are our own: those of the
//! layers below name hosts, signed addresses and elapsed times, which no output may have.

use std::io;

/// What kind of thing went wrong.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RemoteErrorKind {
    /// The address cannot be read, or a setting is missing or wrong.
    Address,
    /// There is no such object.
    NotFound,
    /// Access is refused.
    Refused,
    /// Nobody answers, or not in time.
    Unreachable,
    /// The server cannot give a part of a file.
    NoRanges,
    /// The object is not what it was when it was listed or first read.
    Changed,
    /// The answer broke off, more than once.
    Cut,
    /// The server says that it failed, or answers with something else than was asked for.
    Server,
    /// This machine cannot do it.
    Machine,
}

/// An error with its place and remedy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoteError {
    kind: RemoteErrorKind,
    place: String,
    what: String,
    remedy: String,
}

impl RemoteError {
    pub(super) fn new(kind: RemoteErrorKind, place: &str, what: impl Into<String>, remedy: &str) -> Self {
        Self { kind, place: place.to_owned(), what: what.into(), remedy: remedy.to_owned() }
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> RemoteErrorKind {
        self.kind
    }

    /// What went wrong, without the place and the remedy.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What to do about it.
    pub fn remedy(&self) -> &str {
        &self.remedy
    }

    pub(super) fn changed(place: &str) -> Self {
        Self::new(
            RemoteErrorKind::Changed,
            place,
            "the object changed while it was read; what was read of it does not belong together",
            "run again when nothing writes to it",
        )
    }

    /// An error of the layers below. `status` is the last one that the store answered with, or zero.
    pub(super) fn from_store(place: &str, status: u16, error: &object_store::Error) -> Self {
        use RemoteErrorKind as K;
        use object_store::Error as E;
        // The store's own word for it, such as `AccessDenied` or `SignatureDoesNotMatch`.
        let code = code(&error.to_string()).map(|c| format!(" ({c})")).unwrap_or_default();
        let new = |kind, what: String, remedy: &str| Self::new(kind, place, what, remedy);
        match (error, status) {
            (E::Precondition { .. }, _) | (_, 412) => Self::changed(place),
            (E::NotFound { .. }, _) | (_, 404 | 410) => new(
                K::NotFound,
                format!("there is no such object{code}"),
                "check the address, capitals included; it may have been moved or deleted",
            ),
            (E::PermissionDenied { .. } | E::Unauthenticated { .. }, _) | (_, 401 | 403) => new(
                K::Refused,
                format!("the store refuses access{code}"),
                "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN (or those of the other stores) \
                 and that the key may read and list here; for a public bucket set AWS_SKIP_SIGNATURE=true; a signed \
                 address may have expired",
            ),
            (E::NotSupported { .. }, _) | (_, 200) => new(
                K::NoRanges,
                "the server gives only whole files, not parts of them; nothing was read".to_owned(),
                "download the file and name the copy",
            ),
            (_, 301 | 302 | 307 | 308) => new(
                K::Server,
                format!("the store sends us elsewhere{code}"),
                "set AWS_REGION to the bucket's region, or name the address that it leads to",
            ),
            (_, status @ 429 | status @ 500..=599) => new(
                K::Server,
                format!("the store failed, and again when asked again (status {status}){code}"),
                "try again later",
            ),
            (_, status @ 400..=499) => new(
                K::Server,
                format!("the store does not accept the request (status {status}){code}"),
                "check AWS_REGION and AWS_ENDPOINT, and the machine's clock",
            ),
            (_, 206) => new(
                K::Server,
                "the answer is not the part of the file that was asked for".to_owned(),
                "try again; if it stays so, download the file and name the copy",
            ),
            (E::InvalidPath { .. }, _) => new(
                K::Address,
                "the key has a part that is empty, `.` or `..`, or a control character".to_owned(),
                "copy the object to a key without it",
            ),
            _ => new(
                K::Unreachable,
                "the store does not answer".to_owned(),
                "check the address and the network; for an object store AWS_ENDPOINT (plain http needs AWS_ALLOW_HTTP=true), and that keys are set: \
                 without AWS_ACCESS_KEY_ID they are asked for from the cloud machine that this would be",
            ),
        }
    }
}

/// What stands in `<Code>…</Code>` of a store's answer.
fn code(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    (code.len() <= 60 && code.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(code)
}

impl std::fmt::Display for RemoteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.what, self.remedy)
    }
}

impl std::error::Error for RemoteError {}

impl From<RemoteError> for io::Error {
    fn from(error: RemoteError) -> Self {
        use RemoteErrorKind as K;
        let kind = match error.kind {
            K::NotFound => io::ErrorKind::NotFound,
            K::Refused => io::ErrorKind::PermissionDenied,
            K::Unreachable => io::ErrorKind::NotConnected,
            K::Cut => io::ErrorKind::UnexpectedEof,
            K::NoRanges => io::ErrorKind::Unsupported,
            K::Address => io::ErrorKind::InvalidInput,
            K::Changed | K::Server | K::Machine => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}
