//! Random histories: after every call the server and a naive model of the documents say the same.
//!
//! The long run, ten thousand histories:
//! `CODEARTS_MOCK_MODEL_CASES=10000 cargo test --release --locked --test model -- --nocapture histories`

mod documents;
mod reference;
mod step;

use std::collections::BTreeMap;

use codearts_mock::{
    api::{Call, OPERATIONS, Operation},
    contract::Parts,
    domain::{Caller, Timestamp, UserId},
    http::Limits,
};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Map, Value, json};

use crate::mock::{Answer, Mock, START};

use documents::{DOCUMENTED, Documented};
use reference::Reference;
use step::{CALLERS, Step};

const WORLD: &str = include_str!("sequences/world.json");

/// So many histories unless the environment says otherwise: enough for every commit.
const CASES: u32 = 64;

#[test]
fn every_operation_is_documented_here() {
    let here: Vec<_> = DOCUMENTED.iter().map(|row| (row.id, row.method, row.path)).collect();
    let rows = OPERATIONS.iter().filter(|row| !row.id().starts_with("Keystone"));
    let there: Vec<_> = rows.map(|row| (row.id(), row.contract.method.name(), row.contract.path())).collect();

    assert_eq!(here, there);
}

#[test]
fn the_model_agrees_with_random_histories() {
    let cases = std::env::var("CODEARTS_MOCK_MODEL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };

    let outcome =
        TestRunner::new(config).run(&(step::quirks(), step::steps()), |(quirks, steps)| play(&quirks, &steps));

    outcome.unwrap();
}

/// A server and its model, side by side.
struct Pair {
    mock: Mock,
    reference: Reference,
    now: i64,
}

fn play(quirks: &BTreeMap<String, String>, steps: &[Step]) -> Result<(), TestCaseError> {
    let chosen: Vec<_> = quirks.iter().map(|(name, option)| format!("{name}={option}")).collect();
    let seed = serde_json::from_str(WORLD).expect("the world is JSON");
    let mut pair = Pair {
        mock: Mock::with_world(WORLD, &chosen.join(",")),
        reference: Reference::new(&seed, quirks),
        now: START.parse::<Timestamp>().expect("a timestamp").milliseconds(),
    };
    pair.read_everything()?;
    for step in steps {
        pair.take(step)?;
    }
    Ok(())
}

impl Pair {
    /// One call on both sides. A call that is refused, or only reads, leaves everything as it was.
    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        self.mock.tick();
        self.now += 1000;
        let before = self.mock.export();
        let (target, body) = step.operation.request(&step.arguments);
        let answer = self.mock.send(step.caller, &format!("{} {target}", step.operation.method), &body);
        let expected = self.expected(step.caller, step.operation, &step.arguments);
        let is_refused = expected.is_err();
        same(step, &answer, expected, &self.reference)?;
        let is_unchanged = self.mock.export() == before;
        let is_write = OPERATIONS.iter().any(|row| row.writes && row.id() == step.operation.id);
        if is_unchanged {
            // What is read is a function of the state, and all of it was read in this one.
            return Ok(());
        }
        if is_refused || !is_write {
            return Err(TestCaseError::fail(format!("{step:?} changed the state, though it is {answer:?}")));
        }
        self.read_everything().map_err(|error| TestCaseError::fail(format!("after {step:?}: {error}")))
    }

    fn expected(
        &mut self,
        caller: &str,
        operation: &Documented,
        arguments: &Map<String, Value>,
    ) -> Result<Value, reference::Refusal> {
        let user = (caller != "anybody").then(|| self.mock.user_id(caller));
        self.reference.call(user.as_deref(), operation, arguments, self.now)
    }

    /// Every read of everything that there is, as every caller.
    fn read_everything(&mut self) -> Result<(), TestCaseError> {
        let reads = self.reads();
        for caller in CALLERS {
            for (id, arguments) in &reads {
                let operation = Documented::of(id);
                let arguments = arguments.as_object().expect("arguments");
                let answer = self.ask(caller, operation, arguments);
                let expected = self.expected(caller, operation, arguments);
                let step = Step { caller, operation, arguments: arguments.clone() };
                same(&step, &answer, expected, &self.reference)?;
            }
        }
        Ok(())
    }

    fn reads(&self) -> Vec<(&'static str, Value)> {
        let world = &self.reference.world;
        let mut reads = vec![("CheckJobInternal", json!({}))];
        for project in world.projects.keys() {
            reads.push(("ShowProjectPermission", json!({ "project_id": project })));
            reads.push(("GetProjectPermission", json!({ "project_id": project, "type": "read" })));
            reads.push(("GetProjectPermission", json!({ "project_id": project, "type": "tag" })));
            reads.push(("QueryUserDevUcAuthorizations", json!({ "cloudProjectId": project })));
        }
        for (job, resource) in &world.jobs {
            let both = json!({ "project_id": resource.project, "job_id": job });
            reads.push(("ShowProjectJobPermission", both.clone()));
            reads.push(("ShowDefaultProjectPermission", both));
            reads.push(("ShowJobRolePermission", json!({ "job_id": job })));
            reads.push(("ShowJobInfo", json!({ "job_id": job })));
        }
        for (pipeline, resource) in &world.pipelines {
            let both = json!({ "project_id": resource.project, "pipeline_id": pipeline });
            reads.push(("ShowPipelinePermissionSwitch", both.clone()));
            reads.push(("ShowPipelineRolePermission", both.clone()));
            let mut page = both;
            page["limit"] = 10.into();
            page["offset"] = 0.into();
            reads.push(("ShowPipelineUserPermission", page));
            reads.push(("GetPipelinePermission", json!({ "tenant_id": "t", "resource_ids": [pipeline] })));
        }
        reads
    }

    /// Asks the operation itself, past HTTP: there are hundreds of reads after every write.
    fn ask(&self, caller: &str, operation: &Documented, arguments: &Map<String, Value>) -> Answer {
        let row: &'static Operation = OPERATIONS.iter().find(|row| row.id() == operation.id).expect("a row");
        let (target, body) = operation.request(arguments);
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let caller = match caller {
            "anybody" => Caller::Administrator,
            name => Caller::User(UserId::from(self.mock.user_id(name).as_str())),
        };
        let session = self.mock.session();
        let parts = Parts { path, query, header: &|_| None, body: body.as_bytes() };
        let quirks = self.mock.quirks();
        let call = Call {
            operation: row,
            parts,
            host: "localhost",
            caller: &caller,
            quirks,
            stamp: session.stamp(),
            ids: &session.ids,
            token_prefix: "",
            most_rows: Limits::DEFAULT.max_rows_per_request,
        };
        let (status, body) = match row.answer(&call, &*session) {
            Ok(answer) => (answer.status, answer.body),
            Err(refusal) => {
                let (status, _, body) = refusal.answer(&quirks);
                (status, body)
            }
        };
        let body = serde_json::from_slice(&body).expect("every body is JSON");
        Answer { status, body, request_id: String::new(), problems: String::new() }
    }
}

