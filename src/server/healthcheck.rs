//! The probe with which a container without a shell checks its own server.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::{bind::Host, get::get};

/// How long each step of the probe may take; shorter than the time-outs of container runtimes.
const STEP: Duration = Duration::from_secs(2);

/// Succeeds when a server at one of the hosts answers the health check with 200.
///
/// # Errors
///
/// One line that says what each address answered.
pub fn probe(hosts: &[Host], port: u16) -> io::Result<()> {
    if port == 0 {
        return Err(io::Error::other(
            "cannot probe port 0: tell --port (CODEARTS_MOCK_PORT) which port the server has",
        ));
    }
    let mut failures = Vec::new();
    for target in targets(hosts, port) {
        // The status line is short; the rest is of no interest.
        match get(target, &target.to_string(), "/_mock/health", None, STEP, 256) {
            Ok(answer) if answer.status == 200 => return Ok(()),
            Ok(answer) => failures.push(format!("{target} answered {:?}", answer.first_line())),
            Err(error) => failures.push(format!("{target}: {error}")),
        }
    }
    Err(io::Error::other(format!("not healthy: {}", failures.join("; "))))
}

/// Where to ask. Wildcards become the loopbacks they include, IPv4 first.
fn targets(hosts: &[Host], port: u16) -> Vec<SocketAddr> {
    let mut targets: Vec<SocketAddr> = Vec::new();
    for host in hosts {
        let reached: &[IpAddr] = match host {
            Host::Address(ip) if *ip == Ipv4Addr::UNSPECIFIED => &[IpAddr::V4(Ipv4Addr::LOCALHOST)],
            Host::Address(ip) if *ip != Ipv6Addr::UNSPECIFIED => &[*ip],
            Host::Address(_) | Host::Localhost => &Host::LOOPBACKS,
        };
        targets.extend(reached.iter().map(|ip| SocketAddr::new(*ip, port)));
    }
    targets.sort_unstable();
    targets.dedup();
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(ips: &[&str]) -> Vec<String> {
        let hosts: Vec<_> = ips.iter().map(|ip| ip.parse().unwrap()).collect();
        targets(&hosts, 80).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn wildcards_are_asked_on_the_loopback_and_ipv4_comes_first() {
        assert_eq!(asked(&["::"]), ["127.0.0.1:80", "[::1]:80"]);
        assert_eq!(asked(&["0.0.0.0"]), ["127.0.0.1:80"]);
        assert_eq!(asked(&["::1", "127.0.0.1", "::"]), ["127.0.0.1:80", "[::1]:80"]);
    }

    #[test]
    fn a_port_that_only_the_server_knows_cannot_be_probed() {
        let reason = probe(&[Host::Localhost], 0).unwrap_err().to_string();

        assert_eq!(reason, "cannot probe port 0: tell --port (CODEARTS_MOCK_PORT) which port the server has");
    }
}
