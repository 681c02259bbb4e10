//! A GET without a runtime, for commands that ask a running server.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

/// The answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status; 0 if the first line has none.
    pub status: u16,
    /// The head, as received.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        fields.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The first line.
    #[must_use]
    pub fn first_line(&self) -> &str {
        self.head.lines().next().unwrap_or("")
    }
}

/// Asks one address, with the token of the control plane if there is one. Each step may take `step`, and at most
/// `limit` bytes are read.
///
/// # Errors
/// The address cannot be reached, or stops responding.
pub fn get(
    target: SocketAddr,
    host: &str,
    path: &str,
    token: Option<&str>,
    step: Duration,
    limit: u64,
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&target, step)?;
    stream.set_read_timeout(Some(step))?;
    stream.set_write_timeout(Some(step))?;
    let token = token.map_or_else(String::new, |token| format!("X-Mock-Control-Token: {token}\r\n"));
    // In one write: several small writes would become several packets.
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{token}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    // An endless answer does not come from our server.
    stream.take(limit).read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let body = end.map_or_else(Vec::new, |end| bytes.split_off(end + 4));
    let head = String::from_utf8_lossy(&bytes).trim_end().to_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Ok(Answer { status, head, body })
}

/// Asks the addresses of `http://host:port` until one answers.
///
/// # Errors
/// One line that says what was wrong with the URL, or what each address answered.
pub fn get_url(url: &str, path: &str, token: Option<&str>, step: Duration, limit: u64) -> io::Result<Answer> {
    let Some(authority) = url.strip_prefix("http://") else {
        return Err(io::Error::other(format!("cannot ask {url}: expected a URL that begins with http://")));
    };
    let authority = authority.split_once('/').map_or(authority, |(authority, _)| authority);
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let address = if has_port { authority.to_owned() } else { format!("{authority}:80") };
    let targets = address.to_socket_addrs().map_err(|error| io::Error::other(format!("cannot ask {url}: {error}")))?;
    let mut failures = Vec::new();
    for target in targets {
        match get(target, authority, path, token, step, limit) {
            Ok(answer) => return Ok(answer),
            Err(error) => failures.push(format!("{target}: {error}")),
        }
    }
    let answers = failures.join("; ");
    Err(io::Error::other(format!("cannot reach {url}: {answers}; is the server running?")))
}
