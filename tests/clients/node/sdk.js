"use strict";
// The official core, of which there is no package for CodeArts: the operations are written as its generated clients write
// theirs, with an ear on the wire.

const assert = require("node:assert/strict");

const core = require("@huaweicloud/huaweicloud-sdk-core");
const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder");
const { ClientRequestException } = require("@huaweicloud/huaweicloud-sdk-core/exception/ClientRequestException");
const { ServerResponseException } = require("@huaweicloud/huaweicloud-sdk-core/exception/ServerResponseException");
const axios = require("axios");
const log4js = require("log4js");

const { BUILD_FLAGS, JOB, KEY_PROJECT, PIPELINE_PROJECT, PROJECT } = require("./world.js");

const REQUEST_ID = /^[0-9a-f]{32}$/;
const PIPELINE_PERMISSIONS = "/v5/{project_id}/api/pipeline-permissions";

// The core prints every refusal, and here most of them are wanted.
log4js.configure({ appenders: { none: { type: "stdout" } }, categories: { default: { appenders: ["none"], level: "off" } } });

// One user's client. The core has one kind of client for all services.
class Sdk {
  constructor(url, user, { timeout = 10_000, onRequest, securityToken, projectId = KEY_PROJECT } = {}) {
    const credentials = new core.BasicCredentials().withAk(user.access_key).withSk(user.secret_key).withProjectId(projectId);
    if (securityToken) credentials.withSecurityToken(securityToken);
    this.wire = new Wire(onRequest);
    const builder = new ClientBuilder((client) => client).withCredential(credentials).withEndpoint(url);
    this.client = builder.withOptions({ axiosRequestConfig: { timeout, adapter: this.wire.adapter } }).build();
  }

  // The answer that came last, as it came.
  get last() {
    return this.wire.answers.at(-1);
  }

  // ShowProjectJobPermission.
  matrix(jobId = JOB, projectId = PROJECT, options = {}) {
    return this.read("/v1/job/permission", { project_id: projectId, job_id: jobId }, options);
  }

  // The seven flags that the caller has on a job.
  async flags(jobId = JOB) {
    const { result } = await this.matrix(jobId);
    return Object.fromEntries(BUILD_FLAGS.map((flag) => [flag, result[flag]]));
  }

  // BatchUpdateJobRolePermission.
  batch(permissions, { job_ids = [JOB], project_id = PROJECT, ...members } = {}) {
    return this.write("POST", "/v1/job/permissions/batch", { project_id, job_ids, permissions, ...members });
  }

  // ApplyProjectPermission.
  apply(members) {
    return this.write("POST", "/v1/job/project/permission", members);
  }

  // A read as generated clients do it: its body is `{}`, on the wire and in the signature.
  read(url, queryParams = {}, options = {}) {
    return this.client.sendRequest(request({ method: "GET", url, queryParams, data: {}, ...options }));
  }

  // A write; without data, it has no body at all.
  write(method, url, data, options = {}) {
    return this.client.sendRequest(request({ method, url, data, ...options }));
  }

  // A signed call of any kind: status and JSON of the answer.
  async raw(method, url, { body, query = {}, ...pathParams } = {}) {
    await this.client.sendRequest(request({ method, url, queryParams: query, pathParams, data: body }));
    return [this.last.status, JSON.parse(this.last.text)];
  }

  // A signed call below the pipelines' permissions.
  pipelinePermissions(method, path, { project_id = PIPELINE_PROJECT, ...options } = {}) {
    return this.raw(method, `${PIPELINE_PERMISSIONS}/${path}`, { project_id, ...options });
  }

  // Has a call refused: the SDK's exception, words of its message, the answer's own request id.
  async refused(call, status, code, ...words) {
    const error = await call().then(
      () => assert.fail("nothing was thrown"),
      (thrown) => thrown,
    );
    assert.ok(error instanceof (status < 500 ? ClientRequestException : ServerResponseException), error.stack);
    assert.deepEqual([error.httpStatusCode, error.errorCode], [status, code]);
    for (const word of words) assert.ok(error.errorMsg.includes(word), `"${word}" is not in "${error.errorMsg}"`);
    assert.equal(error.requestId, this.last.headers["x-request-id"]);
    assert.match(error.requestId, REQUEST_ID);
    assert.equal(this.last.headers["content-type"], "application/json");
    return error;
  }
}

// Hears what the SDK sends and gets, and can change what it sends.
class Wire {
  constructor(onRequest = () => {}) {
    const send = axios.getAdapter("http");
    this.requests = [];
    this.answers = [];
    this.adapter = async (config) => {
      onRequest(config);
      this.requests.push({ headers: { ...config.headers }, body: config.data });
      const response = await send(config).catch((error) => {
        if (error.response) this.#hear(error.response);
        throw error;
      });
      this.#hear(response);
      return response;
    };
  }

  // Before the SDK has made anything of it.
  #hear({ status, headers, data }) {
    this.answers.push({ status, headers: { ...headers }, text: data });
  }
}

function request(options) {
  return { contentType: "application/json", queryParams: {}, pathParams: {}, headers: {}, ...options };
}

module.exports = { PIPELINE_PERMISSIONS, REQUEST_ID, Sdk, request };
