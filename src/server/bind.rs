//! Opens the listening sockets.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

/// Connections that the kernel queues while all places are taken.
const BACKLOG: i32 = 1024;

/// How often to try for a port that is free on every address.
const FREE_PORT_ATTEMPTS: usize = 16;

/// An address to listen on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Address {
    /// Where to listen. `::` means every address of both families.
    pub ip: IpAddr,
    /// Whether the server starts without this address on a machine that does not have it.
    pub optional: bool,
}

/// Why a listening socket could not be opened, in words for the person who started the server.
#[derive(Debug)]
pub struct BindError {
    address: SocketAddr,
    source: io::Error,
}

impl Address {
    /// An address that the server cannot start without.
    #[must_use]
    pub const fn required(ip: IpAddr) -> Self {
        Self { ip, optional: false }
    }

    /// The addresses that `localhost` stands for. A machine without IPv6 has only the first.
    pub const LOCALHOST: [Self; 2] =
        [Self::required(IpAddr::V4(Ipv4Addr::LOCALHOST)), Self { ip: IpAddr::V6(Ipv6Addr::LOCALHOST), optional: true }];
}

impl fmt::Display for BindError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, port) = (self.address, self.address.port());
        match self.source.kind() {
            io::ErrorKind::AddrInUse => write!(
                formatter,
                "cannot listen on {address}: port {port} is already in use; choose another one with --port \
                 (CODEARTS_MOCK_PORT), or 0 for any free port"
            ),
            io::ErrorKind::PermissionDenied => write!(
                formatter,
                "cannot listen on {address}: port {port} is not allowed to this user; choose one above 1023 with --port \
                 (CODEARTS_MOCK_PORT)"
            ),
            _ => write!(
                formatter,
                "cannot listen on {address}: {}; choose another address with --host (CODEARTS_MOCK_HOST)",
                self.source
            ),
        }
    }
}

impl Error for BindError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// Listens on every address, on the same port. Port 0 means one that is free on all of them.
///
/// # Errors
///
/// When an address that is not optional cannot be listened on, or a port is taken on any of them.
pub fn bind(addresses: &[Address], port: u16) -> Result<Vec<TcpListener>, BindError> {
    let mut attempts = if port == 0 { FREE_PORT_ATTEMPTS } else { 1 };
    loop {
        attempts -= 1;
        match bind_all(addresses, port) {
            Err(error) if attempts > 0 && error.source.kind() == io::ErrorKind::AddrInUse => {}
            outcome => return outcome,
        }
    }
}

fn bind_all(addresses: &[Address], mut port: u16) -> Result<Vec<TcpListener>, BindError> {
    let everywhere = addresses.iter().any(|address| address.ip == Ipv6Addr::UNSPECIFIED);
    let mut listeners = Vec::with_capacity(addresses.len());
    for address in addresses {
        // `::` listens on IPv4 too, where a second socket would find the port taken by the first.
        if everywhere && address.ip != Ipv6Addr::UNSPECIFIED {
            continue;
        }
        let wanted = SocketAddr::new(address.ip, port);
        match listen(wanted) {
            Ok(listener) => {
                port = listener.local_addr().map_or(port, |address| address.port());
                listeners.push(listener);
            }
            Err(source) if address.optional && source.kind() != io::ErrorKind::AddrInUse => {
                tracing::debug!(address = %wanted, error = %source, "not listening here");
            }
            Err(source) => return Err(BindError { address: wanted, source }),
        }
    }
    Ok(listeners)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    match open(address) {
        // A container without IPv6 still has all of IPv4.
        Err(error) if address.ip() == Ipv6Addr::UNSPECIFIED && error.kind() != io::ErrorKind::AddrInUse => {
            open(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port())).map_err(|_| error)
        }
        outcome => outcome,
    }
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    // A restart must not wait for connections of the last run that are in TIME_WAIT. On Windows the option means that
    // two servers may share a port, which is never wanted.
    #[cfg(not(windows))]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(listeners: &[TcpListener]) -> Vec<u16> {
        listeners.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
    }

    #[test]
    fn port_zero_is_the_same_free_port_on_both_loopbacks() {
        let listeners = bind(&Address::LOCALHOST, 0).unwrap();

        let ports = ports(&listeners);
        assert!(ports.iter().all(|port| *port == ports[0] && *port != 0), "{ports:?}");
    }

    #[test]
    fn every_address_of_both_families_is_one_socket() {
        let addresses = [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()].map(Address::required);

        let listeners = bind(&addresses, 0).unwrap();

        assert_eq!(listeners.len(), 1);
        let port = ports(&listeners)[0];
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    }

    #[test]
    fn an_address_the_machine_does_not_have_stops_the_start_unless_it_is_optional() {
        let ip = "192.0.2.1".parse().unwrap();
        let here = Address::LOCALHOST[0];

        let refused = bind(&[here, Address::required(ip)], 0).unwrap_err().to_string();
        let tolerated = bind(&[here, Address { ip, optional: true }], 0).unwrap();

        assert!(refused.starts_with("cannot listen on 192.0.2.1:"), "{refused}");
        assert!(refused.ends_with("choose another address with --host (CODEARTS_MOCK_HOST)"), "{refused}");
        assert_eq!(tolerated.len(), 1);
    }
}
