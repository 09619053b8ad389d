//! What an open page is told as it happens: server-sent events (HTML Living Standard, section 9.2).

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::error::RecvError;

use super::api::{Changed, Here};
use super::case::Case;
use super::refused::Answered;
use super::room::Event;

/// How often a page is told that the connection still stands.
const ALIVE: Duration = Duration::from_secs(10);

/// The stream of one page. It begins with the version that there is, so that a page that was away knows what it missed.
pub async fn stream(case: Case) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    let receiver = case.room.events.subscribe();
    let first = case.shown().ok().map(|s| Changed { version: s.version, why: String::new(), at: super::now() });
    let begin = first.map(Event::Review).into_iter().chain([Event::Here]).collect::<Vec<_>>();
    let events = stream::unfold((case, receiver, begin.into_iter()), |(case, mut receiver, mut begin)| async move {
        loop {
            if let Some(event) = begin.next() {
                return Some((Ok(told(&case, &event)), (case, receiver, begin)));
            }
            match receiver.recv().await {
                Ok(event) => return Some((Ok(told(&case, &event)), (case, receiver, begin))),
                // Too far behind: what counts is the newest.
                Err(RecvError::Lagged(_)) => {
                    let newest = case.shown().ok();
                    let changed = newest.map(|s| Changed { version: s.version, why: String::new(), at: super::now() });
                    begin = changed.map(Event::Review).into_iter().chain([Event::Here]).collect::<Vec<_>>().into_iter();
                }
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))
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
pub async fn here(case: Case, Json(here): Json<Here>) -> Answered<StatusCode> {
    // Without a name nobody can be told who it is.
    if let Ok(name) = case.by(Some(&here.name)) {
        case.room.is_here(&name, if here.at_s.is_finite() { here.at_s } else { 0.0 });
    }
    Ok(StatusCode::NO_CONTENT)
}
