//! `unmuted serve`: the page of every case in a folder, live. Everything that is done lands in the case's plain files
//! at once, as the commands write them; the server keeps nothing that they do not hold but who is signed in.

pub mod accounts;
pub mod api;
mod case;
mod events;
mod exhibit;
mod guard;
mod history;
mod lines;
mod media;
mod refused;
mod room;
mod sentences;
mod session;
mod shell;

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use miette::miette;

use crate::review::Options;
use crate::{Terminal, report};
use accounts::Accounts;
use guard::Reached;
use refused::{Answered, Refusal};
use room::Room;
use session::Sessions;

/// Where one signs in.
const SIGN_IN: &str = "/sign-in";
/// Where a page that was open when its session ended signs in again.
const SIGN_IN_AGAIN: &str = "/sign-in/again";
/// Where one signs out.
const SIGN_OUT: &str = "/sign-out";

/// The most that a page sends; a line or a statement is a few hundred bytes.
const MOST_BYTES: usize = 256 * 1024;

/// How often the files of open cases are looked at for changes from elsewhere.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What is served, and to whom.
#[derive(Clone, Debug)]
pub struct Serving {
    /// A folder of cases, or one case.
    pub dir: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address under which a proxy that keeps TLS reaches this server: `https://cases.example.org`.
    pub origin: Option<String>,
    /// Whose name is proposed where there are no accounts.
    pub by: String,
    /// How cases are reviewed.
    pub options: Options,
}

/// The server's state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] holds.
pub struct Inner {
    rooms: BTreeMap<String, Arc<Room>>,
    accounts: Option<Arc<Accounts>>,
    sessions: Sessions,
    reached: Reached,
    by: String,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Now, to the second, in UTC: for lines that say when somebody did something.
#[allow(clippy::disallowed_methods, reason = "when somebody did something is a fact about now")]
fn now() -> String {
    jiff::Timestamp::now().round(jiff::Unit::Second).map_or_else(|_| String::new(), |t| t.to_string())
}

#[allow(clippy::disallowed_methods, reason = "versions of a server that is started again must be later")]
fn seconds_now() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or(0)
}

fn instant() -> Instant {
    Instant::now()
}

/// Does what waits for the disk or computes, where it holds nobody up.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Answered<T> + Send + 'static) -> Answered<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| {
        Err(Refusal::failed("The program met a fault of its own.", "Try again; what was saved is saved."))
    })
}

/// The cases in a folder, by the names of their folders; the folder itself where it is a case.
fn cases(dir: &Path) -> miette::Result<BTreeMap<String, PathBuf>> {
    let is_case = |dir: &Path| dir.join(crate::case_files::case_toml::FILE).is_file();
    let name = |dir: &Path| dir.file_name().map(|n| n.to_string_lossy().into_owned());
    if is_case(dir) {
        // `.` has no name of its own.
        let whole = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
        return Ok([(name(&whole).unwrap_or_else(|| "case".to_owned()), dir.to_owned())].into());
    }
    let entries = fs::read_dir(dir).map_err(|e| miette!(help = "name a folder of cases", "{}: {e}", dir.display()))?;
    let found: BTreeMap<_, _> =
        entries.flatten().map(|e| e.path()).filter(|p| is_case(p)).filter_map(|p| Some((name(&p)?, p))).collect();
    if found.is_empty() {
        let help = "name a case's folder or the folder that holds cases, or make a case with: unmuted new DIR";
        return Err(miette!(help = help, "{} holds no case", dir.display()));
    }
    Ok(found)
}

