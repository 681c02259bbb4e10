"use strict";
// A test that implements a scenario, with a server for all tests that only read, and servers of one's own for the others.

const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");

const { Sdk } = require("./sdk.js");
const { Server } = require("./server.js");
const { user } = require("./world.js");

for (const name of Object.keys(process.env)) if (name.startsWith("HUAWEICLOUD_SDK_")) delete process.env[name];

// The one point in which the SDK is known to fall short; any other failure is a real one.
class Shortfall extends Error {}

let shared;
let able;

before(async () => {
  shared = await Server.start();
  able = await shared.abilities();
});

after(() => shared?.stop());

// Registers the test of a row of scenarios.md. `needs` are operation ids, or ways of the control plane, without which the
// scenario is for later. `notApplicable` is why the SDK cannot do it: the body must then throw a Shortfall.
function scenario(name, sentence, { needs = [], notApplicable } = {}, body) {
  test(`${name}: ${sentence}`, async (t) => {
    const missing = needs.filter((what) => !able.has(what));
    if (missing.length) return t.skip(`not served: ${missing.join(", ")}`);
    const run = body({
      server: shared,
      start: async (...options) => {
        const server = await Server.start(...options);
        t.after(() => server.stop());
        return server;
      },
    });
    if (!notApplicable) return run;
    await assert.rejects(run, Shortfall, "what the SDK was not able to do works now");
    t.skip(`n/a: ${notApplicable}`);
  });
}

// A client of a server for a user of the seed, or what passes for one.
function connect(server, who = "administrator", options = {}) {
  return new Sdk(server.url, typeof who === "string" ? user(who) : who, options);
}

module.exports = { Shortfall, connect, scenario };
