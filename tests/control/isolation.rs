//! Many clients in many namespaces at once: none sees what another does, and every journal is exact at once.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use serde_json::{Value, json};

use crate::{
    server::MockServer,
    wire::{Connection, PIPELINE, READ},
};

/// The clients of each namespace.
const CLIENTS: usize = 50;

/// The calls of each client.
const STEPS: usize = 4;

/// The connections of each thread, on which its clients take turns.
const CONNECTIONS: usize = 4;

const FLAGS: [&str; 5] =
    ["operation_query", "operation_execute", "operation_update", "operation_delete", "operation_authorize"];

/// One client with its script: look at the switch, write a row, read it, ask something else.
struct Client {
    namespace: usize,
    number: usize,
    step: usize,
}

/// So many namespaces and threads: all of them take a while, so that only a run that asks for them has them.
fn size() -> (usize, usize) {
    if std::env::var_os("CODEARTS_MOCK_TEST_FULL").is_some() { (200, 64) } else { (24, 16) }
}

#[test]
fn clients_in_namespaces_of_their_own_never_meet_and_every_journal_is_exact_at_the_last_answer() {
    let (namespaces, threads) = size();
    let server = MockServer::start();
    let uri = server.uri();
    let left: Vec<_> = (0..namespaces).map(|_| AtomicUsize::new(CLIENTS * STEPS)).collect();
    let journals_seen = AtomicUsize::new(0);

    thread::scope(|scope| {
        for thread in 0..threads {
            let (uri, left, journals_seen) = (uri.as_str(), left.as_slice(), &journals_seen);
            let all = (0..namespaces * CLIENTS).filter(move |index| index % threads == thread);
            let clients =
                all.map(|index| Client { namespace: index % namespaces, number: index / namespaces, step: 0 });
            let clients: VecDeque<_> = clients.collect();
            scope.spawn(move || run(uri, clients, left, journals_seen));
        }
    });

    assert_eq!(journals_seen.into_inner(), namespaces);
    assert_eq!(server.requests().len(), 0, "nothing went to the default namespace");
}

/// Lets clients take turns until all are through their scripts; whoever gets a namespace's last answer looks at once.
fn run(uri: &str, mut clients: VecDeque<Client>, left: &[AtomicUsize], journals_seen: &AtomicUsize) {
    let mut connections: Vec<_> = (0..CONNECTIONS).map(|_| Connection::open(uri)).collect();
    while !clients.is_empty() {
        let count = clients.len().min(CONNECTIONS);
        let turn: Vec<_> = clients.drain(..count).collect();
        for (client, connection) in turn.iter().zip(&mut connections) {
            client.send(connection);
        }
        for (mut client, connection) in turn.into_iter().zip(&mut connections) {
            client.check(&connection.receive().unwrap().expect(200));
            if left[client.namespace].fetch_sub(1, Ordering::AcqRel) == 1 {
                check_namespace(&mut Connection::open(uri), client.namespace);
                journals_seen.fetch_add(1, Ordering::Relaxed);
            }
            client.step += 1;
            if client.step < STEPS {
                clients.push_back(client);
            }
        }
    }
}

impl Client {
    /// The role whose row the client writes; clients of a namespace who share one write the same.
    fn role(&self) -> usize {
        500 + self.number % 13
    }

    fn send(&self, connection: &mut Connection) {
        let name = format!("worker_{}", self.namespace);
        let mark = format!("{}-{}", self.number, self.step);
        let (mut prefix, mut token, mut header) = (String::new(), String::from("any"), None);
        match self.number % 3 {
            0 => prefix = format!("/_ns/{name}"),
            1 => token = format!("ns-{name}-any"),
            _ => header = Some(("X-Mock-Namespace", name.as_str())),
        }
        let headers: Vec<_> =
            [("X-Auth-Token", token.as_str()), ("X-Mark", mark.as_str())].into_iter().chain(header).collect();
        let (call, body) = self.call();
        let (method, target) = call.split_once(' ').unwrap();
        connection.send(&format!("{method} {prefix}{target}"), &headers, &body);
    }

    fn call(&self) -> (String, String) {
        match self.step {
            0 => (format!("GET {PIPELINE}/permission-switch"), String::new()),
            1 => {
                let mut row = flags(self.namespace, self.role());
                row["role_id"] = json!(self.role());
                (format!("POST {PIPELINE}/update-role-permission"), row.to_string())
            }
            2 => (format!("GET {PIPELINE}/role-permission"), String::new()),
            _ => (READ.to_owned(), String::new()),
        }
    }

    fn check(&self, answer: &Value) {
        match self.step {
            0 => assert_eq!(answer["is_use_devuc"], false),
            1 => assert_eq!(answer, &json!({ "status": "success" })),
            2 => {
                let rows = answer["roles"].as_array().unwrap();
                let row = rows.iter().find(|row| row["role_id"] == self.role()).unwrap();
                let read: Value = FLAGS.iter().map(|flag| ((*flag).to_owned(), row[*flag].clone())).collect();
                assert_eq!(read, flags(self.namespace, self.role()));
            }
            _ => assert_eq!(answer["result"], true),
        }
    }
}

/// What clients of a namespace write for a role: neighbours write something else.
fn flags(namespace: usize, role: usize) -> Value {
    let bits = namespace.wrapping_mul(7).wrapping_add(role) % 32;
    FLAGS.iter().enumerate().map(|(index, flag)| ((*flag).to_owned(), json!(bits >> index & 1 == 1))).collect()
}

/// The journal has each call of each client once and in its order, and the state what they wrote and nothing else.
fn check_namespace(connection: &mut Connection, namespace: usize) {
    let name = format!("worker_{namespace}");
    let document = connection.call(&format!("GET /_mock/requests?namespace={name}"), &[], "").expect(200);
    let mut calls: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for entry in document["requests"].as_array().unwrap() {
        assert_eq!(entry["status"], 200);
        let (client, step) = entry["headers"]["x-mark"].as_str().unwrap().split_once('-').unwrap();
        calls.entry(client.parse().unwrap()).or_default().push(step.parse().unwrap());
    }
    let expected: BTreeMap<_, Vec<_>> = (0..CLIENTS).map(|client| (client, (0..STEPS).collect())).collect();
    assert_eq!((document["written"].as_u64(), calls), (Some((CLIENTS * STEPS) as u64), expected));

    let state = connection.call(&format!("GET /_mock/state?namespace={name}"), &[], "").expect(200);
    let pipeline = &state["projects"]["071112d87d3e4ed49130c691936202e9"]["pipelines"];
    let rows: serde_json::Map<_, _> =
        (500..513).map(|role| (role.to_string(), granted(&flags(namespace, role)))).collect();
    assert_eq!(pipeline["53acae73a3f44b2994f9b20a710721c6"]["roles"], Value::Object(rows));
}

/// The names of the flags that are set.
fn granted(flags: &Value) -> Value {
    FLAGS.iter().filter(|flag| flags[**flag] == true).map(|flag| json!(flag)).collect()
}
