"use strict";
// The users and ids of the default world that the scenarios speak of.

const SEED = require("../../../fixtures/worlds/default.json");

const BUILD_FLAGS = ["is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager"];

// The user of this name.
function user(name) {
  const [id, found] = Object.entries(SEED.users).find(([, it]) => it.name === name);
  return { id, ...found };
}

// The roles of a project, in order.
function roleIds(project) {
  return Object.keys(SEED.projects[project].roles).map(Number).sort((one, other) => one - other);
}

// What the project's matrix grants to a role in Build.
function buildFlags(project, role) {
  const granted = SEED.projects[project].roles[role].build;
  return Object.fromEntries(BUILD_FLAGS.map((flag) => [flag, granted.includes(flag)]));
}

module.exports = {
  PROJECT: "p45e51b060f1b4e82916f9d2c33e8eb28",
  JOB: "6ecbc5bac7c8442fb3d2563d53c13582",
  OTHER_JOB: "c798139500d2456d82d95d108f182b5a",
  PIPELINE_PROJECT: "071112d87d3e4ed49130c691936202e9",
  PIPELINE: "53acae73a3f44b2994f9b20a710721c6",
  OTHER_PIPELINE: "146542db758a4dc0995b44dff13e1933",
  PIPELINE_OF_ANOTHER_PROJECT: "0747d5a7099e45f69dc1d099945909a9",
  UNKNOWN: "0123456789abcdef0123456789abcdef",
  // The project that keys belong to is of another kind than a project of CodeArts.
  KEY_PROJECT: "fedcba9876543210fedcba9876543210",
  DEVELOPER_ROLE: 4,
  TESTER_ROLE: 6,
  BUILD_FLAGS,
  PIPELINE_FLAGS: ["operation_query", "operation_execute", "operation_update", "operation_delete", "operation_authorize"],
  user,
  roleIds,
  buildFlags,
};
