//! The one line on standard output by which a script knows that the server can be asked.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

/// Writes the ready line for a server that listens on `listeners`, and names the first of them.
///
/// # Errors
///
/// When the output is closed. The server is as ready as before, so the caller may go on.
pub fn announce(output: &mut impl Write, listeners: &[TcpListener], version: &str) -> io::Result<()> {
    let Some(listener) = listeners.first() else { return Ok(()) };
    writeln!(output, "codearts-mock ready url={} version={version}", url(listener.local_addr()?))?;
    // Standard output is not flushed line by line by every writer, and a script waits for this one.
    output.flush()
}

/// Where a client on this machine reaches a server that listens on `address`.
#[must_use]
pub fn url(address: SocketAddr) -> String {
    // "Every address" is no address to connect to.
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
