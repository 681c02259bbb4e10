//! A faithful, stateful mock server for the Huawei Cloud CodeArts permission APIs.

pub mod api;
pub mod auth;
pub mod config;
pub mod contract;
pub mod coverage;
pub mod domain;
pub mod environment;
pub mod fault;
pub mod http;
pub mod journal;
pub mod memory;
pub mod mock_server;
pub mod namespace;
pub mod openapi;
pub mod server;
pub mod store;

pub use mock_server::MockServer;

/// The documents whose examples are tested as those of the crate are.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../docs/embedding.md")]
struct Documents;
