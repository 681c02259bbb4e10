"use strict";
// Every documented refusal as the SDK's exception, and failures that hide inside a success.

const assert = require("node:assert/strict");

const { connect, scenario } = require("./suite.js");
const world = require("./world.js");
const { DEVELOPER_ROLE, JOB, PIPELINE, PIPELINE_OF_ANOTHER_PROJECT, PROJECT, UNKNOWN, user } = world;

const THROTTLED = "The throttling threshold has been reached.";
const UNAUTHENTICATED = "Incorrect IAM authentication information: ";

// The smallest batch of pipelines: it moves the switch.
function pipelineBatch(sdk, ...pipeline_ids) {
  const body = { pipeline_ids, is_project_switch: true, roles: [] };
  return sdk.pipelinePermissions("POST", "pipeline/batch-role-permission", { body });
}

// A refusal that changes nothing, so that the server of all may give it.
function refusal(name, sentence, who, call, ...expected) {
  scenario(name, sentence, {}, async ({ server }) => {
    const sdk = connect(server, who);
    await sdk.refused(() => call(sdk), ...expected);
  });
}

refusal("error-400-missing-member", "a batch without jobs is told so", "administrator",
  (sdk) => sdk.write("POST", "/v1/job/permissions/batch", { project_id: PROJECT }), 400, "CB.00060200", "Invalid parameter. ", "job_ids");

refusal("error-400-wrong-type", "a word for a boolean is refused with its place", "administrator",
  (sdk) => sdk.batch([{ role_id: DEVELOPER_ROLE, is_view: "yes" }]), 400, "CB.00060200", "permissions.0.is_view");

refusal("error-400-malformed-id", "an id that cannot be one is refused", "administrator",
  (sdk) => sdk.matrix("no-job"), 400, "CB.00060201", "Invalid task ID. ", "job_id");

refusal("error-400-pipeline-mismatch", "a pipeline of another project is refused", "administrator",
  (sdk) => pipelineBatch(sdk, PIPELINE, PIPELINE_OF_ANOTHER_PROJECT), 400, "DEVPIPE.00011136", PIPELINE_OF_ANOTHER_PROJECT);

refusal("error-400-pipeline-missing-member", "a batch of pipelines without roles is told so", "administrator",
  (sdk) => sdk.pipelinePermissions("POST", "pipeline/batch-role-permission", { body: { pipeline_ids: [PIPELINE], is_project_switch: true } }),
  400, "DEVCP.00021400", "Bad request parameter. ", "roles");

scenario("error-401-no-credential", "a call without its signature is refused", {}, async ({ server }) => {
  const nobody = connect(server, "administrator", { onRequest: (config) => config.headers.delete("Authorization") });

  const error = await nobody.refused(() => nobody.matrix(), 401, "APIGW.0301");
  assert.equal(error.errorMsg, `${UNAUTHENTICATED}x-auth-token not found`);
});

scenario("error-401-wrong-secret", "a signature with another secret is refused", { needs: ["--auth verify"] }, async ({ start }) => {
  const impostor = connect(await start("--auth", "verify"), { ...user("developer"), secret_key: user("tester").secret_key });

  const error = await impostor.refused(() => impostor.matrix(), 401, "APIGW.0301");
  assert.ok(error.errorMsg.startsWith(`${UNAUTHENTICATED}verify aksk signature fail`), error.errorMsg);
});

scenario("error-401-unknown-access-key", "an access key that nobody has is refused", { needs: ["--auth verify"] }, async ({ start }) => {
  const stranger = connect(await start("--auth", "verify"), { ...user("developer"), access_key: "NOBODYHASTHISKEY0000" });

  const error = await stranger.refused(() => stranger.matrix(), 401, "APIGW.0301");
  assert.ok(error.errorMsg.startsWith(`${UNAUTHENTICATED}Get secretKey failed`), error.errorMsg);
});

