//! A client of HTTP/1.1 that shows what is on the wire, and the calls that most tests make.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;

use crate::{log, secrets, server, told::Told};

/// Nothing that a test waits for takes so long.
const PATIENCE: Duration = Duration::from_mins(1);

/// The project and pipeline of the default world that the tests write to.
pub(crate) const PIPELINE: &str =
    "/v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/53acae73a3f44b2994f9b20a710721c6";

/// A call that needs nothing but a credential.
pub(crate) const READ: &str = "GET /v1/job/permission/internal";

/// Any token: the default mode only demands one.
pub(crate) const TOKEN: (&str, &str) = ("X-Auth-Token", "any");

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header's value, empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The answer without the one header that tells the system's time.
    pub(crate) fn without_date(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "date");
        self
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body, of an answer that has this status.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }
}

/// A connection that is kept alive.
pub(crate) struct Connection {
    stream: TcpStream,
    prefix: String,
    received: Vec<u8>,
    /// Whether the answer will have no body, whatever length it tells.
    is_head: bool,
}

impl Connection {
    /// Connects to a base URL; its path, if it has one, comes before every path.
    pub(crate) fn open(uri: &str) -> Self {
        let rest = uri.strip_prefix("http://").unwrap();
        let (address, prefix) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, prefix: prefix.to_owned(), received: Vec::new(), is_head: false }
    }

    /// Sends a request whose line is method and target.
    pub(crate) fn send(&mut self, line: &str, headers: &[(&str, &str)], body: &str) {
        let (method, target) = line.split_once(' ').unwrap();
        self.is_head = method == "HEAD";
        let mut request = format!("{method} {}{target} HTTP/1.1\r\n", self.prefix);
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request.push_str("Host: localhost\r\n");
        }
        for (name, value) in headers {
            secrets::learn_header(name, value);
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
        }
        if target.contains("/_mock/state") || target.contains("/_mock/seed") {
            server::learn(body);
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.stream.write_all(request.as_bytes()).unwrap();
    }

    /// Reads the answer to the oldest request that was sent.
    pub(crate) fn receive(&mut self) -> io::Result<Answer> {
        let head_length = loop {
            if let Some(end) = self.received.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            self.read_more()?;
        };
        let head: Vec<_> = self.received.drain(..head_length).collect();
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut answer = Answer { status, headers, body: Vec::new() };
        let is_in_pieces = answer.headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        if is_in_pieces && !self.is_head {
            answer.body = self.receive_pieces();
            return Ok(answer);
        }
        let length = if self.is_head { 0 } else { answer.header("content-length").parse().unwrap_or_default() };
        answer.body = self.take(length)?;
        Ok(answer)
    }

    /// Reads a body of which each piece says how long it is, up to its end or to what a fault has made of it.
    fn receive_pieces(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        while let Some(piece) = self.receive_piece().filter(|piece| !piece.is_empty()) {
            body.extend(piece);
        }
        body
    }

    fn receive_piece(&mut self) -> Option<Vec<u8>> {
        let mut length = Vec::new();
        while !length.ends_with(b"\r\n") {
            length.extend(self.take(1).ok()?);
        }
        let length = usize::from_str_radix(std::str::from_utf8(&length).ok()?.trim_end(), 16).ok()?;
        let piece = self.take(length).ok()?;
        self.take(2).ok()?;
        Some(piece)
    }

    /// Takes so many bytes of what has come, or is still to come.
    fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.received.len() < length {
            self.read_more()?;
        }
        Ok(self.received.drain(..length).collect())
    }

    /// Asks and reads the answer.
    pub(crate) fn call(&mut self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        // The journal that this makes the server forget is searched before.
        let forgetting = ["POST /_mock/reset", "POST /_mock/seed"].iter().find_map(|call| line.strip_prefix(call));
        if let Some(query) = forgetting.filter(|query| query.is_empty() || query.starts_with("?namespace=")) {
            self.told(&format!("GET /_mock/requests{query}"), headers, "");
        }
        self.told(line, headers, body)
    }

    /// Asks, and examines the answer.
    fn told(&mut self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.send(line, headers, body);
        let answer = self.receive().unwrap();
        let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let text = String::from_utf8_lossy(&answer.body);
        Told { line, status: answer.status, headers, body: &text }.examine();
        log::assert_silent();
        answer
    }

    /// Everything that comes until the connection ends, and how it ends.
    pub(crate) fn rest(mut self) -> (Vec<u8>, io::Result<()>) {
        loop {
            match self.read_more() {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return (self.received, Ok(())),
                Err(error) => return (self.received, Err(error)),
            }
        }
    }

    fn read_more(&mut self) -> io::Result<()> {
        let mut part = [0; 16 * 1024];
        match self.stream.read(&mut part)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.received.extend_from_slice(&part[..count]);
                Ok(())
            }
        }
    }
}

/// Asks on a connection of its own.
pub(crate) fn ask(uri: &str, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    Connection::open(uri).call(line, headers, body)
}

/// Calls the control plane.
pub(crate) fn control(uri: &str, line: &str, body: &str) -> Answer {
    ask(uri, line, &[], body)
}

/// Calls an emulated operation with a token that nobody checks.
pub(crate) fn api(uri: &str, line: &str, body: &str) -> Answer {
    ask(uri, line, &[TOKEN], body)
}

/// Writes the row of a role, and says whether it may be deleted by it.
pub(crate) fn write(role: u32, may_delete: bool) -> (String, String) {
    let body = format!(
        "{{\"pipeline_id\":null,\"operation_query\":true,\"operation_execute\":false,\"operation_update\":false,\
         \"operation_delete\":{may_delete},\"operation_authorize\":false,\"role_id\":{role}}}"
    );
    (format!("POST {PIPELINE}/update-role-permission"), body)
}

/// The row of a role as it is read.
pub(crate) fn row(uri: &str, role: u32) -> Value {
    let rows = api(uri, &format!("GET {PIPELINE}/role-permission"), "").expect(200);
    let is_it = |row: &&Value| row["role_id"] == role;
    rows["roles"].as_array().unwrap().iter().find(is_it).cloned().unwrap_or_default()
}

/// The state in the format of a seed, as it is served.
pub(crate) fn state(uri: &str) -> String {
    let answer = control(uri, "GET /_mock/state", "");
    assert_eq!(answer.status, 200);
    answer.text().to_owned()
}

/// The journal's entries.
pub(crate) fn journal(uri: &str) -> Vec<Value> {
    control(uri, "GET /_mock/requests", "").expect(200)["requests"].as_array().unwrap().clone()
}
