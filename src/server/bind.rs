//! Opens the listening sockets.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::str::FromStr;

use socket2::{Domain, Protocol, Socket, Type};

use crate::contract::Invalid;

/// The port that the server has unless another is set.
pub const PORT: u16 = 2633;

/// Connections that the kernel keeps for us while all places are taken.
const BACKLOG: i32 = 1024;

/// How often to try for a port that is free on every address.
const FREE_PORT_ATTEMPTS: usize = 16;

/// Where to listen.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Host {
    /// Both loopback addresses; a machine without IPv6 has only one.
    #[default]
    Localhost,
    /// One address, or all addresses: `::` means those of both families.
    Address(IpAddr),
}

/// An address to listen on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Address {
    ip: IpAddr,
    /// Whether the server does without it on a machine that does not have it.
    optional: bool,
}

/// Why a listening socket could not be opened, in words for the person who started the server.
#[derive(Debug)]
pub struct BindError {
    address: SocketAddr,
    source: io::Error,
}

impl Host {
    /// The addresses that `localhost` stands for, the one first that every machine has.
    pub(super) const LOOPBACKS: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

    fn addresses(self) -> Vec<Address> {
        match self {
            Self::Localhost => Self::LOOPBACKS.map(|ip| Address { ip, optional: ip.is_ipv6() }).to_vec(),
            Self::Address(ip) => vec![Address { ip, optional: false }],
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Localhost => formatter.write_str("localhost"),
            Self::Address(ip) => ip.fmt(formatter),
        }
    }
}

impl FromStr for Host {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str =
            "expected localhost or an IP address (0.0.0.0 for all of IPv4, :: for all of both families)";

        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        if bare.eq_ignore_ascii_case("localhost") {
            return Ok(Self::Localhost);
        }
        bare.parse().map(Self::Address).map_err(|_| Invalid::new(EXPECTED))
    }
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

/// Listens at every host, on the same port. Port 0 means one that is free on all of their addresses.
///
/// # Errors
///
/// When an address that the machine must have cannot be listened on, or a port is taken on any of them.
pub fn bind(hosts: &[Host], port: u16) -> Result<Vec<TcpListener>, BindError> {
    let addresses: Vec<_> = hosts.iter().copied().flat_map(Host::addresses).collect();
    bind_addresses(&addresses, port)
}

fn bind_addresses(addresses: &[Address], port: u16) -> Result<Vec<TcpListener>, BindError> {
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
        let listeners = bind(&[Host::Localhost], 0).unwrap();

        let ports = ports(&listeners);
        assert!(ports.iter().all(|port| *port == ports[0] && *port != 0), "{ports:?}");
    }

    #[test]
    fn a_host_is_an_address_of_either_family_with_or_without_brackets() {
        let read = |text: &str| text.parse::<Host>();

        assert_eq!(read("[::]"), Ok(Host::Address(Ipv6Addr::UNSPECIFIED.into())));
        assert_eq!(read("0.0.0.0"), Ok(Host::Address(Ipv4Addr::UNSPECIFIED.into())));
        assert_eq!(read("LOCALHOST"), Ok(Host::Localhost));
        assert!(read("example.com").is_err());
    }

    #[test]
    fn every_address_of_both_families_is_one_socket() {
        let hosts = [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()].map(Host::Address);

        let listeners = bind(&hosts, 0).unwrap();

        assert_eq!(listeners.len(), 1);
        let port = ports(&listeners)[0];
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    }

    #[test]
    fn an_address_the_machine_does_not_have_stops_the_start_unless_it_is_optional() {
        let ip = "192.0.2.1".parse().unwrap();
        let here = Ipv4Addr::LOCALHOST.into();

        let refused = bind(&[Host::Address(here), Host::Address(ip)], 0).unwrap_err().to_string();
        let tolerated = [(here, false), (ip, true)].map(|(ip, optional)| Address { ip, optional });
        let tolerated = bind_addresses(&tolerated, 0).unwrap();

        assert!(refused.starts_with("cannot listen on 192.0.2.1:"), "{refused}");
        assert!(refused.ends_with("choose another address with --host (CODEARTS_MOCK_HOST)"), "{refused}");
        assert_eq!(tolerated.len(), 1);
    }
}
