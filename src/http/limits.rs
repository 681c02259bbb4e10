//! What a client may take of the server, each with the bound that holds unless another is set.

use std::time::Duration;

#[cfg(feature = "cli")]
use crate::domain::setting;
use crate::{fault::LONGEST_WAIT, memory::Memory};

/// What a client may take of the server before it is refused or cut off.
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Connections served at once: for one more, the one that has been idle longest is closed; if all are busy, it waits,
    /// but health and the control plane are served on 8 more
    #[cfg_attr(
        feature = "cli",
        arg(
            long,
            env = "CODEARTS_MOCK_MAX_CONNECTIONS",
            value_name = "NUMBER",
            default_value_t = Self::DEFAULT.max_connections,
            value_parser = |text: &str| {
                setting::between(text, 1_u32, 1_000_000, "a number of connections from 1 to 1000000")
            }
        )
    )]
    pub max_connections: u32,

    /// The largest request body, in bytes
    #[cfg_attr(
        feature = "cli",
        arg(
            long,
            env = "CODEARTS_MOCK_MAX_BODY_BYTES",
            value_name = "BYTES",
            default_value_t = Self::DEFAULT.max_body_bytes,
            value_parser = |text: &str| {
                setting::between(text, 1, usize::MAX, "a number of bytes, at least 1, without a unit")
            }
        )
    )]
    pub max_body_bytes: usize,

    /// What journals, changed state, snapshots, fault rules, issued tokens and bodies may take of memory together, in bytes
    #[cfg_attr(
        feature = "cli",
        arg(
            long,
            env = "CODEARTS_MOCK_MAX_MEMORY_BYTES",
            value_name = "BYTES",
            default_value_t = Self::DEFAULT.max_memory_bytes,
            value_parser = |text: &str| {
                let least = Memory::LEAST;
                let expected = format_args!("a number of bytes, at least {least} (1 MiB), without a unit");
                setting::between(text, least, usize::MAX, expected)
            }
        )
    )]
    pub max_memory_bytes: usize,

    /// The most ids, and the most rows (ids by roles), that one request may name
    #[cfg_attr(
        feature = "cli",
        arg(
            long,
            env = "CODEARTS_MOCK_MAX_ROWS_PER_REQUEST",
            value_name = "NUMBER",
            default_value_t = Self::DEFAULT.max_rows_per_request,
            value_parser = |text: &str| setting::between(text, 1, usize::MAX, "a number of rows, at least 1")
        )
    )]
    pub max_rows_per_request: usize,

    /// Time for the head of a request to arrive, and for a connection to be idle, in milliseconds
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "header-timeout-ms",
            env = "CODEARTS_MOCK_HEADER_TIMEOUT_MS",
            value_name = "MS",
            default_value = setting::in_milliseconds(Self::DEFAULT.header_timeout),
            value_parser = setting::milliseconds
        )
    )]
    pub header_timeout: Duration,

    /// Time for the body of a request to arrive, in milliseconds
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "body-timeout-ms",
            env = "CODEARTS_MOCK_BODY_TIMEOUT_MS",
            value_name = "MS",
            default_value = setting::in_milliseconds(Self::DEFAULT.body_timeout),
            value_parser = setting::milliseconds
        )
    )]
    pub body_timeout: Duration,

    /// The longest that a call may be made to wait, in milliseconds: by a fault, by X-Mock-Delay-Ms, by `wait` and
    /// `timeout_ms` of the control plane
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "max-wait-ms",
            env = "CODEARTS_MOCK_MAX_WAIT_MS",
            value_name = "MS",
            default_value = setting::in_milliseconds(Self::DEFAULT.max_wait),
            value_parser = setting::milliseconds
        )
    )]
    pub max_wait: Duration,

    /// Time for which, after a signal to stop, everything is served as before but /readyz says 503, in milliseconds
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "shutdown-delay-ms",
            env = "CODEARTS_MOCK_SHUTDOWN_DELAY_MS",
            value_name = "MS",
            default_value = setting::in_milliseconds(Self::DEFAULT.shutdown_delay),
            value_parser = setting::milliseconds_or_none
        )
    )]
    pub shutdown_delay: Duration,

    /// Time for requests in flight to finish after a signal to stop and that delay, in milliseconds
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "drain-timeout-ms",
            env = "CODEARTS_MOCK_DRAIN_TIMEOUT_MS",
            value_name = "MS",
            default_value = setting::in_milliseconds(Self::DEFAULT.drain_timeout),
            value_parser = setting::milliseconds
        )
    )]
    pub drain_timeout: Duration,
}

impl Limits {
    /// The limits of a server that nobody has set any for.
    pub const DEFAULT: Self = Self {
        // Below 1024, the usual limit of open files, so that the cap is reached before the system runs out.
        max_connections: 1000,
        max_body_bytes: 12 * 1024 * 1024,
        max_memory_bytes: Memory::BOUND,
        max_rows_per_request: 1_000_000,
        header_timeout: Duration::from_mins(1),
        body_timeout: Duration::from_secs(30),
        max_wait: LONGEST_WAIT,
        shutdown_delay: Duration::ZERO,
        // Docker kills what has not stopped after 10 seconds.
        drain_timeout: Duration::from_secs(5),
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
