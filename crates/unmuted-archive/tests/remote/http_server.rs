//! A server that gives ranges of one file over HTTP, and misbehaves as told.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server does.
#[derive(Clone)]
pub struct Plan {
    pub bytes: Vec<u8>,
    pub tag: Option<String>,
    /// Ranges are ignored: the whole file is sent.
    pub whole: bool,
    /// This status, and nothing else.
    pub status: Option<u16>,
    /// So many answers are broken off in the middle of the body.
    pub cuts: usize,
    /// Whether `If-Match` is honoured.
    pub conditions: bool,
}

impl Plan {
    pub fn of(bytes: Vec<u8>) -> Self {
        Self { bytes, tag: Some("\"one\"".into()), whole: false, status: None, cuts: 0, conditions: true }
    }
}

pub struct Server {
    pub address: String,
    pub plan: Arc<Mutex<Plan>>,
    /// The range of each request, in the order in which they came.
    pub asked: Arc<Mutex<Vec<(u64, u64)>>>,
}

impl Server {
    pub fn start(plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (plan, asked) = (Arc::new(Mutex::new(plan)), Arc::new(Mutex::new(Vec::new())));
        let (shared, log) = (Arc::clone(&plan), Arc::clone(&asked));
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, log) = (Arc::clone(&shared), Arc::clone(&log));
                std::thread::spawn(move || answer(stream, &shared, &log));
            }
        });
        Self { address, plan, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.address)
    }

    pub fn requests(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn answer(mut stream: TcpStream, plan: &Mutex<Plan>, log: &Mutex<Vec<(u64, u64)>>) -> Option<()> {
    let mut range = None;
    let mut condition = None;
    for line in BufReader::new(stream.try_clone().ok()?).lines() {
        let line = line.ok()?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        match name.to_ascii_lowercase().as_str() {
            "range" => {
                let (a, b) = value.trim().strip_prefix("bytes=")?.split_once('-')?;
                range = Some((a.parse::<u64>().ok()?, b.parse::<u64>().ok()? + 1));
            }
            "if-match" => condition = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let (start, end) = range.unwrap_or((0, u64::MAX));
    log.lock().unwrap().push((start, end));
    let now = {
        let mut shared = plan.lock().unwrap();
        let now = shared.clone();
        shared.cuts = now.cuts.saturating_sub(1);
        now
    };
    let size = now.bytes.len() as u64;
    let tag = now.tag.as_ref().map(|t| format!("ETag: {t}\r\n")).unwrap_or_default();
    let status = match now.status {
        Some(status) => Some(status),
        None if now.conditions && condition.is_some() && condition != now.tag => Some(412),
        None => None,
    };
    if let Some(status) = status {
        write!(stream, "HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").ok()?;
        return Some(());
    }
    if now.whole {
        write!(stream, "HTTP/1.1 200 OK\r\n{tag}Content-Length: {size}\r\nConnection: close\r\n\r\n").ok()?;
        stream.write_all(&now.bytes).ok()?;
        return Some(());
    }
    if start >= size {
        let head = format!("Content-Range: bytes */{size}\r\nContent-Length: 0\r\nConnection: close");
        write!(stream, "HTTP/1.1 416 No\r\n{head}\r\n\r\n").ok()?;
        return Some(());
    }
    let end = end.min(size);
    let part = &now.bytes[start as usize..end as usize];
    write!(
        stream,
        "HTTP/1.1 206 Partial Content\r\n{tag}Content-Range: bytes {start}-{}/{size}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        end - 1,
        part.len()
    )
    .ok()?;
    let sent = if now.cuts > 0 { part.len() / 2 } else { part.len() };
    stream.write_all(&part[..sent]).ok()
}
