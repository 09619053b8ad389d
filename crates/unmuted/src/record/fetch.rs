//! Fetching a list from its publisher: one request at a time, taken up where it broke off, and never twice for nothing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use miette::miette;
use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT_ENCODING, ETAG, IF_RANGE, LAST_MODIFIED, RANGE, RETRY_AFTER, USER_AGENT};
use serde::{Deserialize, Serialize};

/// More than any list has.
const LONGEST: u64 = 1 << 30;
/// How often a request is tried again that failed for a reason that may pass.
const RETRIES: u32 = 3;

/// What is known of a file that was fetched in part.
#[derive(Serialize, Deserialize)]
struct Half {
    url: String,
    /// What tells one version of the file from another, as the server gave it.
    version: Option<String>,
}

/// A file that was fetched.
pub struct Fetched {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Bytes that were there from a fetch that broke off.
    pub taken_up: u64,
}

/// Where parts of a file lie until it is complete.
fn part(folder: &Path, url: &str) -> (PathBuf, PathBuf) {
    let name = unmuted_record::store::digest(url.as_bytes());
    let name = name.get(..16).unwrap_or(&name);
    (folder.join(format!(".fetch-{name}.part")), folder.join(format!(".fetch-{name}.json")))
}

/// Fetches a file; parts are kept in `folder`. `wait` is the pause before the first retry; it doubles.
///
/// # Errors
/// What was wanted, what was answered, and what to do.
pub fn fetch(url: &str, folder: &Path, wait: Duration) -> miette::Result<Fetched> {
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return Err(miette!(help = "give an address that begins with https://", "{url} cannot be fetched"));
    }
    let client = Client::builder()
        .timeout(Duration::from_secs(120))
        .build()
        .map_err(|e| miette!("the network cannot be used: {e}"))?;
    fs::create_dir_all(folder).map_err(|e| miette!("{} cannot be made: {e}", folder.display()))?;
    let (part, about) = part(folder, url);
    let mut taken_up = None;
    let mut pause = wait;
    for attempt in 0..=RETRIES {
        if attempt > 0 {
            std::thread::sleep(pause);
            pause *= 2;
        }
        let last = attempt == RETRIES;
        match once(&client, url, &part, &about, &mut taken_up) {
            Ok(()) => {
                let bytes = fs::read(&part).map_err(|e| miette!("{} cannot be read: {e}", part.display()))?;
                let _ = fs::remove_file(&part);
                let _ = fs::remove_file(&about);
                return Ok(Fetched { bytes, taken_up: taken_up.unwrap_or(0) });
            }
            Err(Failed::MayPass(why, later)) if !last => {
                // A server that says when to come again is not asked before.
                pause = pause.max(later.unwrap_or_default()).min(Duration::from_secs(60));
                let _ = why;
            }
            Err(Failed::MayPass(why, _)) => {
                return Err(miette!(
                    help = "what arrived is kept: run the command again to take it up",
                    "{url} was not fetched: {why}"
                ));
            }
            Err(Failed::Final(why)) => {
                return Err(miette!(
                    help = "open the address in a browser; save the file there and use: unmuted record add LIST FILE",
                    "{url} was not fetched: {why}"
                ));
            }
        }
    }
    Err(miette!("{url} was not fetched"))
}

enum Failed {
    MayPass(String, Option<Duration>),
    Final(String),
}

fn once(client: &Client, url: &str, part: &Path, about: &Path, taken_up: &mut Option<u64>) -> Result<(), Failed> {
    let disk = |e: io::Error| Failed::Final(format!("the disk: {e}"));
    let half: Option<Half> = fs::read_to_string(about).ok().and_then(|t| serde_json::from_str(&t).ok());
    let have = fs::metadata(part).map(|m| m.len()).unwrap_or(0);
    // Only a version that can be told from others can be taken up.
    let version = half.filter(|h| h.url == url).and_then(|h| h.version).filter(|_| have > 0);
    let mut request = client
        .get(url)
        .header(USER_AGENT, concat!("unmuted/", env!("CARGO_PKG_VERSION")))
        // The publisher's bytes, as they are.
        .header(ACCEPT_ENCODING, "identity");
    if let Some(version) = &version {
        request = request.header(RANGE, format!("bytes={have}-")).header(IF_RANGE, version);
    }
    let answer = request.send().map_err(|e| {
        let why = if e.is_timeout() { "no answer within two minutes".to_owned() } else { without_address(&e) };
        Failed::MayPass(why, None)
    })?;
    let status = answer.status();
    let later = answer.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.parse().ok()).map(Duration::from_secs);
    let from = match status {
        StatusCode::PARTIAL_CONTENT if version.is_some() && begins_at(&answer) == Some(have) => have,
        StatusCode::OK => 0,
        // All of it is there already, or it was changed: from the beginning.
        StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PARTIAL_CONTENT => {
            let _ = fs::remove_file(part);
            let _ = fs::remove_file(about);
            return Err(Failed::MayPass(format!("the server answered {status} to a part"), None));
        }
        s if s.is_server_error() || s == StatusCode::TOO_MANY_REQUESTS => {
            return Err(Failed::MayPass(format!("the server answered {status}"), later));
        }
        _ => return Err(Failed::Final(format!("the server answered {status}"))),
    };
    let length = answer.content_length().map(|l| l + from);
    if length.is_some_and(|l| l > LONGEST) {
        return Err(Failed::Final("it has more than a thousand million bytes".to_owned()));
    }
    if from > 0 {
        taken_up.get_or_insert(from);
    } else {
        let strong = |v: &str| !v.starts_with("W/");
        let header = |name| answer.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let version = header(ETAG).filter(|v| strong(v)).or_else(|| header(LAST_MODIFIED));
        let half = Half { url: url.to_owned(), version };
        let text = serde_json::to_string(&half).map_err(|e| Failed::Final(e.to_string()))?;
        fs::write(about, text).map_err(disk)?;
    }
    let file = if from > 0 { OpenOptions::new().append(true).open(part) } else { File::create(part) };
    let mut file = file.map_err(disk)?;
    let got = copy(answer, &mut file, LONGEST - from)?;
    file.sync_all().map_err(disk)?;
    match length {
        Some(l) if from + got < l => {
            Err(Failed::MayPass(format!("it broke off after {} of {l} bytes", from + got), None))
        }
        _ => Ok(()),
    }
}

