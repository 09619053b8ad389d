//! The case that a request is about, and whether the asker may see it. Every handler below `/cases/` takes one, so
//! that none can forget to ask.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;

use tokio::sync::OwnedSemaphorePermit;
use unmuted_model::{RecordingTime, SourceId, Span};

use super::App;
use super::api::Role;
use super::guard::Who;
use super::refused::{Answered, Refusal};
use super::room::{Room, Shown};
use crate::case_files::CaseFiles;
use crate::case_files::marks_jsonl::Lengths;

/// A case, and who asks.
#[derive(Clone)]
pub struct Case {
    /// The case.
    pub room: Arc<Room>,
    /// Who asks.
    pub who: Who,
    /// Who may do more, in words; empty for an owner.
    pub ask: String,
}

impl Case {
    /// The review that the asker may see. Where what is privileged may have changed since it was made, those who do not
    /// see that wait for the next one.
    pub fn shown(&self) -> Answered<Arc<Shown>> {
        self.room.look();
        let shown = self.room.shown(self.who.privileged);
        let shown = shown.filter(|s| self.who.privileged || s.sources == self.room.sources_now());
        shown.ok_or_else(|| {
            let words = self.room.failed();
            let what = words.as_ref().map_or("The case is still being read.".to_owned(), |w| w.what.clone());
            let remedy = words.map_or("Wait a moment, and try again.".to_owned(), |w| w.remedy);
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, what, remedy)
        })
    }

    /// The case's files, as the asker may see them.
    pub fn files(&self) -> Answered<CaseFiles> {
        self.room.files(self.who.privileged)
    }

    /// How long each recording of the review is.
    pub fn lengths(&self) -> Lengths {
        let shown = self.room.shown(self.who.privileged);
        let recordings = shown.iter().flat_map(|s| &s.review.recordings);
        let at = RecordingTime::from_ns;
        recordings.map(|r| (SourceId::new(r.id.as_str()), Span::between(at(r.start_ns), at(r.end_ns)))).collect()
    }

    /// Waits until a question may be computed. Readers wait for each other, and nobody waits for them.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        self.room.turn(self.who.role > Role::Reader).await
    }

    /// Goes on only for those who may do this.
    pub fn may(&self, least: Role) -> Answered<()> {
        if self.who.role >= least { Ok(()) } else { Err(Refusal::role(&self.ask)) }
    }

    /// Who a line is by: the account, or, where there are none, the name that was said.
    pub fn by(&self, said: Option<&str>) -> Answered<String> {
        if !self.who.name.is_empty() {
            return Ok(self.who.name.clone());
        }
        let said = said.map(str::trim).unwrap_or_default();
        crate::names::of_a_person(said).map(str::to_owned).map_err(|remedy| {
            let what = "A line in a case says who wrote it, and nobody is named.";
            Refusal::new(StatusCode::BAD_REQUEST, what, format!("Say who you are: {remedy}."))
        })
    }
}

impl FromRequestParts<App> for Case {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let path: Path<BTreeMap<String, String>> =
            Path::from_request_parts(parts, app).await.map_err(|_| not_here())?;
        let name = path.get("case").ok_or_else(not_here)?;
        let who = parts.extensions.get::<Who>().cloned();
        let who = who.ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "You are not signed in.", "Sign in."))?;
        // A case that somebody may not see is to them as one that there is not.
        let room = app.rooms.get(name).filter(|_| who.sees(name)).cloned().ok_or_else(not_here)?;
        let owners = app.accounts.now().map(|a| a.owners(name)).unwrap_or_default();
        let ask = match who.role {
            Role::Owner => String::new(),
            Role::Reviewer | Role::Reader if owners.is_empty() => "Ask who runs this server".to_owned(),
            Role::Reviewer | Role::Reader => format!("Ask its owner, {owners}"),
        };
        Ok(Self { room, who, ask })
    }
}

fn not_here() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is no such case here.", "The list of cases is at /.")
}
