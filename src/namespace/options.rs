//! What can be set of namespaces.

use std::time::Duration;

#[cfg(feature = "cli")]
use crate::domain::setting;
use crate::{domain::Timestamp, fault::Rate, journal::Capacity};

/// How a namespace begins.
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// A point in time such as 2024-09-20T06:38:49Z at which the clock stands still; without one it runs
    #[cfg_attr(feature = "cli", arg(long, env = "CODEARTS_MOCK_CLOCK", value_name = "TIME"))]
    pub clock: Option<Timestamp>,

    /// A number that ids are made from, so that the same calls get the same ones
    #[cfg_attr(feature = "cli", arg(long, env = "CODEARTS_MOCK_ID_SEED", value_name = "NUMBER"))]
    pub id_seed: Option<u64>,

    /// The most calls a second and at once in a namespace, written N/s or N/s:BURST
    #[cfg_attr(feature = "cli", arg(long, env = "CODEARTS_MOCK_RATE_LIMIT", value_name = "RATE"))]
    pub rate_limit: Option<Rate>,

    /// How much the journal keeps.
    #[cfg_attr(feature = "cli", command(flatten))]
    pub journal: Capacity,
}

/// How many namespaces there may be, and for how long.
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Bounds {
    /// The most namespaces
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "max-namespaces",
            id = "max_namespaces",
            env = "CODEARTS_MOCK_MAX_NAMESPACES",
            value_name = "NUMBER",
            default_value_t = Self::DEFAULT.most
        )
    )]
    pub most: usize,

    /// Time without a request after which a namespace may be dropped, in milliseconds
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "namespace-idle-ms",
            id = "namespace_idle",
            env = "CODEARTS_MOCK_NAMESPACE_IDLE_MS",
            value_name = "MS",
            default_value = setting::in_milliseconds(Self::DEFAULT.idle),
            value_parser = setting::milliseconds
        )
    )]
    pub idle: Duration,
}

impl Bounds {
    /// The bounds that hold unless others are set.
    pub const DEFAULT: Self = Self { most: 4_096, idle: Duration::from_hours(1) };
}

impl Default for Bounds {
    fn default() -> Self {
        Self::DEFAULT
    }
}
