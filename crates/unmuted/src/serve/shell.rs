//! The pages that the server itself writes: the list of cases, signing in, and the page of a case with its live data.

use axum::Extension;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::api::{Live, SignIn};
use super::case::Case;
use super::guard::Who;
use super::refused::{Answered, Refusal};
use super::said::Said;
use super::{App, SIGN_IN};
use crate::report;

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A value in a URL's query (RFC 3986, section 3.4).
pub fn query(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"-._~/".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = std::fmt::Write::write_fmt(&mut out, format_args!("%{b:02X}"));
        }
        out
    })
}

fn page(title: &str, head: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n{head}\
         <title>{title} · unmuted</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"/assets/page.css\">\n</head>\n\
         <body class=\"plain work\">\n<div class=\"page\">\n{body}\n</div>\n</body>\n</html>\n",
        title = escape(title)
    ))
}

/// The list of cases that the asker may see.
pub async fn cases(State(app): State<App>, Extension(who): Extension<Who>) -> Html<String> {
    let rows: String = app
        .rooms
        .values()
        .filter(|r| who.sees(&r.name))
        .map(|room| {
            let title = room.shown(false).map(|s| s.review.case.title.clone());
            let title = title.or_else(|| room.title()).unwrap_or_else(|| room.name.clone());
            let (href, title, name) = (query(&room.name), escape(&title), escape(&room.name));
            format!("<li><a href=\"/cases/{href}/report/\">{title}</a> <span class=\"code\">{name}</span></li>\n")
        })
        .collect();
    let signed = if who.name.is_empty() {
        "<p>Served on this computer only.</p>".to_owned()
    } else {
        format!(
            "<form method=\"post\" action=\"/sign-out\"><p>{} <button class=\"btn\" type=\"submit\">Sign out</button></p></form>",
            escape(&who.name)
        )
    };
    let list = if rows.is_empty() {
        "<p>No case here that you may see.</p>".to_owned()
    } else {
        format!("<ul class=\"cases\">\n{rows}</ul>")
    };
    page("Cases", "", &format!("<h1>Cases</h1>\n{list}\n{signed}"))
}

/// The page of a case; while its first review is made, a page that says so and looks again.
pub async fn case(case: Case) -> Response {
    let Ok(shown) = case.shown() else {
        let (what, remedy) = case.room.failed().map_or_else(
            || ("Every recording is being listened to. This page looks again by itself.".into(), String::new()),
            |w| (w.what, w.remedy),
        );
        let body = format!(
            "<h1>{}</h1>\n<p role=\"status\">{}</p>\n<p>{}</p>",
            escape(&case.room.name),
            escape(&what),
            escape(&remedy)
        );
        // By a script, because a page with a fragment in its address is not loaded again by itself.
        let again = "<script src=\"/assets/again.js\"></script>\n";
        return (StatusCode::SERVICE_UNAVAILABLE, page(&case.room.name, again, &body)).into_response();
    };
    Html(report::live_shell(&shown.review.case.title)).into_response()
}

