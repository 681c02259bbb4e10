//! A server on a free port with its own thread, and a client that shows the bare bytes.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use codearts_mock::http::{Lifecycle, Limits};
use codearts_mock::server::{Drained, Host, bind, serve};
use tokio::sync::oneshot;

/// Longer than anything here takes; a test that runs into it fails instead of hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const LIMITS: Limits = Limits {
    max_connections: 64,
    header_timeout: PATIENCE,
    body_timeout: PATIENCE,
    drain_timeout: PATIENCE,
    shutdown_delay: Duration::ZERO,
    ..Limits::DEFAULT
};

#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) lifecycle: Lifecycle,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<Drained>,
}

impl Server {
    pub(crate) fn start(router: Router, limits: Limits) -> Self {
        Self::of(router, limits, Lifecycle::default())
    }

    /// A server whose router knows of its life.
    pub(crate) fn of(router: Router, limits: Limits, lifecycle: Lifecycle) -> Self {
        let listeners = bind(&[Host::Address(Ipv4Addr::LOCALHOST.into())], 0).unwrap();
        let address = listeners[0].local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let handle = lifecycle.clone();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let stop = async { stopped.await.unwrap() };
            runtime.block_on(serve(listeners, router, limits, handle, stop)).unwrap()
        });
        Self { address, lifecycle, stop, thread }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect(self.address)
    }

    /// Asks the server to stop and waits until it has.
    pub(crate) fn stop(self) -> Drained {
        self.begin_stop().join().unwrap()
    }

    pub(crate) fn begin_stop(self) -> JoinHandle<Drained> {
        self.stop.send(()).unwrap();
        self.thread
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

pub(crate) fn send(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).unwrap();
}

/// Everything until the end of the stream, and how it ended.
pub(crate) fn read_to_end(stream: &mut TcpStream) -> (Vec<u8>, Option<io::ErrorKind>) {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).err().map(|error| error.kind());
    (bytes, ended)
}

/// One answer with a `Content-Length`: its status and body, or what went wrong and how much had come until then.
pub(crate) fn read_answer(stream: &mut TcpStream) -> Result<(u16, String), (String, usize)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        if let Some(answer) = parse(&bytes) {
            return Ok(answer);
        }
        match stream.read(&mut chunk) {
            Ok(0) => return Err(("end of stream".to_owned(), bytes.len())),
            Ok(length) => bytes.extend_from_slice(&chunk[..length]),
            Err(error) => return Err((error.to_string(), bytes.len())),
        }
    }
}

fn parse(bytes: &[u8]) -> Option<(u16, String)> {
    let text = std::str::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (body.len() == length.unwrap_or(0)).then(|| (status, body.to_owned()))
}
