//! What every request passes before anything is done for it: is it for this server, is it from this server's own
//! page, and who asks. What every answer carries: that nothing else may run in it, frame it or keep it.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::api::Role;
use super::refused::Refusal;
use super::{App, SIGN_IN, SIGN_IN_AGAIN, SIGN_OUT};

/// Without inline script or style, and with nothing from anywhere else (CSP Level 3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The header that a page of another site cannot send without being asked first, and never will be allowed to.
pub const OWN: HeaderName = HeaderName::from_static("x-unmuted");

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The account; empty where there are none.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they see what is privileged.
    pub privileged: bool,
    /// Cases that they see; all where there are none.
    pub cases: std::collections::BTreeSet<String>,
}

impl Who {
    /// Whether they see a case.
    pub fn sees(&self, case: &str) -> bool {
        self.cases.is_empty() || self.cases.contains(case)
    }
}

/// Names under which this server is reached: what `Host` and `Origin` may be.
#[derive(Clone, Debug)]
pub struct Reached {
    /// `127.0.0.1:8080`, `localhost:8080`, `cases.example.org`.
    pub hosts: Vec<String>,
    /// `https` where a proxy in front keeps TLS.
    pub scheme: &'static str,
}

impl Reached {
    fn host(&self, host: &str) -> bool {
        self.hosts.iter().any(|h| h.eq_ignore_ascii_case(host))
    }

    fn origin(&self, origin: &str) -> bool {
        origin.split_once("://").is_some_and(|(scheme, host)| scheme == self.scheme && self.host(host))
    }
}

fn text(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// The first check of every request, and the headers of every answer.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let passed = check(&app, &request);
    let mut response = match passed {
        Ok(Some(who)) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        Ok(None) => next.run(request).await,
        Err(response) => response,
    };
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        // An exhibit's page has a stricter one for scripts, and its style within it.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Who asks; nobody only where somebody is about to sign in.
#[allow(clippy::result_large_err, reason = "the error is the answer")]
fn check(app: &App, request: &Request) -> Result<Option<Who>, Response> {
    let headers = request.headers();
    let host = text(headers, header::HOST).or_else(|| request.uri().host());
    // Another name that leads here is another site's (DNS rebinding).
    if !host.is_some_and(|h| app.reached.host(h)) {
        let remedy = format!("Open {}://{}/ instead.", app.reached.scheme, app.reached.hosts.first().map_or("", |h| h));
        return Err(
            Refusal::new(StatusCode::MISDIRECTED_REQUEST, "This server has another name.", remedy).into_response()
        );
    }
    let site = text(headers, "sec-fetch-site");
    let cross = |what: &str| {
        Err(Refusal::new(StatusCode::FORBIDDEN, what, "Open the page itself and do it there.").into_response())
    };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path();
    let signing_in = matches!(path, SIGN_IN | SIGN_IN_AGAIN);
    if reads {
        // A link from elsewhere opens a page; nothing else is taken from here by another site.
        let opens = text(headers, "sec-fetch-mode") == Some("navigate");
        if matches!(site, Some("cross-site" | "same-site")) && !opens {
            return cross("This was asked for by a page of another site.");
        }
    } else {
        let origin = text(headers, header::ORIGIN);
        if origin.is_some_and(|o| !app.reached.origin(o)) || matches!(site, Some("cross-site" | "same-site")) {
            return cross("This was sent by a page of another site.");
        }
        // The forms with which one signs in and out cannot send a header of their own; a browser sends its origin.
        let own = headers.contains_key(OWN) || (matches!(path, SIGN_IN | SIGN_OUT) && origin.is_some());
        if !own {
            return cross("This was not sent by the page of a case.");
        }
    }
    let Some(accounts) = &app.accounts else {
        let (name, cases) = (String::new(), Default::default());
        return Ok(Some(Who { name, role: Role::Owner, privileged: true, cases }));
    };
    let account = app.sessions.name(text(headers, header::COOKIE)).and_then(|name| accounts.of(&name).cloned());
    match account {
        Some(a) => Ok(Some(Who { role: a.role, privileged: a.sees_privileged(), name: a.name, cases: a.cases })),
        None if signing_in || path.starts_with("/assets/") => Ok(None),
        None if reads && text(headers, "sec-fetch-dest").is_none_or(|d| d == "document") => {
            let next = request.uri().path_and_query().map_or("/", |p| p.as_str());
            let to = format!("{SIGN_IN}?next={}", super::shell::query(next));
            Err(Redirect::to(&to).into_response())
        }
        None => Err(Refusal::new(StatusCode::UNAUTHORIZED, "You are not signed in.", "Sign in, and do it again.")
            .into_response()),
    }
}
