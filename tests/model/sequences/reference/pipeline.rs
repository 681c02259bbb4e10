//! The operations of CodeArts Pipeline.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    PIPELINE, Reference, Refusal, Resource, Row, Who,
    build::{Wish, text, whole_row},
    joined, role_of, shown_as,
};

impl Reference {
    pub(super) fn pipeline_call(&mut self, who: Who<'_>, id: &str, arguments: &Value) -> Result<Value, Refusal> {
        match id {
            "GetPipelinePermission" => return self.rights(who, arguments),
            "GetProjectPermission" | "QueryUserDevUcAuthorizations" => return self.verdicts(who, id, arguments),
            "BatchUpdatePipelinePermission" => return self.batch_pipelines(who, arguments),
            _ => {}
        }
        self.check_project(&arguments["project_id"])?;
        let name = &arguments["pipeline_id"];
        let pipeline = self.resource(&PIPELINE, &arguments["project_id"], name)?.clone();
        match id {
            "SwitchPipelinePermission" => {
                self.check_writes(who, &PIPELINE, &[name], &[])?;
                self.use_devuc(name, arguments["flag"] == "true");
            }
            "UpdatePipelineRolePermission" => self.update_role(who, arguments, pipeline)?,
            "UpdatePipelineUserPermission" => self.update_user(who, arguments, pipeline)?,
            _ => {
                self.may_look(&pipeline, who)?;
                return Ok(match id {
                    "ShowPipelinePermissionSwitch" => {
                        let is_allow_edit = self.may_manage(&pipeline, who);
                        json!({ "is_use_devuc": pipeline.devuc, "is_allow_edit": is_allow_edit })
                    }
                    "ShowPipelineRolePermission" => self.role_rows(&pipeline),
                    _ => self.user_rows(arguments, &pipeline),
                });
            }
        }
        Ok(json!({ "status": "success" }))
    }

    fn update_role(&mut self, who: Who<'_>, arguments: &Value, mut pipeline: Resource) -> Result<(), Refusal> {
        let name = &arguments["pipeline_id"];
        let role = role_of(&arguments["role_id"]).expect("checked before");
        let wishes = [(role, whole_row(&PIPELINE, arguments))];
        self.check_writes(who, &PIPELINE, &[name], &wishes)?;
        self.write(&mut pipeline, &wishes, false);
        self.world.pipelines.insert(text(name), pipeline);
        Ok(())
    }

    fn batch_pipelines(&mut self, who: Who<'_>, arguments: &Value) -> Result<Value, Refusal> {
        let entries = arguments["roles"].as_array().into_iter().flatten();
        let role = |entry: &Value| role_of(&entry["role_id"]).expect("checked before");
        let wishes: Vec<Wish> = entries.map(|entry| (role(entry), whole_row(&PIPELINE, entry))).collect();
        let ids: Vec<_> = arguments["pipeline_ids"].as_array().into_iter().flatten().collect();
        self.check_project(&arguments["project_id"])?;
        for id in &ids {
            self.resource(&PIPELINE, &arguments["project_id"], id)?;
        }
        let project = &self.world.projects[&text(&arguments["project_id"])];
        if ids.is_empty() && self.is_outside(project, who) {
            return Err(vec!["unknown project"]);
        }
        self.check_writes(who, &PIPELINE, &ids, &wishes)?;
        let on = arguments["is_project_switch"] == true;
        for id in ids {
            let mut changed = self.taken(&PIPELINE, id);
            match self.quirks["pipeline-switch-link"].as_str() {
                "inverse" => changed.devuc = !on,
                "same" => changed.devuc = on,
                _ => {}
            }
            self.switch(&mut changed, on);
            self.write(&mut changed, &wishes, self.is("batch-semantics", "replace"));
            self.world.pipelines.insert(text(id), changed);
        }
        Ok(json!({ "status": "success" }))
    }

    /// Whatever the link, the flag is read back as it was set.
    fn use_devuc(&mut self, id: &Value, flag: bool) {
        let mut changed = self.taken(&PIPELINE, id);
        changed.devuc = flag;
        match self.quirks["pipeline-switch-link"].as_str() {
            "inverse" => self.switch(&mut changed, !flag),
            "same" => self.switch(&mut changed, flag),
            _ => {}
        }
        self.world.pipelines.insert(text(id), changed);
    }

