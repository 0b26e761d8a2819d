import { expect, it } from "vitest";
import { LoggedPlan } from "./logged-plan.ts";
import { readLogLine } from "./read-log-line.ts";

const line = (fields: Record<string, unknown>) => JSON.stringify({ level: "info", ...fields });
const says = (name: string, ends: Record<string, unknown>) =>
  line({ event: "hi", stdio: "stderr", name, ...ends });
const tap = says("shop", { producer: true, consumer: false, job_name: "dev:shop-to-lake" });
const mapper = says("m", { producer: true, consumer: true, job_name: "dev:shop-to-lake" });
const dbt = says("dbt", { cmd_type: "command" });
const done = (block_type: string) => line({ event: "Block run completed", block_type, success: true });

function planOf(lines: readonly string[], watchedTaps: readonly string[] = []) {
  const plan = new LoggedPlan((name) => (name === "known-loader" ? "target" : null));
  for (const text of lines) plan.add(readLogLine(text, { plain: false }));
  return {
    ...plan.plan(new Set(watchedTaps)),
    environment: plan.environment,
    ended: plan.ended,
    own: plan.ownStateId,
  };
}

it("finds blocks, plugins, the job and the environment", () => {
  expect(
    planOf([tap, mapper, done("ExtractLoadBlocks"), dbt, done("InvokerCommand"), tap], ["shop"]),
  ).toEqual({
    job: "shop-to-lake+dbt",
    environment: "dev",
    own: null,
    ended: 2,
    tasks: [],
    watcher: null,
    blocks: [
      { kind: "extract_load", tap: "shop", mappings: ["m"], target: "lake", watched: true },
      { kind: "command", plugin: "dbt", command: null },
      { kind: "extract_load", tap: "shop", mappings: [], target: "lake", watched: true },
    ],
    plugins: [
      { name: "shop", role: "tap" },
      { name: "m", role: "mapper" },
      { name: "lake", role: "target" },
      { name: "dbt", role: "other" },
    ],
  });
});

it("leaves out what nobody names", () => {
  const silent = [done("ExtractLoadBlocks"), done("InvokerCommand"), done("ExtractLoadBlocks")];
  expect(planOf(silent)).toMatchObject({ job: "", plugins: [], environment: null, ended: 3 });
});

it("knows a plugin's role from how it was called, and from the project", () => {
  const lines = [says("x", { cmd_type: "extractor", state_id: "mine" }), says("known-loader", {})];
  expect(planOf(lines)).toMatchObject({
    job: "x-to-known-loader",
    own: "mine",
    plugins: [
      { name: "x", role: "tap" },
      { name: "known-loader", role: "target" },
    ],
  });
  expect(planOf([says("y", { cmd_type: "loader" })]).plugins).toEqual([{ name: "y", role: "target" }]);
});

it("is empty for an empty log", () => {
  expect(planOf([])).toMatchObject({ job: "", blocks: [], plugins: [] });
});
