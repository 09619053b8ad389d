//! A real S3 server on this machine, in this process: the crate `s3s` over a folder.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use unmuted_archive::remote::RemoteOptions;

pub struct S3 {
    folder: tempfile::TempDir,
    address: String,
    pub requests: Arc<AtomicU64>,
}

impl S3 {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let requests = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&requests);
        let (tell, told) = std::sync::mpsc::channel();
        // Ends with the test's process.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root).unwrap());
                builder.set_auth(SimpleAuth::from_single("id", "secret"));
                let service = builder.build();
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let (service, counter) = (service.clone(), Arc::clone(&counter));
                    tokio::spawn(async move {
                        let counted = hyper::service::service_fn(move |request| {
                            counter.fetch_add(1, Ordering::SeqCst);
                            hyper::service::Service::call(&service, request)
                        });
                        let _ = hyper::server::conn::http1::Builder::new()
                            .serve_connection(TokioIo::new(stream), counted)
                            .await;
                    });
                }
            });
        });
        let address = format!("http://{}", told.recv().unwrap());
        Self { folder, address, requests }
    }

    pub fn put(&self, key: &str, bytes: &[u8]) {
        let path = self.folder.path().join("city").join(key);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::SeqCst)
    }

    pub fn options(&self) -> RemoteOptions {
        self.options_with("secret")
    }

    pub fn options_with(&self, secret: &str) -> RemoteOptions {
        let settings = [
            ("aws_endpoint", self.address.as_str()),
            ("aws_allow_http", "true"),
            ("aws_access_key_id", "id"),
            ("aws_secret_access_key", secret),
            ("aws_region", "us-east-1"),
        ];
        let settings = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        RemoteOptions { settings, ..super::options() }
    }
}
