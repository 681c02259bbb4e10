//! The operations of CodeArts Build, and the writes that both services share.

use std::collections::BTreeSet;

use codearts_mock::domain::Timestamp;
use serde_json::{Value, json};

use super::{BUILD, Family, Reference, Refusal, Resource, Row, Who, everything, joined, role_of, row, shown_as};

/// What a request wants of one row: the flags that it mentions.
pub(super) type Wish = (i64, Row);

impl Reference {
    pub(super) fn build_call(&mut self, who: Who<'_>, id: &str, arguments: &Value) -> Result<Value, Refusal> {
        match id {
            "BatchUpdateJobRolePermission" => self.batch(who, arguments),
            "UpdateSimpleJobRolePermission" => self.update_one(who, arguments),
            "ApplyProjectPermission" => self.apply(who, arguments),
            "CheckJobInternal" => Ok(json!({ "result": true, "status": "success" })),
            "ShowProjectPermission" => self.project_permission(who, arguments),
            _ => {
                let job = self.job(arguments, &arguments["job_id"])?;
                if id == "ShowDefaultProjectPermission" {
                    return self.default_permission(who, job);
                }
                self.may_look(job, who)?;
                Ok(match id {
                    "ShowProjectJobPermission" => self.caller_permission(who, arguments, job),
                    "ShowJobRolePermission" => self.matrix(arguments, job),
                    _ => self.info(who, arguments, job),
                })
            }
        }
    }

    /// The job, in the project that is named, if one is.
    fn job(&self, arguments: &Value, id: &Value) -> Result<&Resource, Refusal> {
        self.check_project(&arguments["project_id"])?;
        self.resource(&BUILD, &arguments["project_id"], id)
    }

    pub(super) fn check_project(&self, id: &Value) -> Result<(), Refusal> {
        match id.as_str() {
            Some(id) if !self.world.projects.contains_key(id) => Err(vec!["unknown project"]),
            _ => Ok(()),
        }
    }

    pub(super) fn resource(&self, family: &Family, project: &Value, id: &Value) -> Result<&Resource, Refusal> {
        let all = if family.creator == BUILD.creator { &self.world.jobs } else { &self.world.pipelines };
        let resource = id.as_str().and_then(|id| all.get(id)).ok_or_else(|| vec![family.unknown])?;
        match project.as_str() {
            Some(project) if project != resource.project => Err(vec![family.elsewhere]),
            _ => Ok(resource),
        }
    }

    fn batch(&mut self, who: Who<'_>, arguments: &Value) -> Result<Value, Refusal> {
        let success = json!({ "result": null, "error": null, "status": "success" });
        let wishes: Option<Vec<Wish>> = arguments["permissions"].as_array().map(|list| list.iter().map(wish).collect());
        let jobs: Vec<&Value> = arguments["job_ids"].as_array().into_iter().flatten().collect();
        self.check_project(&arguments["project_id"])?;
        for job in &jobs {
            self.resource(&BUILD, &arguments["project_id"], job)?;
        }
        self.check_writes(who, &BUILD, &jobs, wishes.as_deref().unwrap_or_default())?;
        for job in jobs {
            let mut changed = self.taken(&BUILD, job);
            if let Some(on) = arguments["project_switch"].as_bool() {
                self.switch(&mut changed, on);
            }
            if let Some(wishes) = &wishes {
                self.write(&mut changed, wishes, self.is("batch-semantics", "replace"));
            }
            self.world.jobs.insert(text(job), changed);
        }
        Ok(success)
    }

    fn update_one(&mut self, who: Who<'_>, arguments: &Value) -> Result<Value, Refusal> {
        if arguments["job_id"].is_string() {
            let value = arguments["permission_value"].as_bool().unwrap_or(true);
            let column = BUILD.columns.iter().find(|column| arguments["permission_name"] == **column);
            let role = role_of(&arguments["role_id"]).expect("checked before");
            let wishes = [(role, column.map(|column| (*column, value)).into_iter().collect())];
            let job = &arguments["job_id"];
            self.job(&Value::Null, job)?;
            self.check_writes(who, &BUILD, &[job], &wishes)?;
            let mut changed = self.taken(&BUILD, job);
            self.write(&mut changed, &wishes, false);
            self.world.jobs.insert(text(job), changed);
        }
        Ok(json!({ "status": "success" }))
    }