/// Status, code and, for a success, every member of the answer.
fn same(
    step: &Step,
    answer: &Answer,
    expected: Result<Value, reference::Refusal>,
    reference: &Reference,
) -> Result<(), TestCaseError> {
    let is_same = match &expected {
        Ok(body) => answer.status == 200 && without_row_ids(answer.body.clone()) == Some(body.clone()),
        Err(situations) => {
            let code = answer.body["error_code"].as_str().unwrap_or_default();
            let is_pipeline = step.operation.is_pipeline();
            situations.iter().any(|situation| reference.answer(is_pipeline, situation) == (answer.status, code))
        }
    };
    if is_same {
        return Ok(());
    }
    Err(TestCaseError::fail(format!("{step:?}\n  answered {} {}\n  expected {expected:?}", answer.status, answer.body)))
}

/// The answer without the numbers that rows have in the database, which nothing predicts; nothing if one is wrong.
fn without_row_ids(mut body: Value) -> Option<Value> {
    let rows = body.get_mut("result").and_then(Value::as_array_mut);
    for row in rows.into_iter().flatten() {
        let Some(id) = row.as_object_mut().and_then(|row| row.shift_remove("id")) else { continue };
        i32::try_from(id.as_i64()?).ok().filter(|id| *id >= 0)?;
    }
    Some(body)
}
