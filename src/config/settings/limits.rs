//! What a client may take of the server.

use std::time::Duration;

use clap::Args;

use crate::config::value;

/// What a client may take of the server.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct LimitSettings {
    /// Connections served at once: for one more, the one that has been idle longest is closed; if all are busy, it waits,
    /// but health and the control plane are served on 8 more
    // Below 1024, the usual limit of open files, so that the cap is reached before the system runs out.
    #[arg(long, env = "CODEARTS_MOCK_MAX_CONNECTIONS", value_name = "NUMBER", default_value = "1000",
        value_parser = value::connections)]
    pub max_connections: u32,

    /// The largest request body, in bytes
    #[arg(long, env = "CODEARTS_MOCK_MAX_BODY_BYTES", value_name = "BYTES", default_value = "12582912",
        value_parser = value::bytes)]
    pub max_body_bytes: usize,

    /// What journals, changed state, snapshots, fault rules, issued tokens and bodies may take of memory together, in bytes
    #[arg(long, env = "CODEARTS_MOCK_MAX_MEMORY_BYTES", value_name = "BYTES", default_value = "1073741824",
        value_parser = value::memory)]
    pub max_memory_bytes: usize,

    /// The most ids, and the most rows (ids by roles), that one request may name
    #[arg(long, env = "CODEARTS_MOCK_MAX_ROWS_PER_REQUEST", value_name = "NUMBER", default_value = "1000000",
        value_parser = value::rows)]
    pub max_rows_per_request: usize,

    /// Time for the head of a request to arrive, and for a connection to be idle, in milliseconds
    #[arg(long = "header-timeout-ms", env = "CODEARTS_MOCK_HEADER_TIMEOUT_MS", value_name = "MS",
        default_value = "60000", value_parser = value::milliseconds)]
    pub header_timeout: Duration,

    /// Time for the body of a request to arrive, in milliseconds
    #[arg(long = "body-timeout-ms", env = "CODEARTS_MOCK_BODY_TIMEOUT_MS", value_name = "MS", default_value = "30000",
        value_parser = value::milliseconds)]
    pub body_timeout: Duration,

    /// The longest that a call may be made to wait, in milliseconds: by a fault, by X-Mock-Delay-Ms, by `wait` and
    /// `timeout_ms` of the control plane
    #[arg(long = "max-wait-ms", env = "CODEARTS_MOCK_MAX_WAIT_MS", value_name = "MS", default_value = "60000",
        value_parser = value::milliseconds)]
    pub max_wait: Duration,

    /// Time for which, after a signal to stop, everything is served as before but /readyz says 503, in milliseconds
    #[arg(long = "shutdown-delay-ms", env = "CODEARTS_MOCK_SHUTDOWN_DELAY_MS", value_name = "MS", default_value = "0",
        value_parser = value::delay)]
    pub shutdown_delay: Duration,

    /// Time for requests in flight to finish after a signal to stop and that delay, in milliseconds
    // Docker kills what has not stopped after 10 seconds.
    #[arg(long = "drain-timeout-ms", env = "CODEARTS_MOCK_DRAIN_TIMEOUT_MS", value_name = "MS", default_value = "5000",
        value_parser = value::milliseconds)]
    pub drain_timeout: Duration,
}
