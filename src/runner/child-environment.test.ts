import { describe, expect, it } from "vitest";
import { childEnvironment, isDisabled, refuseOtherEnvironment, runMarker } from "./child-environment.ts";

const make = (env: Record<string, string>) => childEnvironment({ env, runId: "id-1", marker: "mark-1" });

describe("the child's environment", () => {
  it("drops what describes our own plugin and nothing else", () => {
    const env = {
      PATH: "/bin",
      MELTANO_UTILITY_NAME: "pitchpipe",
      MELTANO_UTILITY_VARIANT: "original",
      MELTANO_UTILIZE_RUN_STALL_AFTER: "10m",
      PITCHPIPE__VENV_NAME: "x",
      PITCHPIPE_RUN_STALL_AFTER: "10m",
      MELTANO_STATE_BACKEND_URI: "s3://bucket/state",
      MELTANO_DATABASE_URI: "postgres://db",
      MELTANO_EXTRACTOR_NAME: "tap-outer",
      MELTANO_ENVIRONMENT: "prod",
    };
    expect(Object.keys(make(env)).sort()).toEqual(
      [
        "PATH",
        "PITCHPIPE_RUN_STALL_AFTER",
        "MELTANO_STATE_BACKEND_URI",
        "MELTANO_DATABASE_URI",
        "MELTANO_EXTRACTOR_NAME",
        "MELTANO_ENVIRONMENT",
        "MELTANO_RUN_ID",
        "MELTANO_JOB_TRIGGER",
        runMarker,
      ].sort(),
    );
  });

  it("drops the extras of a plugin that inherits from ours under another name", () => {
    const env = {
      MELTANO_UTILITY_NAME: "pitchpipe-dev",
      PITCHPIPE_DEV__PIP_URL: "",
      PITCHPIPE__EXECUTABLE: "x",
    };
    expect(Object.keys(make(env)).sort()).toEqual(
      ["MELTANO_JOB_TRIGGER", "MELTANO_RUN_ID", runMarker].sort(),
    );
  });

  it.each([
    [undefined, "pitchpipe"],
    ["cli", "pitchpipe"],
    ["schedule", "schedule"],
  ])("turns the trigger %s into %s", (trigger, expected) => {
    expect(make(trigger === undefined ? {} : { MELTANO_JOB_TRIGGER: trigger })["MELTANO_JOB_TRIGGER"]).toBe(
      expected,
    );
  });

  it("replaces the run id of an outer run", () => {
    expect(make({ MELTANO_RUN_ID: "outer" })["MELTANO_RUN_ID"]).toBe("id-1");
  });
});

describe("another environment than the outer one", () => {
  const ask = (env: Record<string, string>, ...globals: [string, string | null][]) =>
    refuseOtherEnvironment(env, {
      globals: new Map(globals),
      arguments: ["--environment", "prod", "tap-x", "target-y"],
    });
  const invoked = { MELTANO_UTILITY_NAME: "pitchpipe", MELTANO_ENVIRONMENT: "dev" };

  it("is refused under invoke, with the direct command", () => {
    expect(() => ask(invoked, ["--environment", "prod"])).toThrow(
      expect.objectContaining({
        code: "ENVIRONMENT_MISMATCH",
        whatToDo: "Run it directly: npx pitchpipe run --environment prod tap-x target-y",
      }),
    );
    expect(() => ask(invoked, ["--no-environment", null])).toThrow("no environment was asked for");
  });

  it.each([
    ["the same one", invoked, ["--environment", "dev"]],
    ["a direct run", { MELTANO_ENVIRONMENT: "dev" }, ["--environment", "prod"]],
    ["none asked for", invoked, ["--cwd", "/srv"]],
    ["none outside, none asked for", { MELTANO_UTILITY_NAME: "p" }, ["--no-environment", null]],
  ] as const)("lets %s pass", (_case, env, global) => {
    expect(() => ask(env, [...global])).not.toThrow();
  });
});

it.each([
  ["true", true],
  ["True", true],
  ["1", true],
  ["false", false],
  ["", false],
])("reads PITCHPIPE_DISABLED=%s as %s", (value, disabled) => {
  expect(isDisabled({ PITCHPIPE_DISABLED: value })).toBe(disabled);
});
