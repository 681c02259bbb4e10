//! A TCP stream that can break off on order, and otherwise closes without losing an answer.

use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use crate::http::Ending;

use super::control::ConnectionControl;
use super::departure::Departure;
use super::framing::Framing;
use super::hello::TlsNotice;

/// An answer with a valid head and malformed chunks: a client must not accept it.
const GARBAGE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
this is no size\r\n{\"status\r\n\xff\xfe";

/// The most of an unread body that is discarded before the connection closes.
const LINGER_BYTES: usize = 64 << 20;

/// How long a closing connection waits for a client that has stopped sending.
const LINGER_SILENCE: Duration = Duration::from_secs(1);

/// A connection's socket, which obeys its [`ConnectionControl`].
///
/// **Breaking off.** Before each write, and at no other time, one relaxed load checks for an order.
///
/// **Closing.** If a socket closes with unread bytes, the kernel sends a reset, and a client that is still sending its
/// body fails before it reads the answer. So if a body is unread, the stream closes its sending half, reads and
/// discards for a while, and closes then.
#[derive(Debug)]
pub(super) struct ControlledStream {
    stream: TcpStream,
    control: ConnectionControl,
    framing: Framing,
    departure: Departure,
    tls: Arc<TlsNotice>,
    linger: Linger,
}

#[derive(Debug)]
struct Linger {
    time: Duration,
    clock: Option<LingerClock>,
    bytes_left: usize,
}

#[derive(Debug)]
struct LingerClock {
    end: Instant,
    silence: Pin<Box<Sleep>>,
}

impl ControlledStream {
    /// `tls` logs a client that speaks TLS; `linger` bounds how long an unread body is read and discarded.
    pub(super) fn new(stream: TcpStream, control: ConnectionControl, tls: Arc<TlsNotice>, linger: Duration) -> Self {
        let linger = Linger { time: linger, clock: None, bytes_left: LINGER_BYTES };
        Self { stream, control, framing: Framing::new(), departure: Departure::default(), tls, linger }
    }

    /// Carries out the order on the wire. The error makes hyper drop the stream, which closes it.
    #[cold]
    fn end(&self, ending: Ending) -> io::Error {
        let done = match ending {
            // With a linger of zero, close sends a reset and drops what was not sent yet.
            Ending::Reset => self.stream.set_zero_linger(),
            Ending::Close => self.close_cleanly(),
            Ending::Garbage => self.stream.try_write(GARBAGE).and_then(|_| self.close_cleanly()),
        };
        done.err().unwrap_or_else(|| io::Error::new(io::ErrorKind::ConnectionAborted, "ended on purpose"))
    }

    /// Sends FIN, and empties the receive buffer so that close does not send a reset.
    fn close_cleanly(&self) -> io::Result<()> {
        SockRef::from(&self.stream).shutdown(Shutdown::Write)?;
        let mut discarded = [0; 4096];
        while matches!(self.stream.try_read(&mut discarded), Ok(1..)) {}
        Ok(())
    }
}

impl AsyncRead for ControlledStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let already = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let this = &mut *self;
        let bytes = &buffer.filled()[already..];
        if this.framing.is_tls(bytes) {
            this.tls.tell(this.stream.peer_addr().ok(), std::time::Instant::now());
        }
        this.framing.see(bytes, &this.control);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ControlledStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(ending) = self.control.ending() {
            return Poll::Ready(Err(self.end(ending)));
        }
        self.control.begin_write();
        let taken = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.control.progress_write(bytes.len());
        Poll::Ready(Ok(taken))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(ending) = self.control.ending() {
            return Poll::Ready(Err(self.end(ending)));
        }
        self.control.begin_write();
        let taken = ready!(Pin::new(&mut self.stream).poll_write_vectored(context, slices))?;
        self.control.progress_write(slices.iter().map(|slice| slice.len()).sum());
        Poll::Ready(Ok(taken))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.control.may_ask() {
            if let Poll::Ready(error) = this.departure.poll(&this.stream, context) {
                return Poll::Ready(Err(error));
            }
        } else {
            this.departure.forget();
        }
        ready!(Pin::new(&mut this.stream).poll_flush(context))?;
        this.control.end_write();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.linger.clock.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
        }
        if !this.control.lingers() {
            return Poll::Ready(Ok(()));
        }
        this.linger.poll_discard(&mut this.stream, &this.control, context)
    }
}

impl Linger {
    /// Ready when the client has sent everything, has stopped sending, or has sent too much.
    fn poll_discard(
        &mut self,
        stream: &mut TcpStream,
        control: &ConnectionControl,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        let clock = self.clock.get_or_insert_with(|| LingerClock {
            end: Instant::now() + self.time,
            silence: Box::pin(sleep(LINGER_SILENCE.min(self.time))),
        });
        let mut bytes = [0; 16 << 10];
        loop {
            let mut buffer = ReadBuf::new(&mut bytes);
            if Pin::new(&mut *stream).poll_read(context, &mut buffer)?.is_pending() {
                return clock.silence.as_mut().poll(context).map(Ok);
            }
            let length = buffer.filled().len();
            self.bytes_left = self.bytes_left.saturating_sub(length);
            if length == 0 || self.bytes_left == 0 {
                return Poll::Ready(Ok(()));
            }
            // Not idle: the time limit of its body applies.
            control.touch();
            clock.silence.as_mut().reset(clock.end.min(Instant::now() + LINGER_SILENCE));
        }
    }
}
