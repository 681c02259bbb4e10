//! The reference servers answer every workload, and both with the same bytes.

use std::path::Path;

use codearts_mock_load::affinity::Cores;
use codearts_mock_load::connection::Connection;
use codearts_mock_load::measure::interleave;
use codearts_mock_load::process::Server;
use codearts_mock_load::seed;
use codearts_mock_load::variant::Variant;
use codearts_mock_load::workload::{Target, Workload};

const WORKLOADS: [Workload; 6] = [
    Workload::MatrixGet,
    Workload::PipelineBatch,
    Workload::JobBatch,
    Workload::Mix,
    Workload::SpreadGet,
    Workload::SpreadPut,
];

fn reference_servers() -> [Server; 2] {
    let cores = Cores::claim().expect("two cores are allowed");
    let programs = [env!("CARGO_BIN_EXE_bare-axum"), env!("CARGO_BIN_EXE_bare-axum-serde")];
    programs.map(|program| {
        Server::start(cores, &Variant::plain(program, Path::new(program))).expect("the server becomes ready")
    })
}

#[test]
fn every_request_of_every_workload_is_answered_with_200() {
    let servers = reference_servers();
    let target = seed::target(100, 100);

    for server in &servers {
        let mut connection = Connection::open(server.address).expect("the server listens");
        for request in WORKLOADS.iter().flat_map(|workload| workload.requests(&target, "host")) {
            connection.expect_success(&request).expect("the answer is 200");
        }
    }
}

#[test]
fn both_servers_answer_with_the_same_number_of_bytes() {
    let servers = reference_servers();
    let lengths = servers.each_ref().map(|server| {
        let mut connection = Connection::open(server.address).expect("the server listens");
        let requests = WORKLOADS.iter().flat_map(|workload| workload.requests(&Target::page(), "host"));
        let length = |request: Vec<u8>| connection.exchange(&request).expect("the server answers").length;
        requests.map(length).collect::<Vec<_>>()
    });

    assert_eq!(lengths[0], lengths[1]);
}

#[test]
fn each_server_is_measured_in_each_round() {
    let servers = reference_servers();
    let target = Target::page();
    let contestants = [(&servers[0], &target), (&servers[1], &target)];

    let seen = interleave(&contestants, Workload::Mix, 4, 3).expect("both answer");

    let rounds: Vec<_> = seen.iter().map(|measurement| (measurement.cpu.len(), measurement.refused)).collect();
    assert_eq!(rounds, [(3, 0), (3, 0)]);
}
