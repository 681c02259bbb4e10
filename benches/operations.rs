//! What each operation costs without a network, what a signature costs, and what a request costs with everything.

use std::{
    cell::Cell,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::Arc,
};

use codearts_mock::{
    World,
    api::{Call, OPERATIONS, Operation, Quirks},
    auth::signature::{Authorization, Scheme, SignedRequest, sdk_date, sign, verify},
    contract::Parts,
    domain::Caller,
    http::{App, Lifecycle, Limits, router},
    namespace::{Beginning, Namespace},
    server::{Host, bind, serve},
};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Reads a request into its type, lets the operation handle it, and writes the answer as JSON.
///
/// The requests are the newest examples of the documentation; a write alternates between an example and its opposite, so that
/// it always changes something. An example that the built-in world refuses is left out.
#[divan::bench(args = granted())]
fn answer(bencher: Bencher<'_, '_>, id: &str) {
    let operation = OPERATIONS.iter().find(|operation| operation.id() == id).expect("it is listed");
    let (namespace, example) = (namespace(), Example::of(operation));
    let is_odd = Cell::new(false);
    bencher.bench_local(|| {
        is_odd.set(!is_odd.get());
        black_box(example.is_granted(operation, &namespace, is_odd.get()))
    });
}

/// Verifies a signature over the headers that the Python SDK signs.
#[divan::bench]
fn verify_signature(bencher: Bencher<'_, '_>) {
    const SIGNED: &str = "content-type;host;x-sdk-date";
    let date = sdk_date(NOON);
    let header = |name: &str| match name {
        "content-type" => Some("application/json"),
        "host" => Some("127.0.0.1:2633"),
        "x-sdk-date" => Some(date.as_str()),
        _ => None,
    };
    let (path, query) = MATRIX.split_once('?').expect("it has a query");
    let request = SignedRequest { method: "GET", path, query: Some(query), header: &header, body: b"" };
    let made = sign(Scheme::Plain, "AK", "SK", &request, SIGNED).expect("all signed headers are there");
    let authorization = Authorization::parse(&made).expect("it was made here");
    bencher.bench_local(|| verify(black_box(&authorization), black_box(&request), "SK", NOON).is_ok());
}

/// One request and its answer over a connection that stays open, server and client on threads of their own.
#[divan::bench]
fn get_over_loopback(bencher: Bencher<'_, '_>) {
    let mut stream = TcpStream::connect(start_server()).expect("the server listens");
    stream.set_nodelay(true).expect("a connected socket has the option");
    let request = format!("GET {MATRIX} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\r\n");
    let mut answer = [0; 4096];
    bencher.bench_local(|| {
        stream.write_all(request.as_bytes()).expect("the server reads");
        // The answer is smaller than a segment, and comes in one.
        let length = stream.read(&mut answer).expect("the server answers");
        assert!(answer[..length].starts_with(b"HTTP/1.1 200"), "refused");
    });
}

/// The documented example of the matrix.
const MATRIX: &str =
    "/v1/job/permission?project_id=p45e51b060f1b4e82916f9d2c33e8eb28&job_id=6ecbc5bac7c8442fb3d2563d53c13582";

/// A moment in seconds since 1970.
const NOON: i64 = 1_726_833_600;

/// A documented request, taken apart, and the one that undoes it.
struct Example {
    path: String,
    queries_and_bodies: [(String, String); 2],
}

impl Example {
    fn of(operation: &Operation) -> Self {
        let contract = operation.contract;
        let text = contract.newer_example_request.unwrap_or(contract.example_request);
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let url = head.split_whitespace().nth(1).expect("the example begins with a request line");
        let address = url.split_once("://").map_or(url, |(_, rest)| rest);
        let target = &address[address.find('/').expect("the example has a path")..];
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let opposite = |text: &str| text.replace("true", "\0").replace("false", "true").replace('\0', "false");
        let queries_and_bodies = [(query.to_owned(), body.to_owned()), (opposite(query), opposite(body))];
        Self { path: path.to_owned(), queries_and_bodies }
    }

    fn is_granted(&self, operation: &'static Operation, namespace: &Namespace, is_odd: bool) -> bool {
        let session = namespace.session();
        let (query, body) = &self.queries_and_bodies[usize::from(is_odd)];
        let parts = Parts { path: &self.path, query, header: &|_| None, body: body.as_bytes() };
        let (quirks, stamp, ids) = (Quirks::default(), session.stamp(), &session.ids);
        let caller = &Caller::Administrator;
        let call = Call {
            operation,
            parts,
            host: "localhost",
            caller,
            quirks,
            stamp,
            ids,
            token_prefix: "",
            most_rows: Limits::DEFAULT.max_rows_per_request,
        };
        black_box(operation.answer(&call, &*session)).is_ok()
    }
}

fn granted() -> Vec<&'static str> {
    let is_granted = |operation: &&'static Operation| Example::of(operation).is_granted(operation, &namespace(), false);
    OPERATIONS.iter().filter(is_granted).map(Operation::id).collect()
}

fn beginning() -> Beginning {
    let world = World::built_in();
    Beginning::new(Arc::new(world))
}

fn namespace() -> Namespace {
    Namespace::new(None, beginning())
}

fn start_server() -> SocketAddr {
    let listeners = bind(&[Host::Address(Ipv4Addr::LOCALHOST.into())], 0).expect("there is a free port");
    let address = listeners[0].local_addr().expect("a bound socket has an address");
    let router = router(&Arc::new(App::new(beginning())));
    let patience = std::time::Duration::from_mins(1);
    let limits = Limits {
        max_connections: 8,
        header_timeout: patience,
        body_timeout: patience,
        drain_timeout: patience,
        ..Limits::default()
    };
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("threads can be made");
        runtime.block_on(serve(listeners, router, limits, Lifecycle::default(), std::future::pending()))
    });
    address
}
