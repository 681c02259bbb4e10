//! What is set of the state of tests.

use std::time::Duration;

use clap::Args;

use crate::{
    domain::Timestamp,
    fault::Rate,
    http::{HostName, Origin},
};

use super::ControlAccess;
use crate::config::value;

/// Time, ids, namespaces, journal, and who may control them.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct StateSettings {
    /// A point in time such as 2024-09-20T06:38:49Z at which the clock stands still; without one it runs
    #[arg(long, env = "CODEARTS_MOCK_CLOCK", value_name = "TIME")]
    pub clock: Option<Timestamp>,

    /// A number that ids are made from, so that the same calls get the same ones
    #[arg(long, env = "CODEARTS_MOCK_ID_SEED", value_name = "NUMBER")]
    pub id_seed: Option<u64>,

    /// The most calls a second and at once in a namespace, written N/s or N/s:BURST
    #[arg(long, env = "CODEARTS_MOCK_RATE_LIMIT", value_name = "RATE")]
    pub rate_limit: Option<Rate>,

    /// The most requests that the journal of a namespace keeps; 0 for no journal
    #[arg(long, env = "CODEARTS_MOCK_JOURNAL_ENTRIES", value_name = "NUMBER", default_value = "1000")]
    pub journal_entries: usize,

    /// The most bytes that the journal of a namespace keeps
    #[arg(long, env = "CODEARTS_MOCK_JOURNAL_BYTES", value_name = "BYTES", default_value = "16777216")]
    pub journal_bytes: usize,

    /// The most namespaces
    #[arg(long, env = "CODEARTS_MOCK_MAX_NAMESPACES", value_name = "NUMBER", default_value = "4096")]
    pub max_namespaces: usize,

    /// Time without a request after which a namespace may be dropped, in milliseconds
    #[arg(long = "namespace-idle-ms", env = "CODEARTS_MOCK_NAMESPACE_IDLE_MS", value_name = "MS", default_value = "3600000",
        value_parser = value::milliseconds)]
    pub namespace_idle: Duration,

    /// The token of the control plane.
    #[command(flatten)]
    pub control: ControlAccess,

    /// A name that the control plane may be called by, beside loopback, addresses, names without a dot, *.svc,
    /// *.svc.cluster.local and *.internal; repeatable, or a comma list
    #[arg(long = "control-host", env = "CODEARTS_MOCK_CONTROL_HOST", value_name = "HOST", value_delimiter = ',')]
    pub control_hosts: Vec<HostName>,

    /// The origin of a web page that may call the control plane, such as `http://localhost:3000`, beside the server's own;
    /// repeatable, or a comma list
    #[arg(long = "control-origin", env = "CODEARTS_MOCK_CONTROL_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub control_origins: Vec<Origin>,
}
