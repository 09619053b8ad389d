//! Who is signed in. Sessions are kept in memory: they end when the server does.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use argon2::password_hash::rand_core::{OsRng, RngCore};
use sha2::{Digest, Sha256};

/// The cookie's name. `__Host-` is understood by browsers (RFC 6265bis, section 4.1.3.2): only over TLS, for this host
/// and every path.
const COOKIE: &str = "unmuted";
const COOKIE_TLS: &str = "__Host-unmuted";

/// How long a session lasts without being used.
const IDLE: Duration = Duration::from_secs(12 * 3600);

/// How many failures a name has before it waits, and how long it then waits at first and at most.
const FREE_TRIES: u32 = 5;
const WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// How many names with failures are remembered; strangers cannot fill the memory.
const MOST_NAMES: usize = 10_000;

/// The sessions of a server.
#[derive(Default)]
pub struct Sessions {
    /// By the token's digest, so that the memory holds no token.
    open: Mutex<BTreeMap<[u8; 32], Session>>,
    failures: Mutex<BTreeMap<String, (u32, Instant)>>,
    /// Whether cookies are only for TLS.
    tls: bool,
}

struct Session {
    name: String,
    used: Instant,
}

#[allow(clippy::disallowed_methods, reason = "how long a session has been idle is a fact about now")]
fn now() -> Instant {
    Instant::now()
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl Sessions {
    /// No sessions yet. `tls`: cookies travel over TLS alone.
    pub fn new(tls: bool) -> Self {
        Self { tls, ..Self::default() }
    }

    /// Opens a session; gives the `Set-Cookie` header.
    pub fn open(&self, name: &str) -> String {
        let mut bytes = [0; 32];
        OsRng.fill_bytes(&mut bytes);
        let token = bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, s| now().duration_since(s.used) < IDLE);
        open.insert(digest(&token), Session { name: name.to_owned(), used: now() });
        self.cookie(&token, IDLE.as_secs())
    }

    /// Who a request is from, by its `Cookie` header.
    pub fn name(&self, cookies: Option<&str>) -> Option<String> {
        let token = self.token(cookies?)?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.get_mut(&digest(token))?;
        if now().duration_since(session.used) >= IDLE {
            return None;
        }
        session.used = now();
        Some(session.name.clone())
    }

    /// Closes a session; gives the `Set-Cookie` header that takes the cookie away.
    pub fn close(&self, cookies: Option<&str>) -> String {
        if let Some(token) = cookies.and_then(|c| self.token(c)) {
            self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&digest(token));
        }
        self.cookie("", 0)
    }

    fn cookie(&self, token: &str, seconds: u64) -> String {
        let (name, secure) = if self.tls { (COOKIE_TLS, "; Secure") } else { (COOKIE, "") };
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
    }

    fn token<'a>(&self, cookies: &'a str) -> Option<&'a str> {
        let wanted = if self.tls { COOKIE_TLS } else { COOKIE };
        cookies.split(';').filter_map(|c| c.trim().split_once('=')).find(|(n, _)| *n == wanted).map(|(_, v)| v)
    }

    /// How long a name still has to wait after too many mistaken passwords.
    pub fn waits(&self, name: &str) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let (times, since) = failures.get(name)?;
        let doublings = times.checked_sub(FREE_TRIES)?.min(16);
        let wait = WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
        wait.checked_sub(now().duration_since(*since)).filter(|left| !left.is_zero())
    }

    /// Remembers a mistaken password.
    pub fn failed(&self, name: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_NAMES {
            failures.retain(|_, (_, since)| now().duration_since(*since) < LONGEST_WAIT);
        }
        if failures.len() < MOST_NAMES || failures.contains_key(name) {
            let entry = failures.entry(name.to_owned()).or_insert((0, now()));
            *entry = (entry.0.saturating_add(1), now());
        }
    }

    /// Forgets a name's failures.
    pub fn succeeded(&self, name: &str) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_known_by_its_cookie_alone() {
        let sessions = Sessions::default();
        let set = sessions.open("reviewer-a");
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict") && !set.contains("Secure"));
        let cookie = set.split(';').next().unwrap();
        assert_eq!(sessions.name(Some(&format!("other=1; {cookie}"))).as_deref(), Some("reviewer-a"));
        assert_eq!(sessions.name(Some("unmuted=0000")), None);
        assert_eq!(sessions.name(None), None);
        sessions.close(Some(cookie));
        assert_eq!(sessions.name(Some(cookie)), None);
        let tls = Sessions::new(true);
        assert!(tls.open("a").starts_with("__Host-unmuted=") && tls.open("a").ends_with("; Secure"));
    }

    #[test]
    fn a_name_waits_after_too_many_mistakes() {
        let sessions = Sessions::default();
        for _ in 0..FREE_TRIES {
            assert_eq!(sessions.waits("a"), None);
            sessions.failed("a");
        }
        assert!(sessions.waits("a").is_some());
        assert_eq!(sessions.waits("b"), None);
        sessions.succeeded("a");
        assert_eq!(sessions.waits("a"), None);
    }
}
