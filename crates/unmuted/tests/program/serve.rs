//! `unmuted serve`: what each role may do is what each can do, by requests as well as buttons; nothing that was
//! answered as saved is ever lost; evidence is only read.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{case_copy, unmuted};

/// A server on a port of its own; killed when dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(dir: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unmuted"));
        command.args(["--quiet", "serve", dir.to_str().unwrap(), "--port", "0"]).args(more);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Serving at http://").unwrap().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.try_ask(method, path, headers, body).unwrap()
    }

    fn try_ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let has = |name: &str| headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
        let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        if !has("host") {
            text += &format!("host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{text}\r\n{body}").as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let cut = bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let cut = cut.ok_or_else(|| std::io::Error::other("the answer was cut short"))?;
        let head = String::from_utf8_lossy(&bytes[..cut]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Ok(Answer { status, head: head.to_lowercase(), body: bytes[cut + 4..].to_vec() })
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    fn post(&self, path: &str, body: &Value, more: &[(&str, &str)]) -> Answer {
        let own = [("content-type", "application/json"), ("x-unmuted", "1")];
        self.ask("POST", path, &[&own[..], more].concat(), &body.to_string())
    }

    /// Waits until the case has been reviewed.
    fn ready(&self, case: &str, more: &[(&str, &str)]) {
        for _ in 0..600 {
            if self.ask("GET", &format!("/cases/{case}/report/"), more, "").status == 200 {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the case was not reviewed");
    }

    /// Signs in; gives the cookie.
    fn sign_in(&self, name: &str, password: &str) -> Result<String, Answer> {
        let origin = format!("http://{}", self.address);
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin.as_str())];
        let body = format!("name={name}&password={}&next=/", password.replace(' ', "+"));
        let answer = self.ask("POST", "/sign-in", &headers, &body);
        let cookie = answer.head.lines().find_map(|l| l.strip_prefix("set-cookie: ")?.split(';').next());
        cookie.map(str::to_owned).filter(|_| answer.status == 303).ok_or(answer)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A folder that holds the exercise under its own name.
fn cases() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let case = case_copy("exercise");
    Command::new("cp").arg("-r").arg(case.path()).arg(dir.path().join("exercise")).status().unwrap();
    dir
}

fn mark(n: usize) -> Value {
    json!({"do": "mark", "by": "reviewer-x", "source": "camera-3", "kind": "aid.begun",
           "span": ["1:00.1", "1:00.4"], "words": format!("number {n}"), "once": format!("w{n}")})
}

fn lines_of(dir: &Path) -> Vec<Value> {
    let text = fs::read_to_string(dir.join("exercise/marks.jsonl")).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect()
}

#[test]
fn a_line_is_on_the_disk_when_it_is_answered_and_the_review_follows() {
    let dir = cases();
    let server = Server::start(dir.path(), &[]);
    server.ready("exercise", &[]);
    let before = server.get("/cases/exercise/report/data/review.json").json();
    let written = server.post("/cases/exercise/lines", &mark(1), &[]);
    assert_eq!(written.status, 200, "{}", written.text());
    let written = written.json();
    let last = lines_of(dir.path()).pop().unwrap();
    assert_eq!(last["id"], written["id"]);
    assert_eq!((last["by"].as_str(), last["words"].as_str()), (Some("reviewer-x"), Some("number 1")));
    // Sent again, because its answer was lost: it is written once.
    let again = server.post("/cases/exercise/lines", &mark(1), &[]).json();
    assert_eq!(again["id"], written["id"]);
    assert_eq!(lines_of(dir.path()).len(), 52);
    // A review with it follows.
    let events = |review: &Value| review["events"].as_array().unwrap().len();
    let mut after = before.clone();
    for _ in 0..100 {
        after = server.get("/cases/exercise/report/data/review.json").json();
        if events(&after) > events(&before) {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(events(&after), events(&before) + 1);
    // What it decides was computed beside it before it was saved.
    let checked = server.post("/cases/exercise/check", &mark(2), &[]).json();
    assert!(checked["refused"].is_null() && checked["line"].as_str().unwrap().contains("m53"), "{checked}");
    assert_eq!(lines_of(dir.path()).len(), 52, "a line that is only tried is not written");
    // Taken back, the case is as it was.
    let undo = json!({"do": "undo", "by": "reviewer-x", "target": written["id"]});
    assert_eq!(server.post("/cases/exercise/lines", &undo, &[]).status, 200);
    let history = server.get("/cases/exercise/history?by=reviewer-x").json();
    let line = &history["lines"][51];
    assert_eq!((line["standing"].as_str(), line["can_undo"].as_bool()), (Some("undone"), Some(false)));
}

#[test]
fn what_does_not_fit_is_refused_with_the_remedy() {
    let dir = cases();
    let server = Server::start(dir.path(), &[]);
    let mut wrong = mark(1);
    wrong["source"] = json!("camera-9");
    let answer = server.post("/cases/exercise/lines", &wrong, &[]);
    assert_eq!(answer.status, 422);
    assert_eq!(answer.json()["remedy"], "did you mean \"camera-1\"?");
    let mut nobody = mark(1);
    nobody["by"] = Value::Null;
    assert_eq!(server.post("/cases/exercise/lines", &nobody, &[]).status, 400);
    assert_eq!(server.post("/cases/exercise/lines", &json!({"do": "paint"}), &[]).status, 400);
    let unknown = server.post("/cases/exercise/lines", &json!({"do": "mark", "by": "a", "color": "red"}), &[]);
    assert_eq!(unknown.status, 422);
    assert_eq!(server.post("/cases/nothing/lines", &mark(1), &[]).status, 404);
    assert_eq!(lines_of(dir.path()).len(), 51);
}

#[test]
fn a_sentence_is_answered_as_it_is_written() {
    let dir = cases();
    let server = Server::start(dir.path(), &[]);
    let ask = |s: &str| server.post("/cases/exercise/ask", &json!({"sentence": s}), &[]).json();
    let typo = ask("time from last shot to aid.begn <= 60 s");
    assert_eq!((typo["error"]["from"].as_u64(), typo["error"]["to"].as_u64()), (Some(23), Some(31)));
    assert!(typo["error"]["help"].as_str().unwrap().contains("aid.begun"));
    let reads = ask("time from last shot to first aid.begun <= 60 s");
    assert_eq!(reads["reads"]["verdict"], "contradicted");
    assert!(reads["reads"]["reading"].as_str().unwrap().starts_with("From the last shot"));
    let begun =
        server.post("/cases/exercise/ask", &json!({"sentence": "time from last aid.b", "cursor": 20}), &[]).json();
    let first = &begun["completions"][0];
    assert_eq!((first["word"].as_str(), first["from"].as_u64()), (Some("aid.begun"), Some(15)), "{begun}");

    let statement = json!({"written_by": "reviewer-x", "by": "officer-1", "quote": "Within a minute.", "said": "2026-05-15",
        "setting": "interview", "watched_video_first": "no", "found_source": "interviews", "found_page": "4",
        "sentence": "time from last shot to first aid.begun <= 60 s", "not_testable": ""});
    let added = server.post("/cases/exercise/statements", &statement, &[]);
    assert_eq!(added.status, 200, "{}", added.text());
    let id = added.json()["id"].clone();
    assert_eq!(server.post("/cases/exercise/statements", &statement, &[]).json()["id"], id, "sent twice, written once");
    let tested = unmuted(&["test", dir.path().join("exercise").to_str().unwrap(), "--only", id.as_str().unwrap()]);
    assert!(String::from_utf8_lossy(&tested.stdout).contains("Within a minute."));
    let mut broken = statement.clone();
    broken["sentence"] = json!("time from last shot to aid.begn <= 60 s");
    broken["quote"] = json!("Another.");
    assert_eq!(server.post("/cases/exercise/statements", &broken, &[]).status, 422);
}

#[test]
fn another_sites_page_can_do_nothing_and_read_nothing() {
    let dir = cases();
    let server = Server::start(dir.path(), &[]);
    let path = "/cases/exercise/lines";
    let body = mark(1).to_string();
    let json = ("content-type", "application/json");
    let own = ("x-unmuted", "1");
    for headers in [
        vec![json],
        vec![json, own, ("origin", "http://evil.example")],
        vec![json, own, ("sec-fetch-site", "cross-site")],
        vec![("content-type", "text/plain"), ("origin", "null")],
    ] {
        assert_eq!(server.ask("POST", path, &headers, &body).status, 403, "{headers:?}");
    }
    let renamed = [json, own, ("host", "evil.example")];
    assert_eq!(server.ask("POST", path, &renamed, &body).status, 421, "another name that leads here");
    let script = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")];
    assert_eq!(server.ask("GET", "/cases/exercise/report/data/review.js", &script, "").status, 403);
    assert_eq!(lines_of(dir.path()).len(), 51);
    let page = server.get("/");
    let policy = page.head.lines().find(|l| l.starts_with("content-security-policy")).unwrap().to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn only_what_the_page_plays_is_given_by_ranges() {
    let dir = cases();
    let evidence = dir.path().join("exercise/evidence/camera-1.mp4");
    let before = (fs::read(&evidence).unwrap(), fs::metadata(&evidence).unwrap().modified().unwrap());
    let server = Server::start(dir.path(), &[]);
    server.ready("exercise", &[]);
    let range = server.ask("GET", "/cases/exercise/evidence/camera-1.mp4", &[("range", "bytes=100-199")], "");
    assert_eq!((range.status, range.body.as_slice()), (206, &before.0[100..200]));
    for path in [
        "/cases/exercise/evidence/interviews.txt",
        "/cases/exercise/evidence/../case.toml",
        "/cases/exercise/evidence/%2e%2e/case.toml",
        "/cases/exercise/report/exhibits/../../case.toml",
        "/cases/exercise/report/exhibits/%2e%2e%2f%2e%2e%2fcase.toml",
        "/cases/exercise/case.toml",
        "/cases/exercise/marks.jsonl",
        "/cases/../accounts.toml",
        "/accounts.toml",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert_eq!(before, (fs::read(&evidence).unwrap(), fs::metadata(&evidence).unwrap().modified().unwrap()));
}

const PASSWORD: &str = "a sentence that nobody says";

fn account(dir: &Path, name: &str, role: &str, more: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unmuted"));
    command.args(["account", dir.to_str().unwrap(), "add", name, "--role", role, "--password-stdin"]).args(more);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_each_role_may_do_is_what_each_can_do() {
    let dir = cases();
    let privileged = r#"{"id":"m90","do":"mark","by":"counsel","at":"2026-05-20T10:00:00Z","source":"camera-1","kind":"shot","span":["1:30.1","1:30.2"],"words":"our theory","privileged":true}"#;
    let marks = dir.path().join("exercise/marks.jsonl");
    fs::write(&marks, format!("{}{privileged}\n", fs::read_to_string(&marks).unwrap())).unwrap();
    account(dir.path(), "owner", "owner", &[]);
    account(dir.path(), "reviewer-x", "reviewer", &[]);
    account(dir.path(), "counsel", "reviewer", &["--privileged"]);
    account(dir.path(), "newsroom", "reader", &[]);
    account(dir.path(), "elsewhere", "owner", &["--case", "another"]);
    let server = Server::start(dir.path(), &[]);

    // Nobody without a session.
    assert_eq!(server.get("/cases/exercise/report/data/review.json").status, 303, "a page goes to sign in");
    let fetch = [("sec-fetch-dest", "empty")];
    assert_eq!(server.ask("GET", "/cases/exercise/report/data/review.json", &fetch, "").status, 401);
    assert_eq!(server.post("/cases/exercise/lines", &mark(1), &[]).status, 401);
    assert_eq!(
        server.ask("GET", "/cases/exercise/evidence/camera-1.mp4", &[("sec-fetch-dest", "video")], "").status,
        401
    );
    assert!(server.sign_in("owner", "something else entirely").is_err());
    assert!(server.sign_in("nobody", PASSWORD).is_err());

    let cookies: Vec<String> = ["owner", "reviewer-x", "counsel", "newsroom", "elsewhere"]
        .iter()
        .map(|n| server.sign_in(n, PASSWORD).unwrap_or_else(|a| panic!("{n}: {}", a.text())))
        .collect();
    server.ready("exercise", &[("cookie", &cookies[0])]);
    let base = "/cases/exercise";
    let statement = json!({"by": "officer-1", "quote": "q", "said": "", "setting": "", "watched_video_first": "",
        "found_source": "", "found_page": "", "sentence": "", "not_testable": ""});
    let post = |path: &str, body: &Value, who: usize| {
        server.post(&format!("{base}/{path}"), body, &[("cookie", &cookies[who])]).status
    };
    // owner, reviewer, reviewer who sees what is privileged, reader, owner of another case
    assert_eq!([0, 1, 2, 3, 4].map(|w| post("lines", &mark(10 + w), w)), [200, 200, 200, 403, 404]);
    assert_eq!([0, 1, 2, 3, 4].map(|w| post("check", &mark(20 + w), w)), [200, 200, 200, 403, 404]);
    let statements = [0, 1, 2, 3, 4].map(|w| {
        let mut own = statement.clone();
        own["quote"] = json!(format!("quote {w}"));
        post("statements", &own, w)
    });
    assert_eq!(statements, [200, 200, 200, 403, 404]);
    assert_eq!([0, 1, 2, 3, 4].map(|w| post("ask", &json!({"sentence": "some shot"}), w)), [200, 200, 200, 200, 404]);
    let mut secret = mark(30);
    secret["privileged"] = json!(true);
    assert_eq!([0, 1, 2, 3].map(|w| post("lines", &secret, w)), [200, 403, 200, 403]);

    // A line is by who signed in, whatever the request says.
    let by: Vec<String> =
        lines_of(dir.path()).iter().rev().take(5).map(|l| l["by"].as_str().unwrap().to_owned()).collect();
    assert!(!by.contains(&"newsroom".to_owned()) && by.contains(&"owner".to_owned()), "{by:?}");

    // What is privileged is seen by those who may, in the review and in the history.
    let get = |path: &str, who: usize| server.ask("GET", &format!("{base}/{path}"), &[("cookie", &cookies[who])], "");
    for path in ["report/data/review.json", "report/data/review.js", "report/timeline.csv", "history"] {
        let sees = [0, 1, 2, 3].map(|w| get(path, w).text().contains("our theory"));
        assert_eq!(sees, [true, false, true, false], "{path}");
    }
    assert_eq!(get("report/", 4).status, 404);
    assert!(!server.ask("GET", "/", &[("cookie", &cookies[4])], "").text().contains("Exercise 7"));

    // Nor is it in what every open page is told.
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let head = format!("GET {base}/events HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\n\r\n", server.address, cookies[3]);
    stream.write_all(head.as_bytes()).unwrap();
    secret["words"] = json!("our other theory");
    secret["once"] = json!("w31");
    assert_eq!(post("lines", &secret, 0), 200);
    let (mut told, mut buffer) = (String::new(), [0; 4096]);
    for _ in 0..100 {
        if let Ok(n) = stream.read(&mut buffer) {
            told += &String::from_utf8_lossy(&buffer[..n]);
        }
        if told.contains("owner wrote something") {
            break;
        }
    }
    assert!(told.contains("owner wrote something") && !told.contains("theory"), "{told}");

    // Another's line can be answered, not undone.
    let undo = json!({"do": "undo", "target": "m1"});
    assert_eq!([0, 1].map(|w| post("lines", &undo, w)), [422, 422]);
    // Signed out is signed out.
    let origin = format!("http://{}", server.address);
    server.ask("POST", "/sign-out", &[("cookie", &cookies[1]), ("origin", &origin)], "");
    assert_eq!(post("lines", &mark(40), 1), 401);
}

#[test]
fn cases_are_shown_to_no_network_without_accounts_and_tls() {
    let dir = cases();
    let run = |more: &[&str]| unmuted(&[&["serve", dir.path().to_str().unwrap(), "--port", "0"], more].concat());
    let open = run(&["--listen", "0.0.0.0"]);
    assert!(String::from_utf8_lossy(&open.stderr).contains("without accounts"));
    account(dir.path(), "owner", "owner", &[]);
    let plain = run(&["--listen", "0.0.0.0"]);
    assert!(String::from_utf8_lossy(&plain.stderr).contains("without TLS"));
    let not_tls = run(&["--origin", "http://cases.example.org"]);
    assert!(String::from_utf8_lossy(&not_tls.stderr).contains("no address with TLS"));
    assert!([open, plain, not_tls].iter().all(|o| o.status.code() == Some(2)));
    let server = Server::start(dir.path(), &["--origin", "https://cases.example.org"]);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("host", "cases.example.org"),
        ("origin", "https://cases.example.org"),
    ];
    let signed =
        server.ask("POST", "/sign-in", &headers, &format!("name=owner&password={}", PASSWORD.replace(' ', "+")));
    assert!(signed.head.contains("set-cookie: __host-unmuted=") && signed.head.contains("; secure"), "{}", signed.head);
    assert_eq!(server.get("/").status, 421);
}

/// Kills the server while lines are being sent, many times; every line that was answered is in the file, once, and
/// every line in the file can be read.
#[test]
fn a_killed_server_loses_no_answered_line() {
    const KILLS: usize = 100;
    let dir = cases();
    let own = [("content-type", "application/json"), ("x-unmuted", "1")];
    let mut answered = Vec::new();
    let mut n = 0;
    for kill in 0..KILLS {
        let mut server = Server::start(dir.path(), &[]);
        let mut send = |server: &Server| {
            // One that was not answered is sent again by the next server's page, and is written once.
            match server.try_ask("POST", "/cases/exercise/lines", &own, &mark(n).to_string()) {
                Ok(answer) if answer.status == 200 => answered.push((n, answer.json()["id"].clone())),
                Ok(answer) => panic!("{}", answer.text()),
                Err(_) => return false,
            }
            n += 1;
            true
        };
        assert!(send(&server));
        let pid = server.child.id().to_string();
        // At another moment each time, also in the midst of writing.
        let after = Duration::from_micros((kill as u64 * 7_919) % 30_000);
        let killer = std::thread::spawn(move || {
            std::thread::sleep(after);
            Command::new("kill").args(["-9", &pid]).status().unwrap()
        });
        while send(&server) {}
        killer.join().unwrap();
        server.child.wait().unwrap();
    }
    let lines = lines_of(dir.path());
    for (n, id) in &answered {
        let own: Vec<&Value> = lines.iter().filter(|l| l["once"] == format!("w{n}")).collect();
        assert_eq!(own.len(), 1, "line {n}");
        assert_eq!(own[0]["id"], *id);
    }
    println!("{KILLS} kills, {} lines answered, {} in the file", answered.len(), lines.len() - 51);
    assert!(answered.len() >= KILLS);
}

#[test]
fn two_reviewers_at_once_lose_nothing() {
    let dir = cases();
    let server = Server::start(dir.path(), &[]);
    let address = server.address.clone();
    std::thread::scope(|scope| {
        for who in ["reviewer-x", "reviewer-y"] {
            let (server, address) = (&server, &address);
            scope.spawn(move || {
                for n in 0..15 {
                    let mut line = mark(n);
                    line["by"] = json!(who);
                    assert_eq!(server.post("/cases/exercise/lines", &line, &[]).status, 200, "{address}");
                    let statement = json!({"written_by": who, "by": "officer-1", "quote": format!("{who} {n}"), "said": "",
                        "setting": "", "watched_video_first": "", "found_source": "", "found_page": "", "sentence": "",
                        "not_testable": ""});
                    assert_eq!(server.post("/cases/exercise/statements", &statement, &[]).status, 200);
                }
            });
        }
    });
    let lines = lines_of(dir.path());
    let ids: std::collections::BTreeSet<_> = lines.iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((lines.len(), ids.len()), (81, 81));
    let statements = fs::read_to_string(dir.path().join("exercise/statements.toml")).unwrap();
    assert_eq!(statements.matches("quote = \"reviewer-").count(), 30);
    // One person in two places changes one line twice: both are kept, neither wins.
    let target = lines.iter().find(|l| l["by"] == "reviewer-x").unwrap()["id"].clone();
    let two = json!({"do": "mark", "by": "reviewer-x", "source": "camera-3", "kind": "aid.begun",
        "span": ["1:00.1", "1:00.3"], "supersedes": target});
    let first = server.post("/cases/exercise/lines", &two, &[]).json();
    assert_eq!(first["conflict"], "");
    let second = server.post("/cases/exercise/lines", &two, &[]).json();
    assert!(second["conflict"].as_str().unwrap().contains("is changed in 2 ways"), "{second}");
    let history = server.get("/cases/exercise/history?by=reviewer-x").json();
    assert_eq!(history["conflicts"][0]["lines"].as_array().unwrap().len(), 2);
    let undo = json!({"do": "undo", "by": "reviewer-x", "target": first["id"]});
    assert_eq!(server.post("/cases/exercise/lines", &undo, &[]).status, 200);
    let history = server.get("/cases/exercise/history?by=reviewer-x").json();
    assert!(history["conflicts"].as_array().unwrap().is_empty());
}

#[test]
fn an_exhibit_is_taken_and_shown_without_any_script() {
    let dir = cases();
    let server = Server::start(dir.path(), &[]);
    server.ready("exercise", &[]);
    let clip = json!({"by": "reviewer-x", "from_s": 118.0, "to_s": 124.0, "recordings": ["camera-1"]});
    let made = server.post("/cases/exercise/clip", &clip, &[]);
    assert_eq!(made.status, 200, "{}", made.text());
    let made = made.json();
    let page = server.get(&format!("/cases/exercise/report/{}", made["address"].as_str().unwrap()));
    assert_eq!(page.status, 200);
    let policy = page.head.lines().find(|l| l.starts_with("content-security-policy")).unwrap().to_owned();
    assert!(!policy.contains("script-src") && policy.contains("default-src 'none'"), "{policy}");
    let custody = fs::read_to_string(dir.path().join("exercise/custody.jsonl")).unwrap();
    let last: Value = serde_json::from_str(custody.lines().last().unwrap()).unwrap();
    assert_eq!((last["action"].as_str(), last["by"].as_str()), (Some("export"), Some("reviewer-x")));
    let outside = json!({"by": "reviewer-x", "from_s": 1e9, "to_s": 2e9, "recordings": []});
    assert_eq!(server.post("/cases/exercise/clip", &outside, &[]).status, 422);
}

#[test]
fn what_is_changed_elsewhere_is_seen() {
    let dir = cases();
    let server = Server::start(dir.path(), &[]);
    server.ready("exercise", &[]);
    let path = dir.path().join("exercise");
    let done = unmuted(&[
        "mark",
        path.to_str().unwrap(),
        "add",
        "camera-3",
        "shot",
        "0:10.1",
        "0:10.2",
        "--by",
        "me",
        "--words",
        "from the terminal",
    ]);
    assert!(done.status.success());
    // The page asks again.
    for _ in 0..100 {
        server.get("/cases/exercise/report/");
        if server.get("/cases/exercise/report/data/review.json").text().contains("from the terminal") {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the review was not made again");
}
