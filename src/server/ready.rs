//! The one line on standard output that tells a script that the server is ready.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::thread;

/// The ready line of a server on `listeners`; it names the first of them.
///
/// # Errors
///
/// The system does not give the address.
pub fn line(listeners: &[TcpListener], version: &str) -> io::Result<String> {
    let Some(listener) = listeners.first() else { return Ok(String::new()) };
    Ok(format!("codearts-mock ready url={} version={version}\n", url(listener.local_addr()?)))
}

/// Writes the ready line to standard output, from a separate thread.
///
/// A full pipe that nobody reads must not stop the server from serving; a closed standard output is not an error.
///
/// # Errors
///
/// When the system refuses a thread.
pub fn announce(line: String) -> io::Result<()> {
    let write = move || {
        let mut output = io::stdout();
        let _ = output.write_all(line.as_bytes()).and_then(|()| output.flush());
    };
    thread::Builder::new().name("ready".to_owned()).spawn(write).map(drop)
}

/// The URL by which a client on this machine reaches a server on `address`.
#[must_use]
pub fn url(address: SocketAddr) -> String {
    // A client cannot connect to "every address".
    let ip = if address.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { address.ip() };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_address_is_announced_as_the_loopback() {
        assert_eq!(url("[::]:2633".parse().unwrap()), "http://127.0.0.1:2633");
        assert_eq!(url("0.0.0.0:2633".parse().unwrap()), "http://127.0.0.1:2633");
    }

    #[test]
    fn an_ipv6_address_is_announced_in_brackets() {
        assert_eq!(url("[::1]:80".parse().unwrap()), "http://[::1]:80");
    }
}
