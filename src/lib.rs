//! A faithful, stateful mock server for the Huawei Cloud `CodeArts` permission APIs.
//!
//! It serves the documented operations of `CodeArts` Build, `CodeArts` Pipeline and the parts of IAM that their clients need, on a
//! real socket, and remembers what was changed. This crate is the server inside a Rust test; the program `codearts-mock` is the
//! same server for a laptop, a container or a test in another language.
//!
//! ```
//! use codearts_mock::{Expectation, Fault, MockServer};
//!
//! let server = MockServer::start();
//! let call = || {
//!     ureq::get(format!("{}/v1/job/permission", server.uri()))
//!         .query("project_id", "p45e51b060f1b4e82916f9d2c33e8eb28")
//!         .query("job_id", "6ecbc5bac7c8442fb3d2563d53c13582")
//!         .header("X-Auth-Token", "any")
//!         .call()
//! };
//! server.inject(Fault::status("ShowProjectJobPermission", 503).times(1));
//! server.expect(Expectation::of("ShowProjectJobPermission").exactly(2));
//!
//! assert!(call().is_err(), "the first call meets the fault");
//! assert_eq!(call().unwrap().status(), 200);
//! ```
//!
//! The server stops when it is dropped, and panics then if an expectation is not met.
//!
//! # Where to find what
//!
//! | to | see |
//! | --- | --- |
//! | start a server, with settings of its own | [`MockServer`], [`Builder`] |
//! | give each of many tests a state of its own on one server | [`MockServer::namespace`], [`Scope`] |
//! | begin with users, projects, jobs and pipelines of your own | [`World`], [`WorldFile`] |
//! | demand a right token or signature | [`Mode`] |
//! | choose a reading where the documentation disagrees with itself | [`Quirks`], [`QUIRKS`] |
//! | make calls fail, hang or break off | [`Fault`], [`Action`], [`Delay`] |
//! | move time | [`Scope::advance`] |
//! | see what was called, or expect it | [`Scope::requests`], [`Expectation`] |
//! | know which part of the contract was exercised | [`MockServer::coverage`], [`Report`] |
//!
//! What is not on this page belongs to the program: it may change with every version.
//!
//! # Features
//!
//! `cli`, on by default, is the program with its command line and its log; `generate`, on by default too, adds its completions
//! and manual pages. A test needs neither: `codearts-mock = { version = "0.1", default-features = false }`.

#[doc(hidden)]
pub mod api;
#[doc(hidden)]
pub mod auth;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod contract;
#[doc(hidden)]
pub mod coverage;
#[doc(hidden)]
pub mod domain;
#[doc(hidden)]
pub mod environment;
#[doc(hidden)]
pub mod fault;
#[doc(hidden)]
pub mod http;
#[doc(hidden)]
pub mod journal;
#[doc(hidden)]
pub mod memory;
mod mock_server;
#[doc(hidden)]
pub mod namespace;
#[doc(hidden)]
pub mod openapi;
#[doc(hidden)]
pub mod server;
#[doc(hidden)]
pub mod store;

#[doc(inline)]
pub use crate::{
    api::{QUIRKS, Quirk, QuirkOption, Quirks, Says, WrongChoice},
    auth::Mode,
    contract::{Invalid, Pattern},
    coverage::{
        FieldReport, Format as ReportFormat, OperationReport, QuirkReport, Report, Share, StatusReport, Totals,
        ValueReport,
    },
    domain::Timestamp,
    fault::{Action, Always, Delay, FailureIn200, Fault, FaultView, Phase},
    journal::{Entry, Expectation, Times, Transcript, Unmet},
    mock_server::{Builder, MockServer, Scope},
    store::{SeedError, World, WorldFile},
};

/// The documents whose examples are tested as those of the crate are.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../docs/embedding.md")]
struct Documents;
