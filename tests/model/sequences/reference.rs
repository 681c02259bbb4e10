//! The model: nested maps of names and booleans, and the rules of the documents in their plainest form.

mod build;
mod pipeline;
mod request;
mod world;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::documents::Documented;

/// The columns of a matrix, each granted or not.
pub(super) type Row = BTreeMap<&'static str, bool>;

/// Why a call is refused; where the documents leave open which of several reasons is told, all of them.
pub(super) type Refusal = Vec<&'static str>;

/// What build tasks and pipelines have in common, and in what they differ.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) columns: &'static [&'static str],
    pub(super) creator: i64,
    manage: &'static str,
    unknown: &'static str,
    elsewhere: &'static str,
    forbidden: &'static str,
    stranger: &'static str,
}

pub(super) const BUILD: Family = Family {
    columns: &["is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager"],
    creator: -3,
    manage: "is_manager",
    unknown: "unknown job",
    elsewhere: "unknown job",
    forbidden: "forbidden",
    stranger: "forbidden",
};

pub(super) const PIPELINE: Family = Family {
    columns: &["operation_query", "operation_execute", "operation_update", "operation_delete", "operation_authorize"],
    creator: 1,
    manage: "operation_authorize",
    unknown: "unknown pipeline",
    elsewhere: "other project",
    forbidden: "forbidden",
    stranger: "unknown project",
};

#[derive(Clone, Debug, Default)]
pub(super) struct Project {
    names: BTreeMap<i64, String>,
    build: BTreeMap<i64, Row>,
    pipeline: BTreeMap<i64, Row>,
    members: BTreeMap<String, Vec<i64>>,
}

#[derive(Clone, Debug)]
pub(super) struct Resource {
    family: &'static Family,
    pub(super) project: String,
    creator: Option<String>,
    switch: bool,
    devuc: bool,
    rows: BTreeMap<i64, Row>,
    users: BTreeMap<String, Row>,
    created: i64,
    updated: i64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct World {
    names: BTreeMap<String, String>,
    pub(super) projects: BTreeMap<String, Project>,
    pub(super) jobs: BTreeMap<String, Resource>,
    pub(super) pipelines: BTreeMap<String, Resource>,
}

/// The model of one server.
#[derive(Debug)]
pub(super) struct Reference {
    quirks: BTreeMap<String, String>,
    pub(super) world: World,
    now: i64,
}

/// Who calls: a user, or nobody in particular, who stands for the administrator.
pub(super) type Who<'a> = Option<&'a str>;

fn row(family: &Family, granted: &[&str]) -> Row {
    family.columns.iter().map(|column| (*column, granted.contains(column))).collect()
}

fn everything(family: &Family) -> Row {
    row(family, family.columns)
}

fn union(left: Row, right: &Row) -> Row {
    left.into_iter().map(|(column, on)| (column, on || right[column])).collect()
}

impl Reference {
    /// The model of a server with this seed and these quirks.
    pub(super) fn new(seed: &Value, quirks: &BTreeMap<String, String>) -> Self {
        Self { quirks: quirks.clone(), world: World::of(seed), now: 0 }
    }

    fn is(&self, quirk: &str, option: &str) -> bool {
        self.quirks[quirk] == option
    }

    fn project(&self, resource: &Resource) -> &Project {
        &self.world.projects[&resource.project]
    }

    /// The administrator and the creator may do everything.
    fn is_sovereign(&self, resource: &Resource, who: Who<'_>) -> bool {
        self.project(resource).roles(who).contains(&-1) || (who.is_some() && resource.creator.as_deref() == who)
    }

    /// The row that a matrix shows for a role.
    fn shown(&self, resource: &Resource, role: i64) -> Row {
        if role == -1 || role == resource.family.creator {
            return everything(resource.family);
        }
        let of_project = || self.project(resource).row(resource.family, role);
        resource.rows.get(&role).cloned().unwrap_or_else(of_project)
    }

    /// What somebody has by the stored rows: their own, or those of their roles.
    fn by_rows(&self, resource: &Resource, who: Who<'_>) -> Row {
        if self.is_sovereign(resource, who) {
            return everything(resource.family);
        }
        if let Some(own) = who.and_then(|user| resource.users.get(user)) {
            return own.clone();
        }
        let roles = self.project(resource).roles(who);
        roles.iter().fold(row(resource.family, &[]), |sum, role| union(sum, &self.shown(resource, *role)))
    }

