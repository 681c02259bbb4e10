"use strict";
// Finding the server, being known to it, being kept apart by it, and losing it.

const assert = require("node:assert/strict");
const { afterEach } = require("node:test");

const { Region } = require("@huaweicloud/huaweicloud-sdk-core");
const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder");
const { ServiceResponseException } = require("@huaweicloud/huaweicloud-sdk-core/exception/ServiceResponseException");

const { PIPELINE_PERMISSIONS, request } = require("./sdk.js");
const { Shortfall, connect, scenario } = require("./suite.js");
const { DEVELOPER_ROLE, JOB, KEY_PROJECT, PIPELINE, PIPELINE_PROJECT, PROJECT, TESTER_ROLE, buildFlags, user } = require("./world.js");

const REGION = "cn-north-4";
const NOBODY_LISTENS = "http://127.0.0.1:9";
const SWITCH_PIPELINE = { pipeline_ids: [PIPELINE], is_project_switch: true, roles: [] };
const MATRIX = request({ method: "GET", url: "/v1/job/permission", queryParams: { project_id: PROJECT, job_id: JOB }, data: {} });

// Sets what a person sets to send an unmodified program to a server.
function setEnvironment(server) {
  const keys = user("developer");
  Object.assign(process.env, {
    HUAWEICLOUD_SDK_AK: keys.access_key,
    HUAWEICLOUD_SDK_SK: keys.secret_key,
    HUAWEICLOUD_SDK_PROJECT_ID: KEY_PROJECT,
    HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4: server.url,
    HUAWEICLOUD_SDK_REGION_CODEARTSPIPELINE_CN_NORTH_4: server.url,
    HUAWEICLOUD_SDK_IAM_ENDPOINT: server.url,
  });
}

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("HUAWEICLOUD_SDK_")) delete process.env[name];
});

scenario("endpoint-by-environment", "a program that names its region alone reaches the server", {
  notApplicable: "the core takes keys and project from the environment, but no region's endpoint",
}, async ({ server }) => {
  setEnvironment(server);
  // What the packages of other services have for their regions: an id and an endpoint, here one that does not answer.
  const client = new ClientBuilder((it) => it).withRegion(new Region(REGION, NOBODY_LISTENS)).build();

  const answer = await client.sendRequest({ ...MATRIX }).catch((error) => {
    if (error instanceof ServiceResponseException && error.message.includes("ECONNREFUSED")) throw new Shortfall();
    throw error;
  });
  const path = `${PIPELINE_PERMISSIONS}/pipeline/batch-role-permission`;
  const data = { pipeline_ids: [], is_project_switch: false, roles: [] };
  const batch = await client.sendRequest(request({ method: "POST", url: path, pathParams: { project_id: PIPELINE_PROJECT }, data }));

  assert.equal(answer.result.role_id, DEVELOPER_ROLE);
  assert.deepEqual(batch, { status: "success", httpStatusCode: 200 });
});

scenario("project-id-discovery", "a program without a project id finds one", { needs: ["KeystoneListProjects", "--auth verify"] }, async ({ start }) => {
  const server = await start("--auth", "verify");
  setEnvironment(server);
  delete process.env.HUAWEICLOUD_SDK_PROJECT_ID;
  const client = new ClientBuilder((it) => it).withRegion(new Region(REGION, server.url)).build();

  const answer = await client.sendRequest({ ...MATRIX });

  assert.equal(answer.result.role_id, DEVELOPER_ROLE);
  assert.match(client.credential.projectId, /^[0-9a-z]{32}$/);
});

scenario("path-project-from-credential", "a path without a project gets the credential's", {}, async ({ server }) => {
  const careless = connect(server);
  const path = `${PIPELINE_PERMISSIONS}/pipeline/batch-role-permission`;

  await careless.refused(() => careless.raw("POST", path, { body: SWITCH_PIPELINE }), 404, "DEVPIPE.00011412", KEY_PROJECT);
});

scenario("caller-by-token", "a token beside the signature says who calls", {}, async ({ server }) => {
  const administrator = connect(server);

  const answer = await administrator.matrix(JOB, PROJECT, { headers: { "X-Auth-Token": user("developer").token } });

  assert.match(administrator.wire.requests.at(-1).headers.Authorization, /^SDK-HMAC-SHA256 Access=/);
  assert.equal(answer.result.role_id, DEVELOPER_ROLE);
});