scenario("error-403-build", "a viewer may not change a job", {}, async ({ start }) => {
  const server = await start();
  const [viewer, developer] = [connect(server, "viewer"), connect(server, "developer")];
  const batch = () => viewer.batch([{ role_id: DEVELOPER_ROLE, is_view: false }]);

  await viewer.refused(batch, 403, "CB.00031059", "Insufficient permission.");

  assert.deepEqual(await developer.flags(), world.buildFlags(PROJECT, DEVELOPER_ROLE));
});

refusal("error-403-pipeline", "a viewer may not change a pipeline", "viewer",
  (sdk) => pipelineBatch(sdk, PIPELINE), 403, "DEVCP.00014031", "Insufficient permission.");

refusal("error-404-unknown-job", "an unknown job is not found", "administrator",
  (sdk) => sdk.matrix(UNKNOWN), 404, "DEVCB.00031006", UNKNOWN);

refusal("error-404-unknown-project", "an unknown project is not found", "administrator",
  (sdk) => sdk.matrix(JOB, UNKNOWN), 404, "CB.00060214", UNKNOWN);

refusal("error-404-unknown-pipeline", "an unknown pipeline is not found", "administrator",
  (sdk) => pipelineBatch(sdk, UNKNOWN), 404, "DEVPIPE.00011401", UNKNOWN);

refusal("error-404-unknown-path", "an unknown path is not found", "administrator",
  (sdk) => sdk.raw("GET", "/v1/job/nothing"), 404, "APIGW.0101", "The API does not exist or has not been published in the environment.");

scenario("error-422-unknown-job", "an unknown job is unprocessable where clients have met it", {}, async ({ start }) => {
  const administrator = connect(await start("--quirk", "error-profile=observed"));

  await administrator.refused(() => administrator.matrix(UNKNOWN), 422, "DEVCB.00031006", UNKNOWN);
});

scenario("error-429-read", "a throttled read is an exception", { needs: ["faults"] }, async ({ start }) => {
  const server = await start();
  await server.inject("ShowProjectJobPermission", { status: 429 });
  const administrator = connect(server);

  await administrator.refused(() => administrator.matrix(), 429, "APIGW.0308", THROTTLED);
});

scenario("error-429-write", "a throttled write is an exception", { needs: ["faults"] }, async ({ start }) => {
  const server = await start();
  await server.inject("BatchUpdateJobRolePermission", { status: 429 });
  const administrator = connect(server);

  await administrator.refused(() => administrator.batch(undefined, { project_switch: true }), 429, "APIGW.0308", THROTTLED);
});

scenario("error-500", "an internal error is the server's exception", { needs: ["faults"] }, async ({ start }) => {
  const server = await start();
  await server.inject("ShowProjectJobPermission", { status: 500 });
  const administrator = connect(server);

  await administrator.refused(() => administrator.matrix(), 500, "CB.00060101", "Internal error.");
});

scenario("failure-in-200-pipeline", "a pipeline's failure inside a success throws nothing and can be read", {}, async ({ start }) => {
  const administrator = connect(await start("--quirk", "error-profile=observed"));

  const [status, body] = await pipelineBatch(administrator, UNKNOWN);

  assert.deepEqual([status, Object.keys(body), body.error_code], [200, ["error_code", "error_msg"], "DEVPIPE.00011401"]);
  assert.ok(body.error_msg.includes(UNKNOWN), body.error_msg);
});

scenario("failure-in-200-build", "a job's failure inside a success throws nothing and can be read", { needs: ["faults"] }, async ({ start }) => {
  const server = await start();
  const error = { code: "CB.00060201", message: "Invalid task ID." };
  await server.inject("BatchUpdateJobRolePermission", { failure_in_200: error });

  const answer = await connect(server).batch(undefined, { project_switch: true });

  assert.deepEqual(answer, { result: null, error, status: "fail", httpStatusCode: 200 });
});
