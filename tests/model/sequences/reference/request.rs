//! What can be wrong with a request before anything is looked up, and what is created by naming it.

use serde_json::{Map, Value};

use super::{
    super::documents::{Documented, Kind},
    BUILD, PIPELINE, Project, Reference, Resource, Who, role_of,
};

impl Reference {
    /// Everything that is wrong with the parameters.
    pub(super) fn problems(&self, operation: &Documented, arguments: &Map<String, Value>) -> Vec<&'static str> {
        let mut problems = Vec::new();
        for (name, kind, is_mandatory) in operation.fields {
            match arguments.get(*name) {
                Some(value) => problems.extend(self.wrong(operation, name, *kind, value)),
                None if *is_mandatory => problems.push("invalid"),
                None => {}
            }
        }
        let needs: &[&str] = match operation.id {
            "BatchUpdateJobRolePermission" => &["job_ids"],
            "UpdateSimpleJobRolePermission" => &["job_id", "role_id", "permission_name"],
            "ApplyProjectPermission" => &["job_id"],
            _ => &[],
        };
        let names_nothing = arguments.is_empty() && self.is("missing-target", "accept");
        if !names_nothing && needs.iter().any(|need| !arguments.contains_key(*need)) {
            problems.push("invalid");
        }
        if operation.id == "BatchUpdateJobRolePermission" && arguments.get("job_ids").is_some_and(is_empty) {
            problems.push("invalid");
        }
        problems
    }

    /// What is wrong with one value.
    fn wrong(&self, operation: &Documented, name: &str, kind: Kind, value: &Value) -> Option<&'static str> {
        let is_fine = match kind {
            Kind::Project => return self.wrong_project(operation, value),
            Kind::Job => return self.wrong_job(value),
            Kind::Jobs => {
                let Some(jobs) = value.as_array() else { return Some("invalid") };
                return jobs.iter().find_map(|job| self.wrong_job(job));
            }
            Kind::Pipelines => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
            Kind::Flag if operation.is_in_query(name) => value == "true" || value == "false",
            Kind::Flag => value.is_boolean(),
            Kind::Role => role_of(value).is_some(),
            Kind::BuildRoles => is_list_of_roles(value, &BUILD, false),
            Kind::PipelineRoles => is_list_of_roles(value, &PIPELINE, true),
            Kind::PermissionName => value.as_str().is_some_and(|name| BUILD.columns.contains(&name)),
            Kind::Check => ["create", "ban", "group", "read", "tag"].iter().any(|check| value == check),
            Kind::Number => value.as_u64().is_some(),
            Kind::Pipeline | Kind::User | Kind::Text => value.is_string(),
        };
        (!is_fine).then_some("invalid")
    }

    /// An id that exists is never malformed.
    fn wrong_project(&self, operation: &Documented, value: &Value) -> Option<&'static str> {
        let Some(id) = value.as_str() else { return Some("invalid") };
        let is_form = |allowed: fn(char) -> bool| id.len() == 32 && id.chars().all(allowed);
        let is_fine = match operation.id {
            _ if operation.is_pipeline() => id.chars().count() == 32,
            "ShowProjectJobPermission" => is_form(|c| c.is_ascii_digit() || c.is_ascii_lowercase()),
            _ => is_form(|c| c.is_ascii_alphanumeric()),
        };
        let word = if operation.is_pipeline() { "invalid" } else { "malformed project" };
        (!is_fine && !self.world.projects.contains_key(id)).then_some(word)
    }

    fn wrong_job(&self, value: &Value) -> Option<&'static str> {
        let Some(id) = value.as_str() else { return Some("invalid") };
        let is_fine = id.len() == 32 && id.chars().all(|c| c.is_ascii_alphanumeric());
        (!is_fine && !self.world.jobs.contains_key(id)).then_some("malformed job")
    }

    /// Creates whatever the request names and nobody has created.
    pub(super) fn create(&mut self, operation: &Documented, arguments: &Map<String, Value>, who: Who<'_>) {
        let of_kind = |wanted: &[Kind]| -> Vec<String> {
            let fields = operation.fields.iter().filter(|(_, kind, _)| wanted.contains(kind));
            let values = fields.filter_map(|(name, _, _)| arguments.get(*name));
            let texts = values.flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]));
            texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let named = of_kind(&[Kind::Project]).pop();
        if let Some(project) = &named {
            self.world.projects.entry(project.clone()).or_insert_with(Project::fresh);
        }
        let home = named.or_else(|| self.world.projects.keys().next().cloned()).expect("a world with projects");
        let now = self.now;
        for id in of_kind(&[Kind::Job, Kind::Jobs]) {
            self.world.jobs.entry(id).or_insert_with(|| Resource::new(&BUILD, &home, who, now));
        }
        for id in of_kind(&[Kind::Pipeline, Kind::Pipelines]) {
            self.world.pipelines.entry(id).or_insert_with(|| Resource::new(&PIPELINE, &home, who, now));
        }
    }
}

fn is_empty(list: &Value) -> bool {
    list.as_array().is_some_and(Vec::is_empty)
}

fn is_list_of_roles(value: &Value, family: &super::Family, is_complete: bool) -> bool {
    let is_entry = |entry: &Value| {
        let flag = |column: &&str| match &entry[*column] {
            Value::Null => !is_complete,
            value => value.is_boolean(),
        };
        entry.is_object() && role_of(&entry["role_id"]).is_some() && family.columns.iter().all(flag)
    };
    value.as_array().is_some_and(|list| list.iter().all(is_entry))
}