scenario("signatures-verified", "every kind of call is signed as the server verifies", { needs: ["--auth verify"] }, async ({ start }) => {
  const server = await start("--auth", "verify");
  const [administrator, developer] = [connect(server), connect(server, "developer")];
  const put = { job_id: JOB, role_id: "4", permission_name: "is_copy", permission_value: false };
  const query = { project_id: PROJECT, job_id: JOB, note: "ä b+c/&=~*'%" };

  const batch = await administrator.batch([{ role_id: DEVELOPER_ROLE, role_name: "开发人员", is_manager: true }]);
  assert.equal(batch.status, "success");
  assert.deepEqual(await administrator.raw("PUT", "/v1/job/role-permission", { body: put }), [200, { status: "success" }]);
  assert.deepEqual(await administrator.raw("PUT", "/v1/job/role-permission"), [200, { status: "success" }]);
  const changed = { ...buildFlags(PROJECT, DEVELOPER_ROLE), is_manager: true, is_copy: false };
  assert.deepEqual(await developer.flags(), changed);
  assert.equal((await administrator.raw("GET", "/v1/job/permission", { query }))[0], 200);
  const switched = await administrator.pipelinePermissions("POST", "pipeline/batch-role-permission", { body: SWITCH_PIPELINE });
  assert.deepEqual(switched, [200, { status: "success" }]);
});

scenario("temporary-credentials", "a security token is signed and accepted", { needs: ["--auth verify"] }, async ({ start }) => {
  const developer = connect(await start("--auth", "verify"), "developer", { securityToken: "a-security-token" });

  assert.equal((await developer.matrix()).result.role_id, DEVELOPER_ROLE);
  assert.match(developer.wire.requests.at(-1).headers.Authorization, /SignedHeaders=[^,]*x-security-token/);
});

scenario("issued-token", "a token from IAM is a credential of its own", { needs: ["KeystoneCreateUserTokenByPassword", "--auth verify"] }, async ({ start }) => {
  const tester = user("tester");
  const unsigned = connect(await start("--auth", "verify"), "administrator", { onRequest: (config) => config.headers.delete("Authorization") });
  const login = { name: tester.name, password: tester.password, domain: { name: tester.domain } };
  const auth = { identity: { methods: ["password"], password: { user: login } }, scope: { project: { name: REGION } } };

  const issued = await unsigned.write("POST", "/v3/auth/tokens", { auth }, { responseHeaders: ["X-Subject-Token"] });
  const headers = { "X-Auth-Token": issued["X-Subject-Token"] };
  const permission = await unsigned.read("/v1/domain/user-permission", { project_id: PROJECT }, { headers });

  assert.deepEqual([issued.httpStatusCode, issued.token.user.id, issued.token.project.name], [201, tester.id, REGION]);
  assert.equal(unsigned.wire.requests.at(-1).headers.Authorization, undefined);
  assert.equal(permission.result.role_id, String(TESTER_ROLE));
});

scenario("fault-connection-reset", "a reset is an exception of the SDK without a status", { needs: ["faults"] }, async ({ start }) => {
  const server = await start();
  await server.inject("ShowProjectJobPermission", { reset: true });
  const administrator = connect(server);

  await assert.rejects(administrator.matrix(), (error) => {
    assert.ok(error instanceof ServiceResponseException, error.stack);
    assert.equal(error.httpStatusCode, undefined);
    assert.match(error.message, /ECONNRESET|socket hang up/);
    return true;
  });
});

scenario("fault-timeout", "a hang is an exception of the SDK that tells of the timeout", { needs: ["faults"] }, async ({ start }) => {
  const server = await start();
  await server.inject("ShowProjectJobPermission", { hang_ms: 60_000 });
  const administrator = connect(server, "administrator", { timeout: 200 });

  await assert.rejects(administrator.matrix(), (error) => {
    assert.ok(error instanceof ServiceResponseException, error.stack);
    assert.deepEqual([error.httpStatusCode, error.message], [undefined, "timeout of 200ms exceeded"]);
    return true;
  });
});

scenario("isolation-by-access-key", "access keys of two namespaces see two worlds", { needs: ["namespaces"] }, async ({ start }) => {
  const server = await start();
  const knownIn = (namespace, name) => connect(server, { ...user(name), access_key: `ns-${namespace}-${user(name).access_key}` });
  const flags = async () => [await knownIn("one", "developer").flags(), await knownIn("two", "developer").flags()];

  const before = await flags();
  await knownIn("one", "administrator").batch([{ role_id: DEVELOPER_ROLE, is_delete: false }]);

  const seed = buildFlags(PROJECT, DEVELOPER_ROLE);
  assert.deepEqual(before, [seed, seed]);
  assert.deepEqual(await flags(), [{ ...seed, is_delete: false }, seed]);
});