    /// What somebody may do in the end.
    fn granted(&self, resource: &Resource, who: Who<'_>) -> Row {
        if resource.switch && !self.is_sovereign(resource, who) {
            return self.project(resource).granted(resource.family, who);
        }
        self.by_rows(resource, who)
    }

    fn may_manage(&self, resource: &Resource, who: Who<'_>) -> bool {
        self.is("authorization", "off")
            || self.project(resource).roles(who).contains(&3)
            || self.granted(resource, who)[resource.family.manage]
    }

    fn is_outside(&self, project: &Project, who: Who<'_>) -> bool {
        !self.is("authorization", "off") && who.is_some_and(|user| !project.members.contains_key(user))
    }

    /// Refuses whoever may not look at a resource.
    fn may_look(&self, resource: &Resource, who: Who<'_>) -> Result<(), Refusal> {
        if self.is_outside(self.project(resource), who) && !self.is_sovereign(resource, who) {
            return Err(vec![resource.family.stranger]);
        }
        Ok(())
    }

    /// Refuses whoever may not change the permissions of a resource.
    fn may_change(&self, resource: &Resource, who: Who<'_>) -> Result<(), Refusal> {
        if self.may_manage(resource, who) {
            return Ok(());
        }
        let is_outside = self.is_outside(self.project(resource), who);
        Err(vec![if is_outside { resource.family.stranger } else { resource.family.forbidden }])
    }

    /// What a call is answered, and what it changes.
    pub(super) fn call(
        &mut self,
        who: Who<'_>,
        operation: &Documented,
        arguments: &Map<String, Value>,
        now: i64,
    ) -> Result<Value, Refusal> {
        self.now = now;
        let arguments: Map<_, _> = arguments
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let problems = self.problems(operation, &arguments);
        if !problems.is_empty() {
            return Err(problems);
        }
        let before = self.world.clone();
        if self.is("unknown-ids", "create") {
            self.create(operation, &arguments, who);
        }
        let arguments = Value::Object(arguments);
        let outcome = if operation.is_pipeline() {
            self.pipeline_call(who, operation.id, &arguments)
        } else {
            self.build_call(who, operation.id, &arguments)
        };
        if outcome.is_err() || operation.method == "GET" || operation.id == "GetPipelinePermission" {
            self.world = before;
        }
        outcome
    }

    /// Status and code of a refusal.
    pub(super) fn answer(&self, is_pipeline: bool, situation: &str) -> (u16, &'static str) {
        let observed = self.is("error-profile", "observed");
        match (situation, is_pipeline, observed) {
            ("invalid", false, false) => (400, "CB.00060200"),
            ("invalid", false, true) => (400, "DEV.CB.032000"),
            ("malformed job", _, false) => (400, "CB.00060201"),
            ("malformed job", _, true) => (400, "DEV.CB.032011"),
            ("malformed project", _, _) => (400, "CB.00060202"),
            ("unknown project", false, _) => (404, "CB.00060214"),
            ("unknown job", _, false) => (404, "DEVCB.00031006"),
            ("unknown job", _, true) => (422, "DEVCB.00031006"),
            ("forbidden", false, _) => (403, "CB.00031059"),
            ("invalid", true, false) => (400, "DEVCP.00021400"),
            ("invalid", true, true) => (200, "DEVCP.00014004"),
            ("unknown project", true, _) => (if observed { 200 } else { 404 }, "DEVPIPE.00011412"),
            ("unknown pipeline", _, _) => (if observed { 200 } else { 404 }, "DEVPIPE.00011401"),
            ("other project", _, _) => (if observed { 200 } else { 400 }, "DEVPIPE.00011136"),
            ("unknown user", _, _) => (if observed { 200 } else { 404 }, "DEVCP.00012002"),
            ("forbidden", true, _) => (if observed { 200 } else { 403 }, "DEVCP.00014031"),
            _ => unreachable!("{situation} is no situation"),
        }
    }
}

/// A row as the members of an answer.
fn shown_as(row: &Row) -> Map<String, Value> {
    row.iter().map(|(column, on)| ((*column).to_owned(), json!(on))).collect()
}

/// One object of several.
fn joined(left: Value, right: Map<String, Value>) -> Value {
    let mut whole = left.as_object().cloned().unwrap_or_default();
    whole.extend(right);
    Value::Object(whole)
}

/// A role id, from a number or a text.
fn role_of(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
