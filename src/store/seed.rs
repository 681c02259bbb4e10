//! The seed file: the strict, stable, reviewable form of a world.

mod error;
mod explained;
mod locate;
mod model;
mod schema;
mod source;
mod text;
mod unique;

pub use error::SeedError;
use error::{pointer, taken, unknown_user};
pub use source::{InlineSeed, Seeds, UnusableSeed};

use std::{collections::BTreeMap, fmt::Display, io::Read, sync::Arc};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::Error as _};

use crate::{
    contract::{Problem, Rule, is_utf16, without_mark},
    domain::{
        BuildPermission, JobId, Permissions, PipelineId, PipelinePermission, ProjectId, RoleId, Timestamp, UserId,
    },
};

use super::{Rows, World, entities::Table};
use text::{IN_UTF16, object_of, text_of};

/// The version of the format.
const SCHEMA_VERSION: u32 = 1;

/// A world as it stands in a file, which [`Scope::state`](crate::Scope::state) gives: serde reads and writes it.
///
/// ```
/// use codearts_mock::{MockServer, WorldFile};
///
/// let before: WorldFile = MockServer::start().state();
/// let again = MockServer::builder().world(before.clone().into_world()?).start();
/// assert_eq!(serde_json::to_string(&again.state()).unwrap(), serde_json::to_string(&before).unwrap());
/// # Ok::<_, codearts_mock::SeedError>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "World")]
pub struct WorldFile {
    /// The version of the format: 1.
    #[serde(deserialize_with = "known_version")]
    #[schemars(range(min = 1, max = 1), extend("x-expected" = "1, the only version there is"))]
    pub schema_version: u32,
    /// The users by their ids.
    #[doc(hidden)]
    #[serde(default, deserialize_with = "unique::map")]
    pub users: IndexMap<UserId, UserFile>,
    /// The projects by their ids.
    #[doc(hidden)]
    #[serde(default, deserialize_with = "unique::map")]
    pub projects: IndexMap<ProjectId, ProjectFile>,
}

/// A user as they stand in a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "User")]
pub struct UserFile {
    /// The name to log in with; the id if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A token that never expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The public half of the signing key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key: Option<String>,
    /// The secret half of the signing key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<String>,
    /// The password to get tokens with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The account's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

/// A project as it stands in a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Project")]
pub struct ProjectFile {
    /// The project's name; the id if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The roles with their default matrices; the system roles if the member is missing.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "unique::optional_map")]
    #[schemars(schema_with = "schema::roles")]
    pub roles: Option<IndexMap<RoleId, RoleFile>>,
    /// The members' roles.
    #[serde(deserialize_with = "unique::map")]
    pub members: IndexMap<UserId, Vec<RoleId>>,
    /// The build tasks by their ids.
    #[serde(deserialize_with = "unique::map")]
    pub jobs: IndexMap<JobId, JobFile>,
    /// The pipelines by their ids.
    #[serde(deserialize_with = "unique::map")]
    pub pipelines: IndexMap<PipelineId, PipelineFile>,
}

/// A role as it stands in a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Role")]
pub struct RoleFile {
    /// The role's name; its number if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The granted build permissions.
    pub build: Permissions<BuildPermission>,
    /// The granted pipeline permissions.
    pub pipeline: Permissions<PipelinePermission>,
}

/// A build task as it stands in a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Job")]
pub struct JobFile {
    /// Who created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<UserId>,
    /// Whether the project's matrix is in force.
    pub project_switch: bool,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_time: Option<Timestamp>,
    /// When its permissions were last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_time: Option<Timestamp>,
    /// Its own rows.
    pub roles: Rows<RoleId, BuildPermission>,
}

/// A pipeline as it stands in a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Pipeline")]
pub struct PipelineFile {
    /// Who created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<UserId>,
    /// Whether the project's matrix is in force.
    pub is_project_switch: bool,
    /// What its permission switch was last set to.
    pub is_use_devuc: bool,
    /// Its own rows for roles.
    pub roles: Rows<RoleId, PipelinePermission>,
    /// Its rows for single users.
    pub users: Rows<UserId, PipelinePermission>,
}

impl WorldFile {
    /// A file with nothing in it.
    #[must_use]
    pub fn empty() -> Self {
        Self { schema_version: SCHEMA_VERSION, users: IndexMap::new(), projects: IndexMap::new() }
    }

    /// Reads a seed that is in memory as text, without a word for a reader.
    ///
    /// # Errors
    /// The text is no JSON or not of the format; [`SeedError::explained`] says where.
    pub fn parse(text: &[u8]) -> serde_json::Result<Self> {
        if is_utf16(text) {
            return Err(serde_json::Error::custom(IN_UTF16));
        }
        object_of(serde_json::Deserializer::from_slice(without_mark(text)))
    }

