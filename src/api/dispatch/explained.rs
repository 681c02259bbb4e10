//! What is wrong with a refused request: all of it, for the message and the list of problems.

use std::collections::HashSet;

use serde_json::Value;

use crate::contract::{Problem, Rule, Unparsable, repeated};

use super::{
    super::{
        Access, ApiError, Call, ErrorCode, Situation,
        operation::Failure,
        quirk::{QuirkId, QuirkSet},
        schema,
    },
    form,
};

/// Everything that is wrong with a refused request, the first thing in the message.
pub(super) fn explained(call: &Call<'_>, access: &dyn Access, failure: Failure) -> ApiError {
    let service = call.operation.service;
    let fallback = match failure {
        Failure::Unparsable(Unparsable::NotJson(text)) => {
            let problem = Problem::not_json(call.parts.body, text);
            return paged(call, ApiError::because(service.refusal(Situation::MalformedJson), vec![problem]));
        }
        Failure::Unparsable(Unparsable::NotAsDescribed(text)) => {
            ApiError::because(service.refusal(Situation::InvalidParameter), vec![not_as_described(call, text)])
        }
        Failure::UnknownFields => ApiError::new(service.refusal(Situation::InvalidParameter))
            .depending_on(QuirkSet::NONE.with(QuirkId::UnknownFields)),
        Failure::Refused(refusal) if is_about_the_request(&refusal) => refusal,
        Failure::Refused(refusal) => return paged(call, refusal),
    };
    let mut found = Vec::new();
    let mut quirks = QuirkSet::NONE;
    access.read(&mut |store| {
        found = form::malformed(call, store);
        quirks = form::quirks_of_form(call, store);
    });
    paged(call, joined(call, fallback.depending_on(quirks), found))
}

/// What serde says of a request that is JSON, for what the schema cannot see: a value keeps the last of two fields.
fn not_as_described(call: &Call<'_>, text: String) -> Problem {
    repeated(call.operation.contract, call.parts)
        .unwrap_or_else(|| Problem::new("", Rule::Schema).expected("a request as documented").got(text))
}

/// Whether other values in the same request would have been answered otherwise.
fn is_about_the_request(refusal: &ApiError) -> bool {
    refusal.names_unknown_ids()
        || refusal.problems.iter().any(|problem| matches!(problem.rule, Rule::Required | Rule::Role | Rule::Items))
}

/// The handler's problems and the schema's as one list without repetition.
fn joined(call: &Call<'_>, refusal: ApiError, found: Vec<(ErrorCode, Problem)>) -> ApiError {
    let explainer = schema::explainer(call.operation, call.quirks);
    // What cannot be read as a whole has no member that could be misspelt.
    let request = explainer.value_of(call.parts).unwrap_or(Value::Null);
    let code = found.first().map_or(refusal.code, |(code, _)| *code);
    let is_fallback = |problem: &Problem| problem.rule == Rule::Schema && !found.is_empty();
    let mut problems: Vec<Problem> = found.iter().map(|(_, problem)| problem.clone()).collect();
    // A set, since there can be as many problems as a body has room for.
    let mut places: HashSet<String> = problems.iter().map(|problem| problem.pointer.clone()).collect();
    let is_told_once = problems.iter().any(|problem| problem.rule == Rule::Once);
    for problem in refusal.problems {
        if is_fallback(&problem)
            || is_told_once && problem.rule == Rule::Once
            || !places.insert(problem.pointer.clone())
        {
            continue;
        }
        let is_missing = problem.rule == Rule::Required;
        problems.push(if is_missing { explainer.missing(&request, &problem.pointer) } else { problem });
    }
    // What is to be renamed is told of the field that is missing, and not once more.
    let renamed: HashSet<String> = problems.iter().filter_map(Problem::misspelt).collect();
    problems.extend(explainer.unknown_fields(&request).into_iter().filter(|field| !renamed.contains(&field.pointer)));
    ApiError {
        particular: refusal.particular,
        source: refusal.source,
        quirks: refusal.quirks,
        ..ApiError::because(code, problems)
    }
}

/// Names the page in every problem.
fn paged(call: &Call<'_>, mut refusal: ApiError) -> ApiError {
    refusal.problems.iter_mut().for_each(|problem| problem.page = call.operation.contract.source.page);
    refusal
}
