//! Recordings behind a network, where the program was built with it.

use miette::miette;
use unmuted_archive::Location;
use unmuted_archive::location::Which;
use unmuted_archive::remote;

/// A part of an object store, to be scanned.
///
/// # Errors
/// Where the address or the settings cannot be read, or the program was built without the network.
#[cfg(feature = "remote")]
pub fn location(url: &str, which: Which) -> miette::Result<Box<dyn Location>> {
    let opened = remote::RemoteLocation::open(url, which, &remote::RemoteOptions::default());
    match opened {
        Ok(location) => Ok(Box::new(location)),
        Err(e) => Err(miette!(help = e.remedy().to_owned(), "{url}: {}", e.what())),
    }
}

/// See above.
#[cfg(not(feature = "remote"))]
pub fn location(_url: &str, _which: Which) -> miette::Result<Box<dyn Location>> {
    Err(miette!("{}", remote::NOT_BUILT_IN))
}

/// What listening needs of a file behind a network: its bytes, and what they cost.
pub trait Far: unmuted_media::ReadAt {
    /// Requests, and bytes that they gave.
    fn told(&self) -> (u64, u64);
}

#[cfg(feature = "remote")]
impl Far for remote::RemoteFile {
    fn told(&self) -> (u64, u64) {
        let cost = self.cost();
        (cost.requests, cost.bytes)
    }
}

/// Opens a recording by its address.
///
/// # Errors
/// What is wrong, and what to do.
#[cfg(feature = "remote")]
pub fn open(url: &str) -> Result<Box<dyn Far>, (String, String)> {
    match remote::open_url(url, &remote::RemoteOptions::default()) {
        Ok(file) => Ok(Box::new(file)),
        Err(e) => Err((e.what().to_owned(), e.remedy().to_owned())),
    }
}

/// See above.
#[cfg(not(feature = "remote"))]
pub fn open(_url: &str) -> Result<Box<dyn Far>, (String, String)> {
    Err((remote::NOT_BUILT_IN.to_owned(), String::new()))
}
