"use strict";
// A reporter that writes the result of every scenario: name, result, remark.

// From good to bad: a scenario of several tests is what the worst of them is.
const RESULTS = ["passed", "n/a", "later", "failed"];

module.exports = async function* results(source) {
  const of = new Map();
  for await (const event of source) {
    const { scenario, result, remark } = verdict(event);
    if (scenario && RESULTS.indexOf(result) >= RESULTS.indexOf(of.get(scenario)?.result ?? "passed")) {
      of.set(scenario, { result, remark });
    }
  }
  for (const [scenario, { result, remark }] of [...of].sort()) {
    yield `${scenario}\t${result}\t${remark.replaceAll(/\s+/g, " ").trim()}\n`;
  }
};

// What one event says of a scenario, if anything. A test is named "scenario: sentence".
function verdict({ type, data }) {
  const scenario = /^([a-z0-9-]+): /.exec(data?.name ?? "")?.[1];
  if (!scenario || (type !== "test:pass" && type !== "test:fail")) return {};
  if (type === "test:fail") {
    const error = data.details?.error;
    return { scenario, result: "failed", remark: String((error?.cause ?? error)?.message ?? error).split("\n")[0] };
  }
  const skipped = typeof data.skip === "string" ? data.skip : "";
  if (skipped.startsWith("n/a: ")) return { scenario, result: "n/a", remark: skipped.slice(5) };
  return { scenario, result: data.skip === undefined ? "passed" : "later", remark: skipped };
}
