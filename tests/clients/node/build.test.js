"use strict";
// CodeArts Build, its operations written as a generated client would, and the one operation that no client has.

const assert = require("node:assert/strict");

const { connect, scenario } = require("./suite.js");
const { REQUEST_ID } = require("./sdk.js");
const world = require("./world.js");
const { BUILD_FLAGS, DEVELOPER_ROLE, JOB, OTHER_JOB, PROJECT, TESTER_ROLE, UNKNOWN } = world;

const SUCCESS = { status: "success" };
const BATCH_SUCCESS = { result: null, error: null, status: "success" };
const EVERYTHING = Object.fromEntries(BUILD_FLAGS.map((flag) => [flag, true]));
const DEVELOPER = world.buildFlags(PROJECT, DEVELOPER_ROLE);
const PUT_PATHS = ["/v1/job/role-permission", "/v1/job/role-permission/update"];

const flagsOf = (row) => Object.fromEntries(BUILD_FLAGS.map((flag) => [flag, row[flag]]));

scenario("build-matrix-types", "the matrix is the documented example of the job that was asked for", {}, async ({ server }) => {
  const answer = await connect(server).matrix(JOB);

  const times = { create_time: "2024-09-20T06:38:49.000+00:00", last_update_time: "2024-09-20T06:38:49.000+00:00" };
  const result = { count: 0, role_id: -1, job_id: JOB, ...EVERYTHING, ...times };
  assert.deepEqual(answer, { result, error: null, status: "success", httpStatusCode: 200 });
});

scenario("build-batch-round-trip", "a batch changes what the developer may do unless the project decides", {}, async ({ start }) => {
  const server = await start();
  const [administrator, developer] = [connect(server), connect(server, "developer")];
  const own = { ...DEVELOPER, is_delete: false, is_manager: true };
  const seen = async () => [await developer.flags(JOB), await developer.flags(OTHER_JOB), await administrator.flags()];

  const answer = await administrator.batch([{ role_id: DEVELOPER_ROLE, is_delete: false, is_manager: true }], { job_ids: [JOB, OTHER_JOB] });
  assert.deepEqual(answer, { ...BATCH_SUCCESS, httpStatusCode: 200 });
  assert.deepEqual(await seen(), [own, own, EVERYTHING]);

  await administrator.batch(undefined, { project_switch: true });
  assert.deepEqual(await seen(), [DEVELOPER, own, EVERYTHING]);

  await administrator.batch(undefined, { project_switch: false });
  assert.deepEqual(await seen(), [own, own, EVERYTHING]);
});

scenario("build-batch-newer-members", "a batch takes every member that newer clients send", {}, async ({ start }) => {
  const server = await start();
  const [administrator, developer] = [connect(server), connect(server, "developer")];
  const flags = { ...DEVELOPER, is_copy: false };
  const newer = { id: 0, devuc_role_id: "eb344656-dbab-466b-91a7-87262c44e5e5", role_name: "开发人员", count: 0 };

  const answer = await administrator.batch([{ role_id: DEVELOPER_ROLE, ...newer, ...flags }], { project_switch: false });

  assert.deepEqual(answer, { ...BATCH_SUCCESS, httpStatusCode: 200 });
  assert.equal(administrator.last.headers["x-mock-problems"], undefined);
  assert.deepEqual(await developer.flags(), flags);
});

scenario("build-batch-all-or-nothing", "a batch with one unknown job changes no job", {}, async ({ start }) => {
  const server = await start();
  const [administrator, developer] = [connect(server), connect(server, "developer")];
  const batch = () => administrator.batch([{ role_id: DEVELOPER_ROLE, is_delete: false }], { job_ids: [JOB, UNKNOWN] });

  await administrator.refused(batch, 404, "DEVCB.00031006", UNKNOWN);

  assert.deepEqual(await developer.flags(), DEVELOPER);
});

