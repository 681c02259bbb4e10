//! What the schema finds of the form of a request, whatever the handler makes of it.

use crate::{
    contract::{Problem, Rule},
    domain::Entity,
    store::{Job, Pipeline, Store},
};

use super::super::{
    Call, ErrorCode, Situation,
    quirk::{IdFormat, QuirkId, QuirkSet, Quirks},
    schema,
};

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
        Entity::Job => store.get::<Job>(&id.into()).is_some(),
        Entity::Pipeline => store.get::<Pipeline>(&id.into()).is_some(),
        Entity::Project => store.project(&id.into()).is_some(),
        Entity::User => store.user(&id.into()).is_some(),
    }
}

/// Whether the request has an id that is unknown and not of the form that its page demands.
pub(super) fn quirks_of_form(call: &Call<'_>, store: &Store) -> QuirkSet {
    let quirks = Quirks { id_format: IdFormat::Documented, ..call.quirks };
    let by_the_page = malformed(&Call { quirks, ..*call }, store);
    let explainer = schema::explainer(call.operation, quirks);
    let hinges = by_the_page
        .iter()
        .any(|(_, problem)| problem.rule == Rule::Pattern && explainer.entity(&problem.pointer).is_some());
    if hinges { QuirkSet::NONE.with(QuirkId::IdFormat) } else { QuirkSet::NONE }
}

/// The problems of fields that nobody reads.
pub(super) fn unknown_fields(call: &Call<'_>) -> Vec<Problem> {
    let explainer = schema::explainer(call.operation, call.quirks);
    // What cannot be read as a whole has no fields.
    explainer.value_of(call.parts).map_or_else(|_| Vec::new(), |request| explainer.unknown_fields(&request))
}
