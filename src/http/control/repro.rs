//! `GET /_mock/repro`

use std::iter::once;

use crate::{
    environment::{shell_comment, shell_word},
    journal::Entry,
};

use super::{pieces, refusal::Refusal, request::Control, verb::Outcome};

/// The journal as a script of curl calls behind the seed that they began with: a bug report that runs.
pub(super) fn repro(control: &Control) -> Outcome {
    let namespace = control.namespace()?;
    let entries = namespace.session().journal.lock().entries();
    let mut seed = namespace.seed_store().export();
    seed.redact();
    let seed = serde_json::to_string(&seed).map_err(Refusal::about)?;
    let head = format!(
        "#!/bin/sh\n# What happened in the namespace {}, for another server: sh repro.sh http://127.0.0.1:2633\n\
         # Credentials were redacted: each call is sent as the administrator, unless TOKEN is set.\n\
         HERE={}\nURL=${{1:-$HERE}}\nTOKEN=${{TOKEN:-repro}}\n\ncurl -sS -X POST \"$URL/_mock/seed\" --data-binary @- <<'SEED'\n{seed}\nSEED\n",
        namespace.name(),
        shell_word(&format!("http://{}", control.host())),
    );
    let calls = entries.into_iter().map(|entry| call(&entry).into_bytes());
    Ok(pieces::response("text/x-shellscript; charset=utf-8", once(head.into_bytes()).chain(calls)))
}

/// One call, with what it was answered as a comment.
fn call(entry: &Entry) -> String {
    let query = if entry.said.query().is_empty() { String::new() } else { format!("?{}", entry.said.query()) };
    // An id may have any character, and one that ended the comment would make what follows a command.
    let caller = entry.caller.as_ref().map_or_else(|| "nobody".to_owned(), |caller| shell_comment(&caller.to_string()));
    let url = shell_word(&format!("{}{query}", entry.said.path()));
    let mut call =
        format!("\n# {} by {caller}, answered {}", entry.operation_id().unwrap_or("no operation"), entry.status);
    if let Some(fault) = entry.fault.as_deref().filter(|_| entry.changes.is_empty()) {
        // The rules are not a part of the script: sent again, a call that was prevented would happen.
        call.push_str(&format!("; the fault {} interfered, so it is not sent again\n", shell_comment(fault)));
        return call;
    }
    if entry.is_body_cut {
        call.push_str("; the body was too long to be kept, so it is not sent again\n");
        return call;
    }
    let body = std::str::from_utf8(entry.said.body()).ok().filter(|body| !body.contains('\0'));
    let Some(body) = body else {
        call.push_str("; the body has bytes that no word of the shell has, so it is not sent again\n");
        return call;
    };
    // With -X alone, curl would wait for the body that an answer to HEAD does not have.
    let method = match entry.said.method() {
        "HEAD" => "-I".to_owned(),
        method => format!("-X {}", shell_word(method)),
    };
    let curl = "curl -sS --globoff --path-as-is";
    call.push_str(&format!("\n{curl} {method} \"$URL\"{url} -H \"X-Auth-Token: $TOKEN\""));
    if !body.is_empty() {
        call.push_str(&format!(" -H 'Content-Type: application/json' --data-raw {}", shell_word(body)));
    }
    call.push_str("; echo\n");
    call
}