scenario("build-project-switch", "the switch sends a job to the project and back", {}, async ({ start }) => {
  const server = await start();
  const [administrator, developer] = [connect(server), connect(server, "developer")];
  await administrator.batch([{ role_id: DEVELOPER_ROLE, is_execute: false }]);
  const seen = [];

  for (const project_switch of [true, false]) {
    await administrator.apply({ job_id: JOB, project_id: PROJECT, project_switch });
    seen.push([administrator.last.text, (await developer.flags()).is_execute]);
  }

  assert.deepEqual(seen, [['{"status":"success"}', true], ['{"status":"success"}', false]]);
});

scenario("build-project-check", "without a value the switch is answered and not moved", {}, async ({ start }) => {
  const administrator = connect(await start());
  const job = { job_id: JOB, project_id: PROJECT };

  const before = await administrator.apply(job);
  await administrator.apply({ ...job, project_switch: true });
  const after = [await administrator.apply(job), await administrator.apply(job)];

  const answer = { ...SUCCESS, httpStatusCode: 200 };
  assert.deepEqual(before, { result: "false", ...answer });
  assert.deepEqual(after, [{ result: "true", ...answer }, { result: "true", ...answer }]);
});

for (const path of PUT_PATHS) {
  for (const role_id of ["4", 4]) {
    const sentence = `a PUT to ${path} with a ${typeof role_id} sets one flag, and true is its default`;
    scenario("build-role-permission-put", sentence, {}, async ({ start }) => {
      const server = await start();
      const [administrator, developer] = [connect(server), connect(server, "developer")];
      const put = (value) => administrator.raw("PUT", path, { body: { job_id: JOB, role_id, permission_name: "is_manager", ...value } });

      for (const [value, is_manager] of [[{}, true], [{ permission_value: false }, false], [{ permission_value: true }, true]]) {
        assert.deepEqual(await put(value), [200, SUCCESS]);
        assert.deepEqual(await developer.flags(), { ...DEVELOPER, is_manager });
      }
    });
  }
}

const WRITES = {
  batch: ["POST", "/v1/job/permissions/batch", BATCH_SUCCESS],
  switch: ["POST", "/v1/job/project/permission", SUCCESS],
  put: ["PUT", PUT_PATHS[0], SUCCESS],
};
for (const [name, [method, path, documented]] of Object.entries(WRITES)) {
  for (const [kind, data] of [["without a body", undefined], ["of nothing", {}]]) {
    scenario("build-empty-writes", `a ${name} ${kind} succeeds and says so`, {}, async ({ start }) => {
      const server = await start();
      const [administrator, developer] = [connect(server), connect(server, "developer")];
      const matrices = async () => [await developer.matrix(JOB), await developer.matrix(OTHER_JOB)];
      const before = await matrices();

      await administrator.write(method, path, data);

      assert.deepEqual(JSON.parse(administrator.last.text), documented);
      assert.equal(administrator.wire.requests.at(-1).body, data && "{}");
      assert.notDeepEqual(JSON.parse(administrator.last.headers["x-mock-problems"]), []);
      assert.deepEqual(await matrices(), before);
    });
  }
}

