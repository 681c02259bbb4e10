//! What the attacks share: where the server is, and requests that are made once because they are large.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::random::Random;
use crate::reference::JOB_BATCH_PATH;
use crate::request::Request;
use crate::seed;
use crate::wire::{Fault, Wire};
use crate::workload::{PAGE_PROJECT, Target, matrix_get};

/// Jobs of the seed: about eleven megabytes of state as it is shown.
pub const JOBS: usize = 5000;

/// Namespaces that small requests go round.
pub const NAMESPACES: usize = 200;

/// Namespaces that large requests are sent to; few, so that their journals are soon as full as they get.
const HEAVY_NAMESPACES: u64 = 4;

/// Bytes of a field's name: the default limit of a body is 12,582,912.
const HUGE_NAME: usize = 12_500_000;

/// Unknown things in one request.
const MANY: usize = 5000;

/// Bytes of the bodies of requests that are refused for their head.
pub const REFUSED_BODIES: [usize; 4] = [2, 1 << 10, 100 << 10, 2 << 20];

/// The server's address and what is sent there.
pub struct Ground {
    /// Where the server listens.
    pub address: SocketAddr,
    /// The same as a `Host`.
    pub host: String,
    /// Jobs of its world.
    pub target: Target,
    /// Batches without a credential, with bodies of [`REFUSED_BODIES`].
    pub refused: [Vec<u8>; 4],
    /// A batch with a field whose name is as long as a body may be.
    pub huge_name: Vec<u8>,
    /// Batches that name thousands of roles, jobs or fields that there are not.
    pub unknown: [Vec<u8>; 3],
    next_namespace: AtomicUsize,
}

impl Ground {
    /// Makes the requests for the server at `address`.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        let host = address.to_string();
        let target = seed::target(JOBS, 100);
        let heavy = |index: usize, body: String| {
            let namespace = format!("heavy_{}", index as u64 % HEAVY_NAMESPACES);
            Request::write("POST", JOB_BATCH_PATH, body)
                .with_token()
                .header("X-Mock-Namespace", &namespace)
                .bytes(&host)
        };
        let refused = REFUSED_BODIES.map(|size| Request::write("POST", JOB_BATCH_PATH, filler(size)).bytes(&host));
        let huge_name = heavy(0, format!(r#"{{"{}":1}}"#, "n".repeat(HUGE_NAME)));
        let bodies = [unknown_roles(&target.jobs[0]), unknown_jobs(), unknown_fields(&target.jobs[0])];
        let mut index = 0;
        let unknown = bodies.map(|body| {
            index += 1;
            heavy(index, body)
        });
        Self { address, target, refused, huge_name, unknown, host, next_namespace: AtomicUsize::new(0) }
    }

    /// A new connection with `limit` for everything on it.
    ///
    /// # Errors
    ///
    /// When it is not accepted.
    pub fn connect(&self, limit: Duration) -> Result<Wire, Fault> {
        Wire::open(self.address, limit)
    }

    /// The next namespace of the round.
    pub fn next_namespace(&self) -> String {
        namespace(self.next_namespace.fetch_add(1, Ordering::Relaxed))
    }

    /// A request for `path` of the control plane about `namespace`.
    #[must_use]
    pub fn control(&self, method: &'static str, path: &str, query: &str, namespace: &str) -> Vec<u8> {
        let request =
            if method == "GET" { Request::get(path, query) } else { Request::write(method, path, String::new()) };
        request.header("X-Mock-Namespace", namespace).bytes(&self.host)
    }

    /// A read of one job that is answered with 200, in `namespace`.
    #[must_use]
    pub fn read(&self, namespace: &str) -> Request {
        matrix_get(&self.target, &self.target.jobs[0]).with_token().header("X-Mock-Namespace", namespace)
    }

    /// One of the namespaces of the round.
    pub fn any_namespace(random: &mut Random) -> String {
        namespace(random.index(NAMESPACES))
    }
}

/// The name of the namespace at a place of the round.
#[must_use]
pub fn namespace(place: usize) -> String {
    format!("attacked_{:03}", place % NAMESPACES)
}

/// JSON of exactly `bytes` bytes, of which the least is 2.
fn filler(bytes: usize) -> String {
    match bytes.checked_sub(r#"{"x":""}"#.len()) {
        Some(rest) => format!(r#"{{"x":"{}"}}"#, "f".repeat(rest)),
        None => "{}".to_owned(),
    }
}

fn unknown_roles(job: &str) -> String {
    let role = |index| format!(r#"{{"role_id":{},"is_view":true}}"#, 900_000 + index);
    batch(&format!(r#""{job}""#), &list(MANY, role))
}

fn unknown_jobs() -> String {
    batch(&list(MANY, |index| format!(r#""{index:032x}""#)), r#"{"role_id":4,"is_view":true}"#)
}

fn unknown_fields(job: &str) -> String {
    let field = |index| format!(r#""field_{index}":1"#);
    batch(&format!(r#""{job}""#), &format!(r#"{{"role_id":4,"is_view":true,{}}}"#, list(MANY, field)))
}

fn batch(jobs: &str, permissions: &str) -> String {
    format!(
        r#"{{"project_id":"{PAGE_PROJECT}","job_ids":[{jobs}],"project_switch":false,"permissions":[{permissions}]}}"#
    )
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for index in 0..count {
        let separator = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{}", item(index));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_the_size_that_is_told() {
        assert_eq!(REFUSED_BODIES.map(|size| filler(size).len()), REFUSED_BODIES);
    }

    #[test]
    fn each_batch_is_json_with_thousands_of_unknown_things() {
        let bodies = [unknown_roles("j"), unknown_jobs(), unknown_fields("j")];

        let [roles, jobs, fields] =
            bodies.map(|body| serde_json::from_str::<serde_json::Value>(&body).expect("the body is JSON"));
        assert_eq!(roles["permissions"].as_array().map(Vec::len), Some(MANY));
        assert_eq!(jobs["job_ids"].as_array().map(Vec::len), Some(MANY));
        assert_eq!(fields["permissions"][0].as_object().map(serde_json::Map::len), Some(MANY + 2));
    }

    #[test]
    fn the_round_returns_to_its_first_namespace() {
        let ground = Ground::new(SocketAddr::from(([127, 0, 0, 1], 1)));

        let round: Vec<_> = (0..=NAMESPACES).map(|_| ground.next_namespace()).collect();

        assert_eq!((&*round[0], &*round[199], &*round[200]), ("attacked_000", "attacked_199", "attacked_000"));
    }
}
