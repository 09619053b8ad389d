//! A store made ready, from an address and the environment.

use std::sync::Arc;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::list::PaginatedListStore;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, HeaderValue, ObjectStore, RetryConfig};

use super::RemoteOptions;
use super::address::{Address, Scheme};
use super::error::{RemoteError, RemoteErrorKind};
use super::meter::Metered;

/// A store, and how to list it.
pub(super) struct Store {
    pub(super) objects: Arc<dyn ObjectStore>,
    /// `None` where the store cannot list: HTTP.
    pub(super) pages: Option<Arc<dyn PaginatedListStore>>,
    /// Whether requests go through our client, which counts them.
    pub(super) metered: bool,
}

impl Store {
    pub(super) fn open(address: &Address, options: &RemoteOptions) -> Result<Self, RemoteError> {
        let failed = |_: object_store::Error| {
            // The message below may name a host, so it is not passed on.
            RemoteError::new(
                RemoteErrorKind::Address,
                &address.shown(),
                "the settings for this store are incomplete or contradict each other",
                "check the variables of the environment that begin with AWS_, GOOGLE_ or AZURE_: a key needs its \
                 secret, an endpoint begins with https://, and Azure needs AZURE_STORAGE_ACCOUNT_NAME",
            )
        };
        let backoff = BackoffConfig { max_backoff: options.timeout, ..BackoffConfig::default() };
        let retry = RetryConfig { backoff, max_retries: options.retries, retry_timeout: options.timeout };
        // Each client takes these as settings, since its own come from the environment.
        let seconds = format!("{} seconds", options.timeout.as_secs().max(1));
        macro_rules! cloud {
            ($builder:ident, $bucket:ident) => {{
                let mut builder = $builder::from_env()
                    .$bucket(&address.bucket)
                    .with_retry(retry)
                    .with_http_connector(Metered)
                    .with_config(setting("timeout", failed)?, seconds);
                for (key, value) in &options.settings {
                    builder = builder.with_config(setting(&key.to_ascii_lowercase(), failed)?, value);
                }
                let store = Arc::new(builder.build().map_err(failed)?);
                Self { objects: store.clone(), pages: Some(store), metered: true }
            }};
        }
        Ok(match address.scheme {
            Scheme::S3 => cloud!(AmazonS3Builder, with_bucket_name),
            Scheme::Google => cloud!(GoogleCloudStorageBuilder, with_bucket_name),
            Scheme::Azure => cloud!(MicrosoftAzureBuilder, with_container_name),
            Scheme::Http => {
                let url = address.url.as_ref().map(|u| u.as_str()).unwrap_or_default();
                let client = ClientOptions::new()
                    .with_allow_http(url.starts_with("http:"))
                    .with_timeout(options.timeout)
                    .with_user_agent(HeaderValue::from_static(concat!("unmuted/", env!("CARGO_PKG_VERSION"))));
                // The address is the whole file's, with what stands behind a question mark; the key is empty.
                let store = HttpBuilder::new()
                    .with_url(url)
                    .with_retry(retry)
                    .with_client_options(client)
                    .with_http_connector(Metered)
                    .build()
                    .map_err(failed)?;
                Self { objects: Arc::new(store), pages: None, metered: true }
            }
            Scheme::File => Self { objects: Arc::new(LocalFileSystem::new()), pages: None, metered: false },
        })
    }
}

fn setting<K: std::str::FromStr<Err = object_store::Error>, E>(
    key: &str,
    failed: impl Fn(object_store::Error) -> E,
) -> Result<K, E> {
    key.parse().map_err(failed)
}

/// The path of an object as the store's client takes it. `key` is whole, within the bucket.
pub(super) fn object_path(address: &Address, key: &str) -> Result<Path, RemoteError> {
    let path = match address.scheme {
        Scheme::Http => Ok(Path::default()),
        Scheme::File => Path::from_filesystem_path(key),
        _ => Path::parse(key),
    };
    path.map_err(|e| {
        // A file's path is looked up on the way.
        let status = match &e {
            object_store::path::Error::Canonicalize { source, .. } => match source.kind() {
                std::io::ErrorKind::PermissionDenied => 403,
                _ => 404,
            },
            _ => 0,
        };
        RemoteError::from_store(&address.shown(), status, &object_store::Error::from(e))
    })
}
