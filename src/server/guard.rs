//! Guards that live as long as a connection, a request or an answer, and record its end however it comes.

use super::control::ConnectionControl;
use super::unread::Unread;

/// Lives as long as a connection.
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

/// Lives as long as the answer to a request is not known.
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

    /// The unread rest of the request's body.
    pub(super) fn take_unread(&self) -> Option<Unread> {
        if self.has_body { self.control.take_unread() } else { None }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.control.end_request();
        // The body of a request that was given up: nobody takes it any more.
        drop(self.take_unread());
    }
}

/// Lives until an answer has been handed to the protocol in full.
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
