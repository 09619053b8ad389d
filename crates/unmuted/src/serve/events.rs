//! What an open page is told as it happens: server-sent events (HTML Living Standard, section 9.2).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::error::RecvError;

use super::App;
use super::api::{Changed, Here};
use super::case::Case;
use super::refused::Answered;
use super::room::Event;
use super::said::Said;

/// How often a page is told that the connection still stands.
const ALIVE: Duration = Duration::from_secs(10);

/// The stream of one page. It begins with the version that there is, so that a page that was away knows what it missed.
pub async fn stream(
    State(app): State<App>,
    case: Case,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    let cookies = headers.get(header::COOKIE).and_then(|c| c.to_str().ok()).map(str::to_owned);
    let receiver = case.room.events.subscribe();
    let first =
        case.shown().ok().map(|s| Changed { version: s.version, why: String::new(), at: super::now(), failed: None });
    let begin = first.map(Event::Review).into_iter().chain([Event::Here]).collect::<Vec<_>>();
    let events = stream::unfold((app, case, cookies, receiver, begin.into_iter()), |state| async move {
        let (app, case, cookies, mut receiver, mut begin) = state;
        loop {
            if let Some(event) = begin.next() {
                return Some((Ok(told(&case, &event)), (app, case, cookies, receiver, begin)));
            }
            let event = receiver.recv().await;
            // Somebody who has signed out, or may no longer, hears nothing more.
            if !still(&app, &case, cookies.as_deref()) {
                return None;
            }
            match event {
                Ok(event) => return Some((Ok(told(&case, &event)), (app, case, cookies, receiver, begin))),
                // Too far behind: what counts is the newest.
                Err(RecvError::Lagged(_)) => {
                    let newest = case.shown().ok();
                    let changed = newest.map(|s| Changed {
                        version: s.version,
                        why: String::new(),
                        at: super::now(),
                        failed: None,
                    });
                    begin = changed.map(Event::Review).into_iter().chain([Event::Here]).collect::<Vec<_>>().into_iter();
                }
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))
}

/// Whether the one who listens is still who they were.
fn still(app: &App, case: &Case, cookies: Option<&str>) -> bool {
    let Some(accounts) = app.accounts.now() else { return true };
    let name = app.sessions.name(cookies).filter(|name| *name == case.who.name);
    name.and_then(|name| accounts.of(&name).cloned()).is_some_and(|a| {
        a.sees(&case.room.name) && a.role == case.who.role && a.sees_privileged() == case.who.privileged
    })
}

fn told(case: &Case, event: &Event) -> Sent {
    let (name, data) = match event {
        Event::Review(changed) => ("review", serde_json::to_string(changed)),
        Event::Working(working) => ("working", serde_json::to_string(working)),
        Event::Here => ("here", serde_json::to_string(&case.room.all_here())),
    };
    Sent::default().event(name).data(data.unwrap_or_default())
}

/// Where somebody is.
pub async fn here(case: Case, Said(here): Said<Here>) -> Answered<StatusCode> {
    // Without a name nobody can be told who it is.
    if let Ok(name) = case.by(Some(&here.name)) {
        case.room.is_here(&name, if here.at_s.is_finite() { here.at_s } else { 0.0 });
    }
    Ok(StatusCode::NO_CONTENT)
}
