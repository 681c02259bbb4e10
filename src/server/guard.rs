//! What lasts as long as a connection, a request or an answer, and takes note of the end however that comes.

use super::control::ConnectionControl;
use super::unread::Unread;

/// Lasts as long as a connection.
#[derive(Debug)]
pub(super) struct Open(ConnectionControl);

impl Open {
    /// A connection that begins.
    pub(super) fn new(control: ConnectionControl) -> Self {
        control.open();
        Self(control)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Lasts as long as the answer to a request is not known.
#[derive(Debug)]
pub(super) struct InFlight {
    control: ConnectionControl,
    has_body: bool,
}

impl InFlight {
    /// A request that begins.
    pub(super) fn new(control: ConnectionControl, is_http2: bool, has_body: bool) -> Self {
        control.begin_request(is_http2);
        Self { control, has_body }
    }

    /// The handle of the connection.
    pub(super) const fn control(&self) -> &ConnectionControl {
        &self.control
    }

    /// What the request has left of its body.
    pub(super) fn take_unread(&self) -> Option<Unread> {
        if self.has_body { self.control.take_unread() } else { None }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.control.end_request();
        // Of a request that was given up: nobody comes for it any more.
        drop(self.take_unread());
    }
}

/// Lasts as long as an answer has not been handed to the protocol whole.
#[derive(Debug)]
pub(super) struct Unsent(ConnectionControl);

impl Unsent {
    /// An answer that is known.
    pub(super) fn new(control: ConnectionControl) -> Self {
        control.begin_sending();
        Self(control)
    }
}

impl Drop for Unsent {
    fn drop(&mut self) {
        self.0.end_sending();
    }
}
