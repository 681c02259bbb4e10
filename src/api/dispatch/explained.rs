//! What is wrong with a refused request: all of it, for the message and the list of problems.

use std::collections::HashSet;

use crate::{
    contract::{Problem, Rule, Unparsable, repeated},
    domain::Entity,
    store::Store,
};

use super::{
    super::{
        ApiError, ErrorCode, Situation,
        quirk::{IdFormat, QuirkId, QuirkSet, Quirks},
        schema,
    },
    Access, Call, Failure,
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
        found = malformed(call, store);
        quirks = quirks_of_form(call, store);
    });
    paged(call, joined(call, fallback.depending_on(quirks), found))
}

/// What serde says of a request that is JSON, for what the schema cannot see: a value keeps the last of two fields.
fn not_as_described(call: &Call<'_>, text: String) -> Problem {
    repeated(call.operation.contract, call.parts)
        .unwrap_or_else(|| Problem::new("", Rule::Schema).expected("a request as documented").got(text))
}

/// Whether the request has an id that is unknown and not of the form that its page demands.
fn quirks_of_form(call: &Call<'_>, store: &Store) -> QuirkSet {
    let quirks = Quirks { id_format: IdFormat::Documented, ..call.quirks };
    let by_the_page = malformed(&Call { quirks, ..*call }, store);
    let explainer = schema::explainer(call.operation, quirks);
    let hinges = by_the_page
        .iter()
        .any(|(_, problem)| problem.rule == Rule::Pattern && explainer.entity(&problem.pointer).is_some());
    if hinges { QuirkSet::NONE.with(QuirkId::IdFormat) } else { QuirkSet::NONE }
}

/// Whether other values in the same request would have been answered otherwise.
fn is_about_the_request(refusal: &ApiError) -> bool {
    !refusal.unknown().is_empty()
        || refusal.problems.iter().any(|problem| matches!(problem.rule, Rule::Required | Rule::Role | Rule::Items))
}

/// What the schema finds wrong, each problem with the code that it would have alone.
pub(super) fn malformed(call: &Call<'_>, store: &Store) -> Vec<(ErrorCode, Problem)> {
    let service = call.operation.service;
    let explainer = schema::explainer(call.operation, call.quirks);
    let request = match explainer.value_of(call.parts) {
        Ok(request) => request,
        Err(problem) => return vec![(service.refusal(Situation::InvalidParameter), problem)],
    };
    let problems = explainer.problems(&request).into_iter().filter_map(|problem| {
        let entity = explainer.entity(&problem.pointer).filter(|_| problem.rule == Rule::Pattern);
        let entity = entity.and_then(Entity::named);
        let Some(entity) = entity else { return Some((service.refusal(Situation::InvalidParameter), problem)) };
        // An id that exists is never malformed, whatever the page says of its form.
        let exists =
            request.pointer(&problem.pointer).and_then(|id| id.as_str()).is_some_and(|id| exists(store, entity, id));
        (!exists).then(|| (service.refusal(Situation::malformed_id(entity)), problem))
    });
    problems.collect()
}

/// Whether there is an entity of this kind and id.
fn exists(store: &Store, entity: Entity, id: &str) -> bool {
    match entity {
        Entity::Job => store.find_job(&id.into()).is_some(),
        Entity::Pipeline => store.find_pipeline(&id.into()).is_some(),
        Entity::Project => store.project(&id.into()).is_some(),
        Entity::User => store.user(&id.into()).is_some(),
    }
}

/// The handler's problems and the schema's as one list without repetition.
fn joined(call: &Call<'_>, refusal: ApiError, found: Vec<(ErrorCode, Problem)>) -> ApiError {
    let explainer = schema::explainer(call.operation, call.quirks);
    let request = explainer.value_of(call.parts).unwrap_or_default();
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

/// The problems of fields that nobody reads.
pub(super) fn unknown_fields(call: &Call<'_>) -> Vec<Problem> {
    let explainer = schema::explainer(call.operation, call.quirks);
    explainer.value_of(call.parts).map(|request| explainer.unknown_fields(&request)).unwrap_or_default()
}

/// Names the page in every problem.
fn paged(call: &Call<'_>, mut refusal: ApiError) -> ApiError {
    refusal.problems.iter_mut().for_each(|problem| problem.page = call.operation.contract.source.page);
    refusal
}