/// Under which names a server at this address may be asked.
fn reached(listen: SocketAddr, origin: Option<&str>) -> miette::Result<Reached> {
    if let Some(origin) = origin {
        let host = origin.strip_prefix("https://").map(|h| h.trim_end_matches('/'));
        let host = host.filter(|h| !h.is_empty() && !h.contains('/')).ok_or_else(|| {
            miette!(help = "for example: --origin https://cases.example.org", "{origin:?} is no address with TLS")
        })?;
        return Ok(Reached { hosts: vec![host.to_owned()], scheme: "https" });
    }
    let port = listen.port();
    let mut hosts = vec![format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")];
    if port == 80 {
        hosts.extend(["127.0.0.1".to_owned(), "localhost".to_owned(), "[::1]".to_owned()]);
    }
    Ok(Reached { hosts, scheme: "http" })
}

/// Serves until it is stopped; `ready` is given the address once it listens.
///
/// # Errors
/// No case there, an address that cannot be listened at, or one that would show cases to a network without accounts or
/// without TLS.
pub fn run(serving: Serving, terminal: &Terminal, ready: impl FnOnce(&str, bool)) -> miette::Result<()> {
    let cases = cases(&serving.dir)?;
    let accounts = Accounts::load(&serving.dir)?.filter(|a| !a.all.is_empty());
    let loopback = serving.listen.ip().is_loopback();
    if !loopback && accounts.is_none() {
        let help = "leave --listen out, or make accounts first: unmuted account DIR add NAME --role owner";
        return Err(miette!(help = help, "without accounts, cases are served on this computer only"));
    }
    if !loopback && serving.origin.is_none() {
        let help = "put a proxy that keeps TLS in front and name its address: --origin https://cases.example.org \
                    (docs/serve.md)";
        return Err(miette!(help = help, "passwords and footage do not cross a network without TLS"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| miette!("the server cannot be started: {e}"))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(serving.listen).await.map_err(|e| {
            let help = "is another program there? Choose another with --port";
            miette!(help = help, "cannot listen at {}: {e}", serving.listen)
        })?;
        let at = listener.local_addr().map_err(|e| miette!("cannot listen: {e}"))?;
        let reached = reached(at, serving.origin.as_deref())?;
        let tls = reached.scheme == "https";
        let rooms = cases.into_iter().map(|(name, dir)| {
            let room = Room::new(name.clone(), dir, serving.options.clone(), terminal.clone());
            (name, Arc::new(room))
        });
        let app = App(Arc::new(Inner {
            rooms: rooms.collect(),
            accounts: accounts.map(Arc::new),
            sessions: Sessions::new(tls),
            reached,
            by: serving.by.clone(),
        }));
        ready(&format!("http://{at}/"), app.accounts.is_some());
        let watched = app.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                let open =
                    watched.rooms.values().filter(|r| r.events.receiver_count() > 0).cloned().collect::<Vec<_>>();
                let _looked = tokio::task::spawn_blocking(move || open.iter().for_each(|r| r.look())).await;
            }
        });
        // Open pages hold their stream of events for ever: nobody is waited for.
        tokio::select! {
            served = axum::serve(listener, router(app)) => served.map_err(|e| miette!("the server stopped: {e}")),
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
}

fn router(app: App) -> Router {
    let script = ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], report::SCRIPT);
    let style = ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], report::STYLE);
    let script = get(move || async move { script.into_response() });
    let style = get(move || async move { style.into_response() });
    Router::new()
        .route("/", get(shell::cases))
        .route(SIGN_IN, get(shell::sign_in_form).post(shell::sign_in))
        .route(SIGN_IN_AGAIN, post(shell::sign_in_again))
        .route(SIGN_OUT, post(shell::sign_out))
        .route("/assets/page.css", style.clone())
        .route("/cases/{case}/report/", get(shell::case))
        .route("/cases/{case}/report/assets/page.js", script)
        .route("/cases/{case}/report/assets/page.css", style)
        .route("/cases/{case}/report/data/review.js", get(shell::review_js))
        .route("/cases/{case}/report/data/waveforms.js", get(shell::waveforms_js))
        .route("/cases/{case}/report/data/live.js", get(shell::live_js))
        .route("/cases/{case}/report/data/review.json", get(shell::review_json))
        .route("/cases/{case}/report/media/{*file}", get(media::copy))
        .route("/cases/{case}/report/exhibits/{*file}", get(exhibit::file))
        .route("/cases/{case}/report/{*file}", get(media::rendered))
        .route("/cases/{case}/evidence/{*file}", get(media::evidence))
        .route("/cases/{case}/events", get(events::stream))
        .route("/cases/{case}/here", post(events::here))
        .route("/cases/{case}/history", get(lines::all))
        .route("/cases/{case}/lines", post(lines::add))
        .route("/cases/{case}/check", post(lines::check))
        .route("/cases/{case}/ask", post(sentences::ask))
        .route("/cases/{case}/statements", post(sentences::add))
        .route("/cases/{case}/clip", post(exhibit::make))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(axum::middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}