scenario("build-role-matrix", "the rows of a job are read back as written", { needs: ["ShowJobRolePermission"] }, async ({ start }) => {
  const administrator = connect(await start());
  await administrator.batch([{ role_id: DEVELOPER_ROLE, is_delete: false, is_manager: true }]);
  await administrator.batch([{ role_id: DEVELOPER_ROLE, is_copy: false }, { role_id: TESTER_ROLE, is_view: true }]);
  await administrator.batch([{ role_id: TESTER_ROLE, is_execute: true }]);

  const { result, status, httpStatusCode } = await administrator.read("/v1/job/permission/role", { job_id: JOB });

  assert.deepEqual([status, httpStatusCode], ["success", 200]);
  const rows = new Map(result.map((row) => [row.role_id, row]));
  assert.equal(rows.size, result.length);
  assert.deepEqual(world.roleIds(PROJECT).filter((role) => !rows.has(role)), []);
  assert.deepEqual(flagsOf(rows.get(DEVELOPER_ROLE)), { ...DEVELOPER, is_delete: false, is_manager: true, is_copy: false });
  assert.deepEqual(flagsOf(rows.get(TESTER_ROLE)), { ...world.buildFlags(PROJECT, TESTER_ROLE), is_view: true, is_execute: true });
  const { role_name, job_id, count } = rows.get(DEVELOPER_ROLE);
  assert.deepEqual([role_name, job_id, count], ["Developer", JOB, 0]);
  for (const row of result) {
    assert.ok(["id", "role_id", "count"].every((name) => Number.isInteger(row[name])), JSON.stringify(row));
    assert.ok(BUILD_FLAGS.every((flag) => typeof row[flag] === "boolean"), JSON.stringify(row));
  }
});

scenario("build-default-matrix", "the project's matrix is that of the seed", { needs: ["ShowDefaultProjectPermission"] }, async ({ server }) => {
  const query = { project_id: PROJECT, job_id: JOB };

  const { result, ...rest } = await connect(server).read("/v1/job/project/default-permission", query);

  assert.deepEqual(rest, { error: null, status: "success", httpStatusCode: 200 });
  const shown = result.map((row) => [row.role_id, flagsOf(row)]).sort(([one], [other]) => one - other);
  assert.deepEqual(shown, world.roleIds(PROJECT).map((role) => [role, world.buildFlags(PROJECT, role)]));
});

scenario("build-user-permission", "the developer's permissions carry the role as strings", { needs: ["ShowProjectPermission"] }, async ({ server }) => {
  const answer = await connect(server, "developer").read("/v1/domain/user-permission", { project_id: PROJECT });

  const granted = Object.fromEntries(BUILD_FLAGS.map((flag) => [`${flag.slice(3)}_permission`, DEVELOPER[flag]]));
  const role = { project_id: PROJECT, role_id: "4", role_ids: ["4"], role_name: "Developer", role_names: ["Developer"] };
  const result = { ...granted, create_permission: true, group_permission: true, ...role };
  assert.deepEqual(answer, { error: null, result, status: "success", httpStatusCode: 200 });
});

scenario("build-internal-access", "internal access is a boolean", { needs: ["CheckJobInternal"] }, async ({ server }) => {
  const answer = await connect(server).read("/v1/job/permission/internal");

  assert.deepEqual(answer, { result: true, status: "success", httpStatusCode: 200 });
});

scenario("build-job-info", "the info of a job follows its switch", { needs: ["ShowJobInfo"] }, async ({ start }) => {
  const server = await start();
  const [administrator, developer] = [connect(server), connect(server, "developer")];
  await administrator.batch([{ role_id: DEVELOPER_ROLE, is_delete: false }]);
  const info = async () => {
    const { result } = await developer.client.sendRequest({
      method: "GET", url: "/v1/job/{job_id}/info", contentType: "application/json", pathParams: { job_id: JOB }, queryParams: {}, headers: {}, data: {},
    });
    return [result.id, result.project_id, result.project_permission_switch, result.is_delete];
  };

  const before = await info();
  await administrator.apply({ job_id: JOB, project_id: PROJECT, project_switch: true });

  assert.deepEqual(before, [JOB, PROJECT, false, false]);
  assert.deepEqual(await info(), [JOB, PROJECT, true, true]);
});

scenario("success-request-id", "every success has a request id of its own", {}, async ({ server }) => {
  const administrator = connect(server);
  const read = () => administrator.matrix(JOB, PROJECT, { responseHeaders: ["X-Request-Id"] });

  const ids = [(await read())["X-Request-Id"], (await read())["X-Request-Id"]];

  for (const id of ids) assert.match(id, REQUEST_ID);
  assert.notEqual(ids[0], ids[1]);
  assert.equal(administrator.last.headers["content-type"], "application/json");
});