    fn update_user(&mut self, who: Who<'_>, arguments: &Value, mut pipeline: Resource) -> Result<(), Refusal> {
        let name = &arguments["pipeline_id"];
        self.check_writes(who, &PIPELINE, &[name], &[])?;
        let user = text(&arguments["user_id"]);
        if !self.project(&pipeline).members.contains_key(&user) {
            return Err(vec!["unknown user"]);
        }
        let row = whole_row(&PIPELINE, arguments);
        if self.is_sovereign(&pipeline, Some(&user)) {
            let is_loss = row.values().any(|on| !on);
            return if is_loss && self.is("fixed-rows", "reject") { Err(vec!["forbidden"]) } else { Ok(()) };
        }
        pipeline.users.insert(user, row);
        self.world.pipelines.insert(text(name), pipeline);
        Ok(())
    }

    fn role_rows(&self, pipeline: &Resource) -> Value {
        let project = self.project(pipeline);
        let roles: BTreeSet<_> = project.pipeline.keys().chain(pipeline.rows.keys()).copied().collect();
        let row = |role: i64| {
            let row = json!({ "pipeline_id": null, "role_id": role, "role_name": project.name(role) });
            joined(row, shown_as(&self.shown(pipeline, role)))
        };
        json!({ "roles": roles.into_iter().map(row).collect::<Vec<_>>() })
    }

    fn user_rows(&self, arguments: &Value, pipeline: &Resource) -> Value {
        let project = self.project(pipeline);
        let subject = arguments["subject"].as_str().unwrap_or_default().to_lowercase();
        let is_meant = |user: &&String| self.world.names[*user].to_lowercase().contains(&subject);
        let users: Vec<_> = project.members.keys().filter(is_meant).collect();
        let number = |name: &str| usize::try_from(arguments[name].as_u64().unwrap_or_default()).unwrap_or(usize::MAX);
        let row = |user: &&String| {
            let role = project.roles(Some(user)).first().copied().unwrap_or(PIPELINE.creator);
            let name = &self.world.names[*user];
            let row = json!({
                "pipeline_id": null, "role_id": role, "role_name": project.name(role), "user_id": user,
                "user_name": name, "nick_name": name, "domain_name": "codearts-mock",
            });
            joined(row, shown_as(&self.by_rows(pipeline, Some(user))))
        };
        let page: Vec<_> = users.iter().skip(number("offset")).take(number("limit")).map(row).collect();
        json!({ "offset": arguments["offset"], "limit": arguments["limit"], "total": users.len(), "users": page })
    }

    fn rights(&self, who: Who<'_>, arguments: &Value) -> Result<Value, Refusal> {
        let ids = || arguments["resource_ids"].as_array().into_iter().flatten();
        for id in ids() {
            self.resource(&PIPELINE, &Value::Null, id)?;
        }
        let mut answers = Vec::new();
        for id in ids() {
            let pipeline = self.resource(&PIPELINE, &Value::Null, id)?;
            self.may_look(pipeline, who)?;
            let granted = self.granted(pipeline, who);
            let mut rights = Map::new();
            for column in PIPELINE.columns {
                rights.insert(column.trim_start_matches("operation_").to_owned(), granted[column].into());
            }
            // Nothing says who may disable, clone and tag; whoever may edit, may.
            for right in ["banned", "copy", "tag"] {
                rights.insert(right.to_owned(), granted["operation_update"].into());
            }
            answers.push(json!({ text(id): rights }));
        }
        Ok(answers.into())
    }

    fn verdicts(&self, who: Who<'_>, id: &str, arguments: &Value) -> Result<Value, Refusal> {
        let name = if id == "GetProjectPermission" { "project_id" } else { "cloudProjectId" };
        self.check_project(&arguments[name])?;
        let project = &self.world.projects[&text(&arguments[name])];
        if self.is_outside(project, who) {
            return Err(vec!["unknown project"]);
        }
        let granted: Row = project.granted(&PIPELINE, who);
        if id == "GetProjectPermission" {
            let column = if arguments["type"] == "read" { "operation_query" } else { "operation_update" };
            return Ok(json!([{ "key": arguments["type"], "value": granted[column] }]));
        }
        let verdict = |(action, column): (&str, &str)| json!({ "action": action, "verdict": if granted[column] { "allow" } else { "deny" } });
        let actions = [
            ("create", "operation_update"),
            ("delete", "operation_delete"),
            ("update", "operation_update"),
            ("read", "operation_query"),
        ];
        Ok(actions.map(verdict).to_vec().into())
    }
}
