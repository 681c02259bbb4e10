//! The present state in the format of a seed, and the text forms of rows and permissions in it.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};

use crate::domain::{Permission, Permissions};

use super::{
    Job, Pipeline, Project, Rows, Secret, Store, User,
    seed::{JobFile, PipelineFile, ProjectFile, RoleFile, UserFile, WorldFile},
};

impl Store {
    /// The present state in the format of a seed, in the order of the ids.
    #[must_use]
    pub fn export(&self) -> WorldFile {
        let mut file = WorldFile::empty();
        file.users = self.base.users.values().map(|user| (user.id.clone(), user.export())).collect();
        file.projects = self.projects().into_iter().map(|project| (project.id.clone(), project.export())).collect();
        for (id, job) in self.jobs.all() {
            let project = file.projects.entry(job.matrix.project.id.clone()).or_default();
            project.jobs.insert(id.clone(), job.export());
        }
        for (id, pipeline) in self.pipelines.all() {
            let project = file.projects.entry(pipeline.matrix.project.id.clone()).or_default();
            project.pipelines.insert(id.clone(), pipeline.export());
        }
        file
    }
}

impl User {
    fn export(&self) -> UserFile {
        let text = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.reveal().to_owned());
        UserFile {
            name: Some(self.name.clone()),
            token: text(&self.token),
            access_key: text(&self.access_key),
            secret_key: text(&self.secret_key),
            password: text(&self.password),
            domain: Some(self.domain.clone()),
        }
    }
}

impl Project {
    fn export(&self) -> ProjectFile {
        let role =
            |role: &super::Role| RoleFile { name: Some(role.name.clone()), build: role.build, pipeline: role.pipeline };
        ProjectFile {
            name: Some(self.name.clone()),
            roles: Some(self.roles.iter().map(|(id, own)| (*id, role(own))).collect()),
            members: self.members.iter().map(|(user, roles)| (user.clone(), roles.clone())).collect(),
            ..ProjectFile::default()
        }
    }
}

impl Job {
    fn export(&self) -> JobFile {
        JobFile {
            creator: self.matrix.creator.clone(),
            project_switch: self.matrix.follows_project,
            create_time: Some(self.create_time),
            last_update_time: Some(self.last_update_time),
            roles: self.matrix.rows.clone(),
        }
    }
}

impl Pipeline {
    fn export(&self) -> PipelineFile {
        PipelineFile {
            creator: self.matrix.creator.clone(),
            is_project_switch: self.matrix.follows_project,
            is_use_devuc: self.is_use_devuc,
            roles: self.matrix.rows.clone(),
            users: self.matrix.user_rows.as_deref().map_or_else(Rows::default, Rows::clone),
        }
    }
}

/// Permissions stand in a file as the list of the granted ones.
impl<P: Permission> Serialize for Permissions<P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.granted().map(P::name))
    }
}

impl<P: Permission> Default for Permissions<P> {
    fn default() -> Self {
        Self::NONE
    }
}

impl<'de, P: Permission> Deserialize<'de> for Permissions<P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Granted(PhantomData))
    }
}

struct Granted<P>(PhantomData<P>);

impl<'de, P: Permission> Visitor<'de> for Granted<P> {
    type Value = Permissions<P>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of permission names")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Self::Value, A::Error> {
        let mut permissions = Permissions::NONE;
        while let Some(permission) = names.next_element::<P>()? {
            permissions = permissions.with(permission, true);
        }
        Ok(permissions)
    }
}

/// Rows stand in a file as an object: the key of each, and its granted permissions.
impl<K: Serialize, P: Permission> Serialize for Rows<K, P>
where
    K: Ord + Clone,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (key, permissions) in self.iter() {
            object.serialize_entry(key, &permissions)?;
        }
        object.end()
    }
}

impl<'de, K, P> Deserialize<'de> for Rows<K, P>
where
    K: Deserialize<'de> + Ord + Clone + fmt::Display,
    P: Permission,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RowObject(PhantomData))
    }
}

struct RowObject<K, P>(PhantomData<(K, P)>);

impl<'de, K, P> Visitor<'de> for RowObject<K, P>
where
    K: Deserialize<'de> + Ord + Clone + fmt::Display,
    P: Permission,
{
    type Value = Rows<K, P>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of lists of permission names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut rows: Vec<(K, Permissions<P>)> = Vec::new();
        while let Some(row) = members.next_entry()? {
            rows.push(row);
        }
        rows.sort_by(|(left, _), (right, _)| left.cmp(right));
        match rows.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(A::Error::custom(format!("{} occurs twice", pair[0].0))),
            None => Ok(rows.into_iter().collect()),
        }
    }
}
