//! Counting what crosses the network, below all retries.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};

use async_trait::async_trait;
use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpResponseBody, HttpService, ReqwestConnector,
};

use crate::Cost;

/// Requests and bytes of one file. Counters only add up, and nothing is ordered by them.
#[derive(Debug, Default)]
pub(super) struct Meter {
    requests: AtomicU64,
    bytes: AtomicU64,
}

impl Meter {
    pub(super) fn request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }
    pub(super) fn bytes(&self, n: u64) {
        self.bytes.fetch_add(n, Ordering::Relaxed);
    }
    pub(super) fn cost(&self) -> Cost {
        Cost { requests: self.requests.load(Ordering::Relaxed), bytes: self.bytes.load(Ordering::Relaxed) }
    }
}

/// Goes along with one question to a store, all its retries included.
#[derive(Debug)]
pub(super) struct Trace {
    meter: Arc<Meter>,
    status: AtomicU16,
    /// The file's size, where the store refused a range because the file ends before it.
    size: AtomicU64,
}

/// No size was told.
const UNTOLD: u64 = u64::MAX;

impl Trace {
    pub(super) fn new(meter: &Arc<Meter>) -> Arc<Self> {
        Arc::new(Self { meter: Arc::clone(meter), status: AtomicU16::new(0), size: AtomicU64::new(UNTOLD) })
    }
    /// The status of the last answer; zero where there was none.
    pub(super) fn status(&self) -> u16 {
        self.status.load(Ordering::Acquire)
    }
    /// The file's size, as told with status 416.
    pub(super) fn size(&self) -> Option<u64> {
        Some(self.size.load(Ordering::Acquire)).filter(|s| *s != UNTOLD)
    }
    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }
}

/// Makes the clients of a store.
#[derive(Debug)]
pub(super) struct Metered;

impl HttpConnector for Metered {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Counting(ReqwestConnector::default().connect(options)?)))
    }
}

/// A client that counts the requests that carry a [`Trace`]. Requests for keys carry none: they serve many files.
#[derive(Debug)]
struct Counting(HttpClient);

#[async_trait]
impl HttpService for Counting {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let Some(trace) = request.extensions().get::<Arc<Trace>>().cloned() else {
            return self.0.execute(request).await;
        };
        trace.meter.request();
        trace.status.store(0, Ordering::Release);
        let (parts, body) = self.0.execute(request).await?.into_parts();
        trace.status.store(parts.status.as_u16(), Ordering::Release);
        if parts.status.as_u16() == 416 {
            let size = parts.headers.get("content-range").and_then(|v| v.to_str().ok());
            let size = size.and_then(|v| v.trim().strip_prefix("bytes */")).and_then(|v| v.parse().ok());
            trace.size.store(size.unwrap_or(UNTOLD), Ordering::Release);
        }
        let body = body.map_frame(move |frame| {
            if let Some(data) = frame.data_ref() {
                trace.meter.bytes(data.len() as u64);
            }
            frame
        });
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body)))
    }
}
