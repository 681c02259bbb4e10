"use strict";
// The server under test: started on a free port, known to be ready by its ready line, stopped by SIGTERM.

const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const { once } = require("node:events");
const { createInterface } = require("node:readline");

const BINARY = process.env.CODEARTS_CLIENTS_BINARY;
const READY = /^codearts-mock ready url=(http:\/\/\S+) version=\S+$/;
const START_MILLISECONDS = 20_000;

class Server {
  static async start(...options) {
    const server = new Server();
    server.log = "";
    // What configures a server of the person who runs the tests must not configure this one.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(CODEARTS_|RUST_)/.test(name)));
    server.process = spawn(BINARY, ["serve", "--host", "127.0.0.1", "--port", "0", ...options], { env });
    server.process.stderr.on("data", (text) => (server.log += text));
    server.ended = once(server.process, "exit");
    const lines = createInterface(server.process.stdout);
    const signal = AbortSignal.timeout(START_MILLISECONDS);
    const line = await Promise.race([once(lines, "line", { signal }).then(([it]) => it), server.ended.then(() => "")]).catch((error) => {
      server.process.kill("SIGKILL");
      throw error;
    });
    server.url = READY.exec(line)?.[1];
    assert.ok(server.url, `no ready line but ${JSON.stringify(line)}:\n${server.log}`);
    return server;
  }

  async stop() {
    this.process.kill("SIGTERM");
    const [status] = await this.ended;
    assert.equal(status, 0, `the server ended with ${status}:\n${this.log}`);
  }

  // Asks the control plane, of which no SDK knows.
  control(method, path, body) {
    const headers = { connection: "close", "content-type": "application/json" };
    return fetch(`${this.url}/_mock${path}`, { method, headers, body: body && JSON.stringify(body) });
  }

  // Makes every call of an operation go wrong.
  async inject(operation, action) {
    const answer = await this.control("PUT", "/faults", { faults: [{ id: "client-suite", operation, action }] });
    assert.ok(answer.ok, `${answer.status} ${await answer.text()}`);
  }

  // What the server can do: its operations, and the ways of its control plane.
  async abilities() {
    const { operations } = await (await this.control("GET", "/operations")).json();
    const able = new Set(operations.map((operation) => operation.id));
    if ((await this.control("GET", "/faults")).ok) able.add("faults");
    if ((await this.control("GET", "/namespaces")).ok) able.add("namespaces");
    if (spawnSync(BINARY, ["serve", "--help"], { encoding: "utf8" }).stdout.includes("verify")) able.add("--auth verify");
    return able;
  }
}

module.exports = { Server };
