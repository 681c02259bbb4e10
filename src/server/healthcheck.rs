//! The probe with which a container without a shell checks its own server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::{bind::Address, get::get};

/// How long each step of the probe may take; shorter than the time-outs of container runtimes.
const STEP: Duration = Duration::from_secs(2);

/// Succeeds when a server on one of the addresses answers the health check with 200.
///
/// # Errors
///
/// One line that says what each address answered.
pub fn probe(addresses: &[Address], port: u16) -> Result<(), String> {
    if port == 0 {
        return Err("cannot probe port 0: tell --port (CODEARTS_MOCK_PORT) which port the server has".to_owned());
    }
    let mut failures = Vec::new();
    for target in targets(addresses, port) {
        // The status line is short; the rest is not needed.
        match get(target, &target.to_string(), "/_mock/health", None, STEP, 256) {
            Ok(answer) if answer.status == 200 => return Ok(()),
            Ok(answer) => failures.push(format!("{target} answered {:?}", answer.first_line())),
            Err(error) => failures.push(format!("{target}: {error}")),
        }
    }
    Err(format!("not healthy: {}", failures.join("; ")))
}

/// The addresses to ask. Wildcards become the loopbacks that they include, IPv4 first.
fn targets(addresses: &[Address], port: u16) -> Vec<SocketAddr> {
    let mut targets: Vec<SocketAddr> = Vec::new();
    for address in addresses {
        let reached: &[IpAddr] = match address.ip {
            ip if ip == Ipv4Addr::UNSPECIFIED => &[IpAddr::V4(Ipv4Addr::LOCALHOST)],
            ip if ip == Ipv6Addr::UNSPECIFIED => &Address::LOCALHOST.map(|address| address.ip),
            ip => &[ip],
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
        let addresses: Vec<_> = ips.iter().map(|ip| Address::required(ip.parse().unwrap())).collect();
        targets(&addresses, 80).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn wildcards_are_asked_on_the_loopback_and_ipv4_comes_first() {
        assert_eq!(asked(&["::"]), ["127.0.0.1:80", "[::1]:80"]);
        assert_eq!(asked(&["0.0.0.0"]), ["127.0.0.1:80"]);
        assert_eq!(asked(&["::1", "127.0.0.1", "::"]), ["127.0.0.1:80", "[::1]:80"]);
    }

    #[test]
    fn a_port_that_only_the_server_knows_cannot_be_probed() {
        let reason = probe(&Address::LOCALHOST, 0).unwrap_err();

        assert_eq!(reason, "cannot probe port 0: tell --port (CODEARTS_MOCK_PORT) which port the server has");
    }
}