    fn apply(&mut self, who: Who<'_>, arguments: &Value) -> Result<Value, Refusal> {
        let success = json!({ "status": "success" });
        let id = &arguments["job_id"];
        if id.is_null() {
            return Ok(success);
        }
        let job = self.job(arguments, id)?;
        let Some(on) = arguments["project_switch"].as_bool() else {
            self.may_look(job, who)?;
            let answer = json!({ "result": job.switch.to_string(), "status": "success" });
            return Ok(if self.is("project-check", "answer") { answer } else { success });
        };
        self.check_writes(who, &BUILD, &[id], &[])?;
        let mut changed = self.taken(&BUILD, id);
        self.switch(&mut changed, on);
        self.world.jobs.insert(text(id), changed);
        Ok(success)
    }

    /// Roles first, then the caller, then the rows that cannot be changed.
    pub(super) fn check_writes(
        &self,
        who: Who<'_>,
        family: &Family,
        ids: &[&Value],
        wishes: &[Wish],
    ) -> Result<(), Refusal> {
        let resources: Result<Vec<_>, _> = ids.iter().map(|id| self.resource(family, &Value::Null, id)).collect();
        let resources = resources?;
        let is_fixed = |role: i64| role == -1 || role == family.creator;
        for (role, _) in wishes.iter().filter(|(role, _)| !is_fixed(*role)) {
            let is_strange = resources.iter().any(|resource| !self.project(resource).build.contains_key(role));
            if is_strange && self.is("unknown-role", "reject") {
                return Err(vec!["invalid"]);
            }
        }
        for resource in resources {
            self.may_change(resource, who)?;
        }
        let is_loss = |(role, row): &Wish| is_fixed(*role) && row.values().any(|on| !on);
        if wishes.iter().any(is_loss) && self.is("fixed-rows", "reject") {
            return Err(vec!["forbidden"]);
        }
        Ok(())
    }

    pub(super) fn taken(&self, family: &Family, id: &Value) -> Resource {
        self.resource(family, &Value::Null, id).expect("looked up before").clone()
    }

    /// Sends a resource to its project's matrix, or back.
    pub(super) fn switch(&self, resource: &mut Resource, on: bool) {
        if resource.switch != on {
            resource.switch = on;
            resource.updated = self.now;
        }
        if on && self.is("project-switch-write", "copy") {
            let project = self.project(resource);
            let family = resource.family;
            let roles = project.build.keys().filter(|role| **role != -1 && **role != family.creator);
            let rows = roles.map(|role| (*role, project.row(family, *role))).collect();
            self.replace(resource, rows);
        }
    }

    fn replace(&self, resource: &mut Resource, rows: std::collections::BTreeMap<i64, Row>) {
        if resource.rows != rows {
            resource.rows = rows;
            resource.updated = self.now;
        }
    }

    /// Sets the flags that are mentioned; an entry that mentions none asks for nothing.
    pub(super) fn write(&self, resource: &mut Resource, wishes: &[Wish], replaces: bool) {
        let family = resource.family;
        let is_fixed = |role: i64| role == -1 || role == family.creator;
        let wishes = wishes.iter().filter(|(role, flags)| !is_fixed(*role) && !flags.is_empty());
        if replaces {
            let listed: BTreeSet<_> = wishes.clone().map(|(role, _)| *role).collect();
            let kept = resource.rows.clone().into_iter().filter(|(role, _)| listed.contains(role)).collect();
            self.replace(resource, kept);
        }
        for (role, flags) in wishes {
            let of_project = self.project(resource).row(family, *role);
            let before = resource.rows.get(role).filter(|_| !replaces).cloned();
            let mut after = before.unwrap_or(of_project);
            after.extend(flags);
            let mut rows = resource.rows.clone();
            rows.insert(*role, after);
            self.replace(resource, rows);
        }
    }

