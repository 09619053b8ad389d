//! The case that a request is about, and whether the asker may see it. Every handler below `/cases/` takes one, so
//! that none can forget to ask.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::App;
use super::api::Role;
use super::guard::Who;
use super::refused::{Answered, Refusal};
use super::room::{Room, Shown};

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
    /// The review that the asker may see.
    pub fn shown(&self) -> Answered<Arc<Shown>> {
        self.room.shown(self.who.privileged).ok_or_else(|| {
            let words = self.room.failed();
            let what = words.as_ref().map_or("The case is still being read.".to_owned(), |w| w.what.clone());
            let remedy = words.map_or("Wait a moment, and try again.".to_owned(), |w| w.remedy);
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, what, remedy)
        })
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
        let said = said.map(str::trim).filter(|s| !s.is_empty() && s.len() <= 100 && !s.contains(char::is_control));
        said.map(str::to_owned).ok_or_else(|| {
            let what = "A line in a case says who wrote it, and nobody is named.";
            Refusal::new(StatusCode::BAD_REQUEST, what, "Say who you are, in at most 100 characters.")
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
        let owners = app.accounts.as_ref().map(|a| a.owners()).unwrap_or_default();
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
