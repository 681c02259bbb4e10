"use strict";
// CodeArts Pipeline's permissions through signed calls.

const assert = require("node:assert/strict");

const { connect, scenario } = require("./suite.js");
const { DEVELOPER_ROLE, OTHER_PIPELINE, PIPELINE, PIPELINE_FLAGS, PIPELINE_PROJECT, TESTER_ROLE, user } = require("./world.js");

const SUCCESS = [200, { status: "success" }];
const OF_THE_PIPELINE = { pipeline_id: PIPELINE };

// The five flags, of which these are granted.
const flags = (...granted) => Object.fromEntries(PIPELINE_FLAGS.map((flag) => [flag, granted.includes(flag.slice("operation_".length))]));
const flagsOf = (row) => Object.fromEntries(PIPELINE_FLAGS.map((flag) => [flag, row[flag]]));

// The rows of a pipeline by role, each with its five flags.
async function rolesOf(sdk, pipeline_id) {
  const [status, answer] = await sdk.pipelinePermissions("GET", "{pipeline_id}/role-permission", { pipeline_id });
  assert.deepEqual([status, Object.keys(answer)], [200, ["roles"]]);
  for (const row of answer.roles) {
    assert.ok(Number.isInteger(row.role_id), JSON.stringify(row));
    assert.ok(PIPELINE_FLAGS.every((flag) => typeof row[flag] === "boolean"), JSON.stringify(row));
  }
  return Object.fromEntries(answer.roles.map((row) => [row.role_id, flagsOf(row)]));
}

scenario("pipeline-batch-round-trip", "a batch is read back from every pipeline", { needs: ["ShowPipelineRolePermission"] }, async ({ start }) => {
  const administrator = connect(await start());
  const before = await rolesOf(administrator, PIPELINE);
  const written = { [DEVELOPER_ROLE]: flags("query", "delete", "authorize"), [TESTER_ROLE]: flags("execute") };
  const roles = Object.entries(written).map(([role, row]) => ({ role_id: Number(role), ...row }));
  const body = { pipeline_ids: [PIPELINE, OTHER_PIPELINE], is_project_switch: false, roles };

  const answer = await administrator.pipelinePermissions("POST", "pipeline/batch-role-permission", { body });

  assert.deepEqual(answer, SUCCESS);
  assert.notDeepEqual(before[DEVELOPER_ROLE], written[DEVELOPER_ROLE]);
  assert.deepEqual(await rolesOf(administrator, PIPELINE), { ...before, ...written });
  assert.deepEqual(await rolesOf(administrator, OTHER_PIPELINE), { ...before, ...written });
});

scenario("pipeline-switch-round-trip", "the last flag is what the switch answers", { needs: ["SwitchPipelinePermission", "ShowPipelinePermissionSwitch"] }, async ({ start }) => {
  const administrator = connect(await start());
  const seen = [];

  for (const flag of [true, false, true]) {
    const query = { flag };
    const switched = await administrator.pipelinePermissions("PUT", "{pipeline_id}/update-permission-switch", { ...OF_THE_PIPELINE, query });
    assert.deepEqual(switched, SUCCESS);
    seen.push(await administrator.pipelinePermissions("GET", "{pipeline_id}/permission-switch", OF_THE_PIPELINE));
  }

  assert.deepEqual(seen, [true, false, true].map((is_use_devuc) => [200, { is_use_devuc, is_allow_edit: true }]));
});

for (const granted of [["query", "execute", "update", "delete", "authorize"], ["execute"], []]) {
  const needs = ["UpdatePipelineRolePermission", "ShowPipelineRolePermission"];
  scenario("pipeline-role-round-trip", `a role's row with ${granted.length} flags is stored to the letter`, { needs }, async ({ start }) => {
    const administrator = connect(await start());
    const before = await rolesOf(administrator, PIPELINE);
    const body = { pipeline_id: null, role_id: DEVELOPER_ROLE, ...flags(...granted) };

    const answer = await administrator.pipelinePermissions("POST", "{pipeline_id}/update-role-permission", { ...OF_THE_PIPELINE, body });

    assert.deepEqual(answer, SUCCESS);
    assert.deepEqual(await rolesOf(administrator, PIPELINE), { ...before, [DEVELOPER_ROLE]: flags(...granted) });
  });
}

scenario("pipeline-user-round-trip", "a user's row is read back and pages end with an empty one", { needs: ["UpdatePipelineUserPermission", "ShowPipelineUserPermission"] }, async ({ start }) => {
  const administrator = connect(await start());
  const tester = user("tester");
  const page = (offset, subject = "") =>
    administrator.pipelinePermissions("GET", "{pipeline_id}/user-permission", { ...OF_THE_PIPELINE, query: { subject, limit: 10, offset } });
  const body = { ...OF_THE_PIPELINE, user_id: tester.id, ...flags("execute", "update") };

  const answer = await administrator.pipelinePermissions("POST", "{pipeline_id}/update-user-permission", { ...OF_THE_PIPELINE, body });

  assert.deepEqual(answer, SUCCESS);
  const [status, { users: [row], ...found }] = await page(0, "TEST");
  assert.deepEqual([status, found], [200, { offset: 0, limit: 10, total: 1 }]);
  assert.deepEqual([row.user_id, row.user_name, row.role_id], [tester.id, "tester", TESTER_ROLE]);
  assert.deepEqual(flagsOf(row), flags("execute", "update"));
  assert.equal((await page(0))[1].users.length, 4);
  assert.deepEqual(await page(10), [200, { offset: 10, limit: 10, total: 4, users: [] }]);
});

for (const type of ["create", "ban", "group", "read", "tag"]) {
  scenario("pipeline-project-check", `the check of ${type} is a key and a boolean`, { needs: ["GetProjectPermission"] }, async ({ server }) => {
    const check = (who) => connect(server, who).raw("GET", "/v5/{project_id}/api/check-project/{type}", { project_id: PIPELINE_PROJECT, type });

    assert.deepEqual(await check("administrator"), [200, [{ key: type, value: true }]]);
    assert.deepEqual(await check("viewer"), [200, [{ key: type, value: type === "read" }]]);
  });
}

for (const [ids, kind] of [["resource_ids", "resource_type"], ["resourceIds", "resourceType"]]) {
  scenario("pipeline-rights-check", `rights asked with ${ids} are one object per pipeline`, { needs: ["GetPipelinePermission"] }, async ({ server }) => {
    const body = { [ids]: [OTHER_PIPELINE, PIPELINE], [kind]: "pipeline" };

    const answer = await connect(server).raw("POST", "/v5/{tenant_id}/api/pipelines/check-rights", { tenant_id: "d78cbac186b744899480f25bd022f468", body });

    const names = ["query", "update", "execute", "delete", "banned", "copy", "authorize", "tag"];
    const rights = Object.fromEntries(names.map((name) => [name, true]));
    assert.deepEqual(answer, [200, [{ [OTHER_PIPELINE]: rights }, { [PIPELINE]: rights }]]);
  });
}

scenario("pipeline-authorizations", "authorizations are actions with verdicts", { needs: ["QueryUserDevUcAuthorizations"] }, async ({ server }) => {
  const query = { resource: "pipeline" };

  const answer = await connect(server, "viewer").raw("GET", "/v2/{cloudProjectId}/cicd/devuc-auth/query", { cloudProjectId: PIPELINE_PROJECT, query });

  const verdicts = { create: "deny", delete: "deny", update: "deny", read: "allow" };
  assert.deepEqual(answer, [200, Object.entries(verdicts).map(([action, verdict]) => ({ action, verdict }))]);
});