    fn caller_permission(&self, who: Who<'_>, arguments: &Value, job: &Resource) -> Value {
        let role = self.project(job).roles(who).first().copied().unwrap_or(-3);
        let result = json!({
            "count": 0,
            "role_id": role,
            "job_id": arguments["job_id"],
            "create_time": iso(job.created),
            "last_update_time": iso(job.updated),
        });
        json!({ "result": joined(result, shown_as(&self.granted(job, who))), "error": null, "status": "success" })
    }

    fn matrix(&self, arguments: &Value, job: &Resource) -> Value {
        let project = self.project(job);
        let roles: BTreeSet<_> = project.build.keys().chain(job.rows.keys()).copied().collect();
        let time = |time| {
            if self.is("timestamps", "gson") { Timestamp::from_milliseconds(time).gson() } else { iso(time) }
        };
        let row = |role: i64| {
            let row = json!({
                "count": 0,
                "create_time": time(job.created),
                "job_id": arguments["job_id"],
                "last_update_time": time(job.updated),
                "role_id": role,
                "role_name": project.name(role),
            });
            joined(row, shown_as(&self.shown(job, role)))
        };
        json!({ "result": roles.into_iter().map(row).collect::<Vec<_>>(), "status": "success" })
    }

    fn default_permission(&self, who: Who<'_>, job: &Resource) -> Result<Value, Refusal> {
        let project = self.project(job);
        if self.is_outside(project, who) {
            return Err(vec!["forbidden"]);
        }
        let row = |role: &i64| {
            let row = if *role == -1 { everything(&BUILD) } else { project.row(&BUILD, *role) };
            joined(json!({ "role_id": role, "role_name": project.name(*role) }), shown_as(&row))
        };
        let rows: Vec<_> = project.build.keys().map(row).collect();
        Ok(json!({ "error": null, "result": rows, "status": "success" }))
    }

    fn project_permission(&self, who: Who<'_>, arguments: &Value) -> Result<Value, Refusal> {
        self.check_project(&arguments["project_id"])?;
        let project = &self.world.projects[&text(&arguments["project_id"])];
        if self.is_outside(project, who) {
            return Err(vec!["forbidden"]);
        }
        let granted = project.granted(&BUILD, who);
        let roles = project.roles(who);
        let ids: Vec<_> = roles.iter().map(ToString::to_string).collect();
        let names: Vec<_> = roles.iter().map(|role| project.name(*role)).collect();
        let mut result = json!({
            "project_id": arguments["project_id"],
            "role_id": ids.first().cloned().unwrap_or_default(),
            "role_ids": ids,
            "role_name": names.first().cloned().unwrap_or_default(),
            "role_names": names,
            "create_permission": granted["is_modify"],
            "group_permission": granted["is_modify"],
        });
        for (column, on) in granted {
            result[format!("{}_permission", column.trim_start_matches("is_"))] = json!(on);
        }
        Ok(json!({ "error": null, "result": result, "status": "success" }))
    }

    fn info(&self, who: Who<'_>, arguments: &Value, job: &Resource) -> Value {
        let result = json!({
            "id": arguments["job_id"],
            "project_id": job.project,
            "project_permission_switch": job.switch,
            "create_time": job.created,
        });
        json!({ "result": joined(result, shown_as(&self.granted(job, who))), "error": null, "status": "success" })
    }
}

/// The role and the flags of an entry of a batch.
fn wish(entry: &Value) -> Wish {
    let flags = BUILD.columns.iter().filter_map(|column| Some((*column, entry[*column].as_bool()?))).collect();
    (role_of(&entry["role_id"]).expect("checked before"), flags)
}

/// The flags of a pipeline's row, all of them mandatory.
pub(super) fn whole_row(family: &Family, entry: &Value) -> Row {
    let granted: Vec<_> = family.columns.iter().copied().filter(|column| entry[*column] == true).collect();
    row(family, &granted)
}

pub(super) fn text(id: &Value) -> String {
    id.as_str().expect("an id").to_owned()
}

fn iso(time: i64) -> String {
    Timestamp::from_milliseconds(time).to_string()
}