/// Copies an answer; what arrived before it broke off stays.
fn copy(mut answer: Response, file: &mut File, most: u64) -> Result<u64, Failed> {
    let mut buffer = vec![0; 1 << 16];
    let mut got = 0_u64;
    loop {
        let n = match answer.read(&mut buffer) {
            Ok(0) => return Ok(got),
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => {
                let _ = file.sync_all();
                return Err(Failed::MayPass(format!("it broke off after {got} bytes"), None));
            }
        };
        got += n as u64;
        if got > most {
            return Err(Failed::Final("it has more than a thousand million bytes".to_owned()));
        }
        let bytes = buffer.get(..n).unwrap_or_default();
        file.write_all(bytes).map_err(|e| Failed::Final(format!("the disk: {e}")))?;
    }
}

/// The first byte that a part begins with: `Content-Range: bytes 100-199/200`.
fn begins_at(answer: &Response) -> Option<u64> {
    let range = answer.headers().get("content-range")?.to_str().ok()?;
    range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

/// The causes of an error, without the address, which stands before them already.
fn without_address(e: &reqwest::Error) -> String {
    let mut words = String::new();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(e);
    while let Some(c) = cause {
        words = c.to_string();
        cause = c.source();
    }
    if words.is_empty() { "no connection".to_owned() } else { words }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::sync::{Arc, Mutex};

    use super::*;

    type Answer = Box<dyn Fn(&str) -> Vec<u8> + Send>;

    /// A server that gives one answer to each request in turn, and keeps the requests.
    fn server(answers: Vec<Answer>) -> (String, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/list.csv", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = String::new();
                let mut lines = BufReader::new(stream.try_clone().unwrap());
                loop {
                    let mut line = String::new();
                    lines.read_line(&mut line).unwrap();
                    if line.trim().is_empty() {
                        break;
                    }
                    request.push_str(&line.to_lowercase());
                }
                let bytes = answer(&request);
                kept.lock().unwrap().push(request);
                let _ = stream.write_all(&bytes);
            }
        });
        (address, asked)
    }

    fn whole(body: &'static str) -> Answer {
        Box::new(move |_| {
            format!(
                "HTTP/1.1 200 OK\r\netag: \"v1\"\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        })
    }
    fn cut(body: &'static str, at: usize) -> Answer {
        Box::new(move |_| {
            let head = format!(
                "HTTP/1.1 200 OK\r\netag: \"v1\"\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            [head.as_bytes(), &body.as_bytes()[..at]].concat()
        })
    }
    fn rest(body: &'static str, from: usize) -> Answer {
        Box::new(move |_| {
            let rest = &body[from..];
            let range = format!("content-range: bytes {from}-{}/{}", body.len() - 1, body.len());
            format!(
                "HTTP/1.1 206 Partial Content\r\n{range}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{rest}",
                rest.len()
            )
            .into_bytes()
        })
    }
    fn status(line: &'static str) -> Answer {
        Box::new(move |_| format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes())
    }
    const NO_PAUSE: Duration = Duration::from_millis(1);

    #[test]
    fn what_broke_off_is_taken_up_where_it_broke_off() {
        let dir = tempfile::tempdir().unwrap();
        let (url, asked) = server(vec![cut("name,date\na,b\n", 6), rest("name,date\na,b\n", 6)]);
        let got = fetch(&url, dir.path(), NO_PAUSE).unwrap();
        assert_eq!((got.bytes.as_slice(), got.taken_up), (&b"name,date\na,b\n"[..], 6));
        let asked = asked.lock().unwrap();
        assert!(!asked[0].contains("range:") && asked[0].contains("user-agent: unmuted/"));
        assert!(asked[1].contains("range: bytes=6-") && asked[1].contains("if-range: \"v1\""));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn a_list_that_changed_meanwhile_is_fetched_anew() {
        let dir = tempfile::tempdir().unwrap();
        let (url, _) = server(vec![cut("old,list\n", 4), whole("new,list\n1,2\n")]);
        assert_eq!(fetch(&url, dir.path(), NO_PAUSE).unwrap().bytes, b"new,list\n1,2\n");
    }

    #[test]
    fn a_busy_server_is_asked_again_and_a_missing_list_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let (url, asked) = server(vec![status("503 Busy"), status("429 Too Many"), whole("a\n")]);
        assert_eq!(fetch(&url, dir.path(), NO_PAUSE).unwrap().bytes, b"a\n");
        assert_eq!(asked.lock().unwrap().len(), 3);
        let (url, asked) = server(vec![status("404 Not Found")]);
        let error = fetch(&url, dir.path(), NO_PAUSE).err().unwrap();
        assert!(error.to_string().contains("404"), "{error}");
        assert_eq!(asked.lock().unwrap().len(), 1);
        assert!(fetch("file:///etc/passwd", dir.path(), NO_PAUSE).is_err());
    }
}
