//! The world of the model: read from a seed, and what a project says of its roles.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{BUILD, Family, PIPELINE, Project, Resource, Row, Who, World, everything, row, union};

fn words(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

impl World {
    /// The world of a seed.
    pub(super) fn of(seed: &Value) -> Self {
        let mut world = Self::default();
        for (id, user) in members(&seed["users"]) {
            world.names.insert(id.clone(), user["name"].as_str().unwrap_or(id).to_owned());
        }
        for (id, file) in members(&seed["projects"]) {
            let mut project = Project::default();
            for (role, file) in members(&file["roles"]) {
                let number: i64 = role.parse().expect("a role id");
                project.names.insert(number, file["name"].as_str().unwrap_or(role).to_owned());
                project.build.insert(number, row(&BUILD, &words(&file["build"])));
                project.pipeline.insert(number, row(&PIPELINE, &words(&file["pipeline"])));
            }
            for (user, roles) in members(&file["members"]) {
                let roles = roles.as_array().into_iter().flatten().filter_map(Value::as_i64).collect();
                project.members.insert(user.clone(), roles);
            }
            for (job, file) in members(&file["jobs"]) {
                world.jobs.insert(job.clone(), Resource::of(file, &BUILD, id));
            }
            for (pipeline, file) in members(&file["pipelines"]) {
                world.pipelines.insert(pipeline.clone(), Resource::of(file, &PIPELINE, id));
            }
            world.projects.insert(id.clone(), project);
        }
        world
    }
}

impl Resource {
    fn of(file: &Value, family: &'static Family, project: &str) -> Self {
        let on = |name: &str| file[name].as_bool().unwrap_or(false);
        let number = |role: &str| role.parse().expect("a role id");
        Self {
            switch: on("project_switch") || on("is_project_switch"),
            devuc: on("is_use_devuc"),
            rows: members(&file["roles"]).map(|(role, list)| (number(role), row(family, &words(list)))).collect(),
            users: members(&file["users"]).map(|(user, list)| (user.clone(), row(family, &words(list)))).collect(),
            ..Self::new(family, project, file["creator"].as_str(), 1_726_814_329_000)
        }
    }

    pub(super) fn new(family: &'static Family, project: &str, creator: Who<'_>, now: i64) -> Self {
        Self {
            family,
            project: project.to_owned(),
            creator: creator.map(str::to_owned),
            switch: false,
            devuc: false,
            rows: BTreeMap::new(),
            users: BTreeMap::new(),
            created: now,
            updated: now,
        }
    }
}

impl Project {
    /// A project that was created by naming it: the system roles with the console's default matrices.
    pub(super) fn fresh() -> Self {
        let mut project = Self::default();
        let most: &[&str] = &BUILD.columns[..6];
        for (roles, build, pipeline) in [
            (&[-1][..], BUILD.columns, PIPELINE.columns),
            (&[3], BUILD.columns, &PIPELINE.columns[..4]),
            (&[4, 1001, 1015], most, &PIPELINE.columns[..3]),
            (&[5], &["is_view"], &PIPELINE.columns[..2]),
            (&[8, 1002], &["is_view"], &PIPELINE.columns[..1]),
            (&[0, 6, 7, 9], &[], &PIPELINE.columns[..1]),
        ] {
            for role in roles {
                project.build.insert(*role, row(&BUILD, build));
                project.pipeline.insert(*role, row(&PIPELINE, pipeline));
            }
        }
        let names = "-1=project_admin,0=O&M manager,3=Project manager,4=Developer,5=Test manager,6=Tester,7=Participant,\
                     8=Viewer,9=O&M manager,1001=Committer,1002=Product manager,1015=System engineer";
        for (role, name) in names.split(',').filter_map(|pair| pair.split_once('=')) {
            project.names.insert(role.parse().expect("a role id"), name.to_owned());
        }
        project
    }

    pub(super) fn name(&self, role: i64) -> String {
        self.names.get(&role).cloned().unwrap_or_else(|| role.to_string())
    }

    pub(super) fn roles(&self, who: Who<'_>) -> Vec<i64> {
        who.map_or_else(|| vec![-1], |user| self.members.get(user).cloned().unwrap_or_default())
    }

    pub(super) fn row(&self, family: &Family, role: i64) -> Row {
        let rows = if family.creator == BUILD.creator { &self.build } else { &self.pipeline };
        rows.get(&role).cloned().unwrap_or_else(|| row(family, &[]))
    }

    /// What somebody may do unless a job or a pipeline says otherwise.
    pub(super) fn granted(&self, family: &Family, who: Who<'_>) -> Row {
        let roles = self.roles(who);
        if roles.contains(&-1) {
            return everything(family);
        }
        roles.iter().fold(row(family, &[]), |sum, role| union(sum, &self.row(family, *role)))
    }
}
