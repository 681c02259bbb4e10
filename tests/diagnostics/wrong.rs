//! The wrong requests, as `requests.txt` lists them.
//!
//! Each is a block of lines: what is wrong, the request line, headers behind `>` if they are not the usual ones, and
//! the body. A mistake that ends in "strictly" is sent to a strict server.

use codearts_mock::contract::Contract;

const REQUESTS: &str = include_str!("requests.txt");

/// The headers of a request that names none: a credential of nobody in particular, and JSON.
const USUAL: &[(&str, &str)] = &[("x-auth-token", "anything"), ("content-type", "application/json")];

/// One wrong request.
pub(crate) struct Wrong {
    /// What is wrong with it.
    pub(crate) mistake: &'static str,
    pub(crate) line: &'static str,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: &'static str,
    pub(crate) is_strict: bool,
}

impl Wrong {
    fn of(block: &'static str) -> Self {
        let mut lines = block.lines();
        let mistake = lines.next().and_then(|line| line.strip_prefix("# ")).expect("a block begins with the mistake");
        let line = lines.next().expect("the request line follows");
        let (mut headers, mut body) = (Vec::new(), "");
        let mut has_headers = false;
        for rest in lines {
            match rest.strip_prefix("> ") {
                Some(header) => {
                    has_headers = true;
                    headers.extend(header.split_once(": "));
                }
                None => body = rest,
            }
        }
        let headers = if has_headers { headers } else { USUAL.to_vec() };
        Self { mistake, line, headers, body, is_strict: mistake.ends_with("strictly") }
    }

    /// Whether it reaches the operation of this contract.
    pub(crate) fn is_for(&self, contract: &Contract) -> bool {
        let (method, target) = self.line.split_once(' ').expect("a request line has a method and a target");
        let path = target.split('?').next().unwrap_or_default();
        let fits = |template: &str| {
            let alike = template.split('/').zip(path.split('/')).all(|(part, it)| part.starts_with('{') || part == it);
            alike && template.split('/').count() == path.split('/').count()
        };
        method == contract.method.name() && contract.paths.iter().any(|template| fits(template))
    }
}

/// All of them.
pub(crate) fn requests() -> Vec<Wrong> {
    REQUESTS.trim_end().split("\n\n").map(Wrong::of).collect()
}
