//! The world of a server that is told of no other.

use std::collections::BTreeSet;

use codearts_mock::{
    World,
    domain::ProjectId,
    store::{Project, WorldFile},
};
use serde_json::{Value, json};

use crate::mock::{Mock, PIPELINE_PROJECT, PIPELINES, PROJECT};

const NAMES: [&str; 4] = ["administrator", "developer", "tester", "viewer"];

fn file() -> Value {
    serde_json::from_str(World::BUILT_IN).expect("the built-in world is JSON")
}

/// The members of an object in the file.
fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, member)| (name.as_str(), member))
}

/// The id of the user of a name.
fn id_of(file: &Value, name: &str) -> String {
    members(&file["users"]).find(|(_, user)| user["name"] == name).expect("the user is described").0.to_owned()
}

#[test]
fn four_users_are_members_of_every_project_with_one_role_each() {
    let file = file();
    let roles = [-1, 4, 6, 8];
    let expected: Value = NAMES.iter().zip(roles).map(|(name, role)| (id_of(&file, name), json!([role]))).collect();

    let names: BTreeSet<_> = members(&file["users"]).filter_map(|(_, user)| user["name"].as_str()).collect();
    assert_eq!(names, BTreeSet::from(NAMES));
    for (id, project) in members(&file["projects"]) {
        assert_eq!(project["members"], expected, "{id}");
    }
}

#[test]
fn the_administrator_created_every_job_and_pipeline_and_all_are_on_their_own_permissions() {
    let file = file();
    let administrator = id_of(&file, "administrator");

    for (project, described) in members(&file["projects"]) {
        for (id, job) in members(&described["jobs"]) {
            assert_eq!(
                (&job["creator"], &job["project_switch"]),
                (&json!(administrator), &json!(false)),
                "{project} {id}"
            );
        }
        for (id, pipeline) in members(&described["pipelines"]) {
            let facts = (&pipeline["creator"], &pipeline["is_project_switch"]);
            assert_eq!(facts, (&json!(administrator), &json!(false)), "{project} {id}");
        }
    }
}

#[test]
fn the_samples_of_the_pages_are_where_their_pages_put_them() {
    let file = file();
    let has = |project: &str, kind: &str, id: &str| file["projects"][project][kind].get(id).is_some();

    assert!(has(PROJECT, "jobs", "6ecbc5bac7c8442fb3d2563d53c13582"));
    assert!(has(PROJECT, "jobs", "c798139500d2456d82d95d108f182b5a"));
    assert!(PIPELINES.iter().all(|id| has(PIPELINE_PROJECT, "pipelines", id)));
}

#[test]
fn every_project_has_the_system_roles_that_a_project_without_roles_gets() {
    let mut plain = WorldFile::empty();
    plain.projects.insert(ProjectId::from("plain"), codearts_mock::store::ProjectFile::default());
    let plain = codearts_mock::store::Store::new(std::sync::Arc::new(plain.into_world().unwrap()));
    let default = codearts_mock::store::Store::new(std::sync::Arc::new(World::built_in()));
    let system: &Project = plain.project(&ProjectId::from("plain")).unwrap();

    for project in default.projects() {
        let mut roles = project.roles.clone();
        // Custom roles are numbered from 500; system roles from 1000 again.
        roles.retain(|role, _| !(500..1000).contains(&role.number()));
        assert_eq!(roles, system.roles, "{}", project.id);
    }
}

#[test]
fn every_credential_is_distinct_long_and_no_part_of_a_name_or_an_id() {
    let file = file();
    let mut credentials = BTreeSet::new();
    let mut words = BTreeSet::new();

    for (id, user) in members(&file["users"]) {
        words.extend([id.to_owned(), user["name"].as_str().unwrap().to_owned()]);
        for name in ["token", "access_key", "secret_key", "password"] {
            let credential = user[name].as_str().unwrap();
            assert!(credential.len() >= 20, "{name} of {id}");
            assert!(credentials.insert(credential.to_owned()), "{name} of {id} is another's too");
        }
    }
    for (id, project) in members(&file["projects"]) {
        words.insert(id.to_owned());
        let parts = members(&project["jobs"]).chain(members(&project["pipelines"]));
        words.extend(parts.map(|(id, _)| id.to_owned()));
    }
    for word in &words {
        let shared = credentials
            .iter()
            .find(|credential| credential.contains(word.as_str()) || word.contains(credential.as_str()));
        assert_eq!(shared, None, "{word}");
    }
}

#[test]
fn what_is_exported_can_be_read_again_and_is_the_same() {
    let exported = Mock::fresh().state();

    let again = Mock::remembering(&exported).state();

    assert_eq!(again, exported);
}
