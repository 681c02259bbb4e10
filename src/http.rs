//! The only place that speaks HTTP: the router, the way of a request, the control plane.

mod answer;
mod apart;
mod body;
mod connection;
mod control;
mod cors;
mod cover;
mod credential;
mod crowded;
mod exchange;
mod interference;
mod known;
mod lifecycle;
mod limits;
mod malformed;
mod namespace;
mod operation;
mod path;
mod progress;
mod quirk_header;
mod received;
mod record;
mod recorded;
mod reply;
mod router;
mod tidy;
mod validate;

pub use apart::Apart;
pub use connection::{BodyTimedOut, Ending};
pub use control::{ControlAccess, ControlSettings, ControlToken, HostName, Origin, control_document};
pub use cors::AllowedOrigin;
pub use crowded::{Crowded, is_always_served, no_place};
pub use lifecycle::Lifecycle;
pub use limits::Limits;
pub use malformed::Malformed;
pub use path::resolve_encoded;
pub use record::{EXCHANGES, LoggedAnswer, LoggedProblems};
pub use recorded::Recorded;
pub use router::{router, router_of};
pub use tidy::tidy;

use std::{sync::atomic::AtomicU64, time::Instant};

use crate::{
    api::Quirks,
    auth::Mode,
    coverage::Coverage,
    namespace::{Beginning, Bounds, Namespaces},
};

/// What every request works with.
#[derive(Debug)]
pub struct App {
    /// Where the state is.
    pub namespaces: Namespaces,
    /// What is demanded of a caller of the control plane.
    pub control: ControlSettings,
    /// Rings whenever a journal has another entry, for those who wait for one.
    pub recorded: Recorded,
    /// Where what takes long is done.
    pub apart: Apart,
    /// What is demanded of a caller.
    pub auth: Mode,
    /// Whether a refused signature is answered with the request as the server would have signed it.
    pub explain_signatures: bool,
    /// The options in force.
    pub quirks: Quirks,
    /// Whether every answer is checked against the OpenAPI document.
    pub validate_responses: bool,
    /// How many answers were not as that document says.
    pub contract_violations: AtomicU64,
    /// What clients have exercised of the contract, in all namespaces.
    pub coverage: Coverage,
    /// The origins whose pages may call the emulated API, `*` for all; without any no page may.
    pub allowed_origins: Vec<AllowedOrigin>,
    /// What a client may take.
    pub limits: Limits,
    /// Whether the server is about to stop.
    pub lifecycle: Lifecycle,
    /// When the server was started.
    pub started: Instant,
}

impl App {
    /// A server whose namespaces begin like this, with the default settings.
    #[must_use]
    pub fn new(beginning: Beginning) -> Self {
        Self::with(Namespaces::new(beginning, Bounds::DEFAULT))
    }

    /// A server with these namespaces and the default settings.
    #[must_use]
    pub fn with(namespaces: Namespaces) -> Self {
        Self {
            namespaces,
            control: ControlSettings::default(),
            recorded: Recorded::default(),
            apart: Apart::default(),
            auth: Mode::default(),
            explain_signatures: false,
            quirks: Quirks::default(),
            validate_responses: false,
            contract_violations: AtomicU64::new(0),
            coverage: Coverage::default(),
            allowed_origins: Vec::new(),
            limits: Limits::DEFAULT,
            lifecycle: Lifecycle::default(),
            started: Instant::now(),
        }
    }
}
