//! `unmuted serve`: the page where people work.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::serve::{self, Serving};
use crate::{Exit, Terminal};

/// Serve the page of every case in a folder, live: mark, confirm, say what was reviewed, write statements
///
/// What is done on the page becomes lines in the cases' own files at once, with the name of who did it; what other
/// commands or an editor change there is seen by every open page. Without accounts the server can be reached from
/// this computer only, and whoever uses it may do everything. With accounts (`unmuted account`) people sign in, and
/// each may do what their role allows; a network is reached through a proxy that keeps TLS (docs/serve.md).
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted serve cases --open
  unmuted serve cases/exercise --by reviewer-a --port 8080
  For others, behind a proxy that keeps TLS:
    unmuted account cases add drill-office --role owner
    unmuted serve cases --listen 10.0.0.5 --port 8080 --origin https://cases.example.org

Stop it with Ctrl-C. Whatever the page called saved is on the disk.")]
pub struct Args {
    /// A folder that holds cases, or one case
    dir: PathBuf,
    /// The address to listen at
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The port; 0 takes one that is free
    #[arg(long, default_value_t = 4317)]
    port: u16,
    /// The address under which people reach it, where a proxy keeps TLS
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// Open the page
    #[arg(long)]
    open: bool,
    /// Whose name is proposed where there are no accounts
    #[arg(long, env = "UNMUTED_BY", value_name = "WHO", default_value = "")]
    by: String,
    /// Ages and open days are counted to this date [default: the newest date in the case]
    #[arg(long, value_name = "DATE")]
    as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    distance: super::distance::Distance,
    #[command(flatten)]
    more: super::rules::More,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let options = crate::review::Options {
        as_of: args.as_of,
        align: args.distance.options(),
        rules: args.more.rules.clone(),
        ..crate::review::Options::default()
    };
    let serving = Serving {
        dir: args.dir.clone(),
        listen: SocketAddr::new(args.listen, args.port),
        origin: args.origin.clone(),
        by: args.by.trim().to_owned(),
        options,
    };
    serve::run(serving, terminal, |address, accounts| {
        // Scripts wait for this line.
        terminal.result(&format!("Serving at {address}"));
        let who = if accounts {
            "Accounts sign in."
        } else {
            "Without accounts: this computer only, and whoever uses it may do everything."
        };
        terminal.note(who);
        if args.open && crate::os::open(std::path::Path::new(address)).is_err() {
            terminal.warn("no program could be started to open the page", "open that address in a browser");
        }
    })?;
    Ok(Exit::Fine)
}