    /// Reads a seed, streaming: a large file is never in memory as text.
    ///
    /// # Errors
    /// The text is no JSON or not of the format; [`SeedError::explained`] says where.
    pub fn read(text: &mut dyn Read) -> serde_json::Result<Self> {
        object_of(serde_json::Deserializer::from_reader(text_of(text)?))
    }

    /// Masks the users' credentials.
    pub fn redact(&mut self) {
        let mask = |secret: &mut Option<String>| {
            if secret.is_some() {
                *secret = Some(super::user::REDACTED.to_owned());
            }
        };
        for user in self.users.values_mut() {
            let UserFile { token, access_key, secret_key, password, name: _, domain: _ } = user;
            [token, access_key, secret_key, password].into_iter().for_each(mask);
        }
    }

    /// Adds what another file has; a user, or a project's job or pipeline, that both have is the other's.
    pub fn merge(&mut self, other: Self) {
        self.users.extend(other.users);
        for (id, project) in other.projects {
            let merged = self.projects.entry(id).or_default();
            merged.name = project.name.or_else(|| merged.name.take());
            if let Some(roles) = project.roles {
                merged.roles.get_or_insert_default().extend(roles);
            }
            merged.members.extend(project.members);
            merged.jobs.extend(project.jobs);
            merged.pipelines.extend(project.pipelines);
        }
    }

    /// Adds what another file has; an id that both have is an error, so that seeds given side by side do not overlap.
    ///
    /// # Errors
    /// Names the user or the project that is in both.
    pub fn join(&mut self, other: Self) -> Result<(), SeedError> {
        let twice = |pointer: String| {
            let problem = Problem::new(pointer, Rule::Once).expected("an id that no other seed has");
            Err(SeedError::about(problem.got("one that another seed has too").remedy("leave it out of one of them")))
        };
        for (id, user) in other.users {
            if self.users.contains_key(&id) {
                return twice(pointer([&"users", &id]));
            }
            self.users.insert(id, user);
        }
        for (id, project) in other.projects {
            if self.projects.contains_key(&id) {
                return twice(pointer([&"projects", &id]));
            }
            self.projects.insert(id, project);
        }
        Ok(())
    }

    /// The world that the file describes.
    ///
    /// # Errors
    /// An id is used twice, or somebody is mentioned who is not described; says where.
    pub fn into_world(self) -> Result<World, SeedError> {
        let users: BTreeMap<_, _> =
            self.users.into_iter().map(|(id, user)| (id.clone(), Arc::new(user.into_user(id)))).collect();
        unique::credentials(&users)?;
        let mut projects = BTreeMap::new();
        let mut jobs = Table::default();
        jobs.reserve(self.projects.values().map(|project| project.jobs.len()).sum());
        let mut pipelines = Table::default();
        for (id, file) in self.projects {
            let at = |part: &str, name: &dyn Display| pointer([&"projects", &id, &part, name]);
            let known = |user: Option<&UserId>, pointer: &dyn Fn() -> String| match user {
                Some(user) if !users.contains_key(user) => Err(unknown_user(pointer(), user, users.keys())),
                _ => Ok(()),
            };
            for member in file.members.keys() {
                known(Some(member), &|| at("members", member))?;
            }
            let (project, own_jobs, own_pipelines) = file.into_project(id.clone());
            for (job_id, job) in own_jobs {
                known(job.creator.as_ref(), &|| at("jobs", &job_id) + "/creator")?;
                if jobs.contains_key(&job_id) {
                    return Err(taken(at("jobs", &job_id), "a job"));
                }
                jobs.insert(job_id, job.into_job(Arc::clone(&project)));
            }
            for (pipeline_id, pipeline) in own_pipelines {
                known(pipeline.creator.as_ref(), &|| at("pipelines", &pipeline_id) + "/creator")?;
                if pipelines.contains_key(&pipeline_id) {
                    return Err(taken(at("pipelines", &pipeline_id), "a pipeline"));
                }
                pipelines.insert(pipeline_id, pipeline.into_pipeline(Arc::clone(&project)));
            }
            projects.insert(id, project);
        }
        Ok(World::new(users, projects, jobs, pipelines))
    }
}

/// Refuses a file of another version.
fn known_version<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let version = u32::deserialize(deserializer)?;
    let wrong = || format!("expected {SCHEMA_VERSION}, the only version there is, got {version}");
    if version == SCHEMA_VERSION { Ok(version) } else { Err(serde::de::Error::custom(wrong())) }
}
