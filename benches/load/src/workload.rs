//! What is sent: the workloads of the budget, as prepared requests.

use std::fmt::Write as _;

use crate::reference::{JOB_BATCH_PATH, MATRIX_PATH, ROLE_PERMISSION_PATH};
use crate::request::Request;
use crate::signature::{Credential, date_now};

/// Project of the matrix page in the default world.
pub const PAGE_PROJECT: &str = "p45e51b060f1b4e82916f9d2c33e8eb28";
/// Jobs of the matrix page in the default world.
pub const PAGE_JOBS: [&str; 2] = ["6ecbc5bac7c8442fb3d2563d53c13582", "c798139500d2456d82d95d108f182b5a"];

/// The documented body of the pipeline batch, byte for byte: two pipelines, twenty roles.
const PIPELINE_BODY: &str = include_str!("../bodies/pipeline_batch.json");
const PIPELINE_PATH: &str =
    "/v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/pipeline/batch-role-permission";

/// The roles of a job batch: the seven that every project has.
const BATCH_ROLES: [i32; 7] = [3, 4, 5, 6, 7, 8, 9];
const FLAGS: [&str; 7] = ["is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager"];

/// A kind of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// The matrix GET of one job.
    MatrixGet,
    /// The pipeline batch with the documented body.
    PipelineBatch,
    /// The job batch: every job of the target, seven roles.
    JobBatch,
    /// Four matrix GETs, then one single-flag PUT.
    Mix,
    /// The matrix GET over all jobs of the target, one after another.
    SpreadGet,
    /// The single-flag PUT over all jobs of the target, one after another.
    SpreadPut,
}

/// Which ids are named, and who asks.
#[derive(Clone)]
pub struct Target {
    /// The project.
    pub project: String,
    /// Jobs of the project.
    pub jobs: Vec<String>,
    /// Signs each request; without it a token of any value is sent.
    pub credential: Option<Credential>,
}

impl Target {
    /// The first job of the matrix page, which the default world has.
    #[must_use]
    pub fn page() -> Self {
        Self { project: PAGE_PROJECT.to_owned(), jobs: vec![PAGE_JOBS[0].to_owned()], credential: None }
    }
}

impl Workload {
    /// The requests of one turn, as bytes for the server at `host`.
    ///
    /// Writes come in pairs that set and clear the same flags: each of them changes something.
    #[must_use]
    pub fn requests(self, target: &Target, host: &str) -> Vec<Vec<u8>> {
        let date = date_now();
        let finish = |request: Request| match &target.credential {
            Some(credential) => request.signed(host, credential, &date).bytes(host),
            None => request.with_token().bytes(host),
        };
        self.turn(target).into_iter().map(finish).collect()
    }

    fn turn(self, target: &Target) -> Vec<Request> {
        let first = &target.jobs[0];
        match self {
            Self::MatrixGet => vec![matrix_get(target, first)],
            Self::PipelineBatch => {
                let inverted = PIPELINE_BODY.replace("true", "\0").replace("false", "true").replace('\0', "false");
                [PIPELINE_BODY.to_owned(), inverted].map(|body| Request::write("POST", PIPELINE_PATH, body)).into()
            }
            Self::JobBatch => [true, false].map(|granted| job_batch(target, granted)).into(),
            Self::Mix => {
                let part = |granted| [vec![matrix_get(target, first); 4], vec![role_put(first, granted)]].concat();
                [part(true), part(false)].concat()
            }
            Self::SpreadGet => target.jobs.iter().map(|job| matrix_get(target, job)).collect(),
            Self::SpreadPut => {
                let pass = |granted| target.jobs.iter().map(move |job| role_put(job, granted));
                pass(true).chain(pass(false)).collect()
            }
        }
    }
}

/// Sets or clears one flag of role 4 on `job`.
#[must_use]
pub fn role_put(job: &str, granted: bool) -> Request {
    role_flag_put(job, 4, "is_delete", granted)
}

/// Ten writes that differ, on the jobs of the matrix page.
#[must_use]
pub fn ten_writes() -> Vec<Request> {
    let write = |index: usize| {
        let role = BATCH_ROLES[index % BATCH_ROLES.len()];
        let job = PAGE_JOBS[index % PAGE_JOBS.len()];
        role_flag_put(job, role, FLAGS[index % FLAGS.len()], index.is_multiple_of(2))
    };
    (0..10).map(write).collect()
}

fn role_flag_put(job: &str, role: i32, flag: &str, granted: bool) -> Request {
    let body =
        format!(r#"{{"job_id":"{job}","role_id":"{role}","permission_name":"{flag}","permission_value":{granted}}}"#);
    Request::write("PUT", ROLE_PERMISSION_PATH, body)
}

/// Reads the matrix of `job`.
#[must_use]
pub fn matrix_get(target: &Target, job: &str) -> Request {
    Request::get(MATRIX_PATH, &format!("job_id={job}&project_id={}", target.project))
}

fn job_batch(target: &Target, granted: bool) -> Request {
    let jobs = target.jobs.join(r#"",""#);
    let mut body =
        format!(r#"{{"project_id":"{}","job_ids":["{jobs}"],"project_switch":false,"permissions":["#, target.project);
    for (index, role) in BATCH_ROLES.iter().enumerate() {
        let separator = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(body, r#"{separator}{{"role_id":{role}"#);
        for (position, flag) in FLAGS.iter().enumerate() {
            let value = granted ^ (index + position).is_multiple_of(2);
            let _ = write!(body, r#","{flag}":{value}"#);
        }
        body.push('}');
    }
    body.push_str("]}");
    Request::write("POST", JOB_BATCH_PATH, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(workload: Workload) -> Vec<serde_json::Value> {
        let parse = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("requests are text");
            let (_, body) = text.split_once("\r\n\r\n").expect("the head ends");
            serde_json::from_str(body).expect("the body is JSON")
        };
        workload.requests(&Target::page(), "h").into_iter().map(parse).collect()
    }

    #[test]
    fn the_pipeline_batch_names_the_documented_twenty_roles() {
        let bodies = bodies(Workload::PipelineBatch);

        let roles = |body: &serde_json::Value| body["roles"].as_array().map(Vec::len);
        assert_eq!(bodies.iter().map(roles).collect::<Vec<_>>(), [Some(20), Some(20)]);
        assert_eq!(bodies[0]["roles"][0]["operation_delete"], true);
        assert_eq!(bodies[1]["roles"][0]["operation_delete"], false);
    }

    #[test]
    fn a_job_batch_names_seven_roles_of_seven_flags() {
        let bodies = bodies(Workload::JobBatch);

        let roles = bodies[0]["permissions"].as_array().expect("permissions are a list");
        let members: Vec<_> = roles.iter().map(|role| role.as_object().map(serde_json::Map::len)).collect();
        assert_eq!(members, [Some(8); 7]);
    }

    #[test]
    fn a_fifth_of_the_mix_writes() {
        let requests = Workload::Mix.requests(&Target::page(), "h");

        let writes = requests.iter().filter(|request| request.starts_with(b"PUT ")).count();
        assert_eq!((writes, requests.len()), (2, 10));
    }
}
