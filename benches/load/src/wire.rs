//! A connection that may do what no client should: stop in the middle, drip, close one side, reset. Whatever happens on it
//! ends by a deadline.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::net::sockopt::set_socket_linger;

use crate::reply::Reply;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server closed or reset the connection before.
    Cut,
    /// The deadline passed before.
    Late,
}

/// A connection with a deadline.
#[derive(Debug)]
pub struct Wire {
    reader: BufReader<Timed>,
}

#[derive(Debug)]
struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(left(self.deadline)?))?;
        self.stream.read(buffer)
    }
}

impl Wire {
    /// Connects to `address`; everything on the connection must be over within `limit`.
    ///
    /// # Errors
    ///
    /// When nobody accepts it.
    pub fn open(address: SocketAddr, limit: Duration) -> Result<Self, Fault> {
        if limit.is_zero() {
            return Err(Fault::Late);
        }
        let deadline = Instant::now() + limit;
        let open = || {
            let stream = TcpStream::connect_timeout(&address, limit)?;
            stream.set_nodelay(true)?;
            Ok(Self { reader: BufReader::new(Timed { stream, deadline }) })
        };
        open().map_err(fault)
    }

    /// Sends bytes.
    ///
    /// # Errors
    ///
    /// When the server takes them too slowly, or not at all.
    pub fn send(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        let timed = self.reader.get_mut();
        while !bytes.is_empty() {
            let mut write = || {
                timed.stream.set_write_timeout(Some(left(timed.deadline)?))?;
                timed.stream.write(bytes)
            };
            bytes = &bytes[write().map_err(fault)?..];
        }
        Ok(())
    }

    /// Reads the next answer.
    ///
    /// # Errors
    ///
    /// When there is none, or it is not HTTP.
    pub fn reply(&mut self) -> Result<Reply, Fault> {
        Reply::read(&mut self.reader).map_err(fault)
    }

    /// Sends a request and reads its answer. A server that stops reading may still have answered, so the answer is looked
    /// for then too.
    ///
    /// # Errors
    ///
    /// As [`Self::reply`].
    pub fn exchange(&mut self, request: &[u8]) -> Result<Reply, Fault> {
        match self.send(request) {
            Err(Fault::Late) => Err(Fault::Late),
            Ok(()) | Err(Fault::Cut) => self.reply(),
        }
    }

    /// Sends `bytes` one by one with a pause of `pace` after each, until there is an answer. When they have come to an end, it waits.
    ///
    /// # Errors
    ///
    /// As [`Self::reply`].
    pub fn drip(&mut self, bytes: &[u8], pace: Duration) -> Result<Reply, Fault> {
        for byte in bytes {
            // What the server makes of it is read below.
            if self.send(&[*byte]) == Err(Fault::Late) {
                return Err(Fault::Late);
            }
            if self.is_readable_within(pace)? {
                break;
            }
        }
        self.reply()
    }

    /// Whether there is something to read, or the connection has ended, by the end of `pause`.
    fn is_readable_within(&mut self, pause: Duration) -> Result<bool, Fault> {
        let deadline = self.reader.get_ref().deadline;
        self.reader.get_mut().deadline = deadline.min(Instant::now() + pause);
        let seen = self.reader.fill_buf().map(|_bytes| true).map_err(fault);
        self.reader.get_mut().deadline = deadline;
        match seen {
            Err(Fault::Late) if Instant::now() < deadline => Ok(false),
            seen => seen,
        }
    }

    /// Reads until the server closes the connection.
    ///
    /// # Errors
    ///
    /// When it does not by the deadline.
    pub fn until_closed(&mut self) -> Result<(), Fault> {
        match io::copy(&mut self.reader, &mut io::sink()).map_err(fault) {
            Err(Fault::Late) => Err(Fault::Late),
            Ok(_) | Err(Fault::Cut) => Ok(()),
        }
    }

    /// Says that nothing more will be sent; answers are still read.
    ///
    /// # Errors
    ///
    /// When the connection has ended.
    pub fn close_sending_side(&mut self) -> Result<(), Fault> {
        self.reader.get_ref().stream.shutdown(Shutdown::Write).map_err(fault)
    }

    /// Ends the connection with a reset instead of a goodbye.
    pub fn reset(self) {
        // A connection that has ended already cannot be reset, and need not be.
        let _ = set_socket_linger(&self.reader.get_ref().stream, Some(Duration::ZERO));
    }
}

fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn fault(error: io::Error) -> Fault {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Fault::Late,
        _ => Fault::Cut,
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    const SOON: Duration = Duration::from_millis(50);

    fn connected(limit: Duration) -> (Wire, TcpStream) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let wire = Wire::open(address, limit).expect("somebody listens");
        (wire, listener.accept().expect("somebody connects").0)
    }

    #[test]
    fn silence_is_late() {
        let (mut wire, _server) = connected(SOON);

        assert_eq!(wire.exchange(b"GET / HTTP/1.1\r\n\r\n"), Err(Fault::Late));
    }

    #[test]
    fn a_server_that_leaves_has_cut() {
        let (mut wire, server) = connected(Duration::from_secs(10));
        drop(server);

        assert_eq!(wire.exchange(b"GET / HTTP/1.1\r\n\r\n"), Err(Fault::Cut));
        assert_eq!(wire.until_closed(), Ok(()));
    }

    #[test]
    fn dripping_ends_with_the_answer() {
        let (mut wire, mut server) = connected(Duration::from_secs(10));
        server.write_all(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n").expect("it is taken");

        let reply = wire.drip(&[b'x'; 1000], Duration::from_secs(10));

        assert_eq!(reply, Ok(Reply { status: 408, stays: true, body: Vec::new() }));
    }

    #[test]
    fn a_reset_is_seen_by_the_server() {
        let (wire, mut server) = connected(Duration::from_secs(10));

        wire.reset();

        let error = server.read(&mut [0]).expect_err("it is no goodbye");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }
}