/// The review, as the page's script.
pub async fn review_js(case: Case) -> Answered<Response> {
    let shown = case.shown()?;
    let script = format!("window.UNMUTED_REVIEW = {};\n", shown.json.trim_end());
    Ok(([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script).into_response())
}

/// Waveforms, as the page's script.
pub async fn waveforms_js(case: Case) -> Answered<Response> {
    let shown = case.shown()?;
    Ok(([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], shown.waveforms.clone()).into_response())
}

/// The review again, after a change.
pub async fn review_json(case: Case) -> Answered<Response> {
    let shown = case.shown()?;
    let version = shown.version.to_string();
    let headers = [("content-type", "application/json".to_owned()), ("x-unmuted-version", version)];
    Ok((headers, shown.json.clone()).into_response())
}

/// What the page knows of the server.
pub async fn live_js(State(app): State<App>, case: Case) -> Answered<Response> {
    let shown = case.shown()?;
    let live = Live {
        case: case.room.name.clone(),
        name: if case.who.name.is_empty() { app.by.clone() } else { case.who.name.clone() },
        role: case.who.role,
        accounts: app.accounts.now().is_some(),
        ask: case.ask.clone(),
        version: shown.version,
        left_out: shown.review.totals.privileged_left_out > 0,
    };
    let script = report::assignment("UNMUTED_LIVE", &live).map_err(|r| Refusal::report(&r))?;
    Ok(([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script).into_response())
}

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The form with which one signs in.
pub async fn sign_in_form(Query(next): Query<Next>) -> Html<String> {
    form(&next.next, "", "")
}

fn form(next: &str, name: &str, wrong: &str) -> Html<String> {
    let (next, name, wrong) = (escape(next), escape(name), escape(wrong));
    let wrong = if wrong.is_empty() { wrong } else { format!("<p role=\"alert\">{wrong}</p>\n") };
    let body = format!(
        "<h1>Sign in</h1>\n<form class=\"sign\" method=\"post\" action=\"{SIGN_IN}\">\n{wrong}\
         <input type=\"hidden\" name=\"next\" value=\"{next}\">\n\
         <label class=\"f\">Name<input type=\"text\" name=\"name\" value=\"{name}\" autocomplete=\"username\" required autofocus></label>\n\
         <label class=\"f\">Password<input type=\"password\" name=\"password\" autocomplete=\"current-password\" required></label>\n\
         <p><button class=\"btn main\" type=\"submit\">Sign in</button></p>\n</form>"
    );
    page("Sign in", "", &body)
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Sent {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

const WRONG: &str = "That name and that password do not belong together.";

/// Signs in from the form.
pub async fn sign_in(State(app): State<App>, Form(sent): Form<Sent>) -> Response {
    match open(&app, &sent.name, &sent.password).await {
        Ok(cookie) => {
            // Only to a place on this server: never where a link from elsewhere says.
            let plain = sent.next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
            let local = plain && sent.next.starts_with('/') && !sent.next.starts_with("//");
            let to = if local { sent.next.as_str() } else { "/" };
            ([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response()
        }
        Err(refusal) => {
            let words = format!("{} {}", refusal.words.what, refusal.words.remedy);
            (refusal.status, form(&sent.next, &sent.name, words.trim())).into_response()
        }
    }
}

/// Signs in from a page that was open when its session ended.
pub async fn sign_in_again(State(app): State<App>, Said(sent): Said<SignIn>) -> Answered<Response> {
    let cookie = open(&app, &sent.name, &sent.password).await?;
    Ok(([(header::SET_COOKIE, cookie)], StatusCode::NO_CONTENT).into_response())
}

async fn open(app: &App, name: &str, password: &str) -> Answered<String> {
    let wrong = || Refusal::new(StatusCode::UNAUTHORIZED, WRONG, "");
    let Some(accounts) = app.accounts.now() else { return Err(wrong()) };
    if name.len() > super::accounts::MOST || password.len() > super::accounts::MOST {
        return Err(wrong());
    }
    app.sessions.attempt(name).map_err(|wait| {
        let remedy = format!("Try again in {} s.", wait.as_secs() + 1);
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many attempts with this name.", remedy)
    })?;
    // Each takes 19 MB and a tenth of a second: many at once wait for each other.
    let _turn = app.signing_in.acquire().await.ok();
    let (owned, password) = (name.to_owned(), password.to_owned());
    let right = super::blocking(move || Ok(accounts.check(&owned, &password).is_some())).await?;
    if !right {
        return Err(wrong());
    }
    app.sessions.succeeded(name);
    Ok(app.sessions.open(name))
}

/// Signs out.
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Response {
    let cookies = headers.get(header::COOKIE).and_then(|v| v.to_str().ok());
    ([(header::SET_COOKIE, app.sessions.close(cookies))], Redirect::to("/")).into_response()
}
