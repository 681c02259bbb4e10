//! What counting an exchange costs: one that came before, and one that is new.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use codearts_mock::{
    api::{OPERATIONS, QuirkSet},
    contract::Parts,
    coverage::{Coverage, CredentialKind, Observation},
};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const BODY: &str =
    r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":4,"permission_name":"is_view","permission_value":true}"#;

fn note(coverage: &Coverage, query: &str) {
    let operation = OPERATIONS.iter().find(|operation| operation.id() == "UpdateSimpleJobRolePermission");
    coverage.note(&Observation {
        operation: black_box(operation),
        parts: Parts { path: "/v1/job/role-permission", query, header: &|_| None, body: BODY.as_bytes() },
        status: 200,
        credential: CredentialKind::Token,
        quirks: QuirkSet::NONE,
        problems: &[],
        namespace: "default",
    });
}

#[divan::bench]
fn a_known_request(bencher: Bencher<'_, '_>) {
    let coverage = Coverage::default();
    bencher.bench(|| note(&coverage, ""));
}

#[divan::bench]
fn a_new_request(bencher: Bencher<'_, '_>) {
    let coverage = Coverage::default();
    let number = AtomicU64::new(0);
    bencher.bench(|| note(&coverage, &format!("job_id={}", number.fetch_add(1, Relaxed))));
}
