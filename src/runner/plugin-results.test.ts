import { describe, expect, it } from "vitest";
import type { RunEvidence } from "./evidence.ts";
import type { BlockResult } from "./log-event.ts";
import { pluginResults } from "./plugin-results.ts";

const result = (changes: Partial<BlockResult>): BlockResult => ({
  setNumber: 0,
  blockType: "ExtractLoadBlocks",
  success: true,
  error: null,
  exitCodes: { tap: null, target: null, mappers: {} },
  durationSeconds: 1,
  ...changes,
});

const seen = {
  blockId: "b",
  tap: "tap-x",
  exitCode: 0,
  closedAt: 1,
  sawEof: true,
  bytesIn: 9,
  statesForwarded: 1,
};

const evidence = (results: readonly BlockResult[], changes: Partial<RunEvidence> = {}): RunEvidence =>
  ({
    log: {
      blocks: results.map((one) => ({ result: one, stateUpdates: 0, targetIsSdk: false, targetRead: null })),
      plugins: {},
      completed: { success: results.every(({ success }) => success), durationSeconds: null },
    },
    exit: { code: 0, signal: null },
    plan: {
      blocks: [
        { kind: "extract_load", tap: "tap-x", mappings: ["watch"], target: "target-y", watched: true },
        { kind: "command", plugin: "dbt", command: "run" },
      ],
      plugins: [
        { name: "tap-x", role: "tap" },
        { name: "pitchpipe-mapper", role: "mapper" },
        { name: "target-y", role: "target" },
        { name: "dbt", role: "other" },
      ],
    },
    mapperBlocks: [seen],
    mappersAtEnd: new Set(),
    ...changes,
  }) as unknown as RunEvidence;

const codes = (one: RunEvidence) =>
  Object.fromEntries(pluginResults(one).map(({ name, exitCode }) => [name, exitCode]));

describe("the plugins of a run", () => {
  it("ended with 0 where Meltano calls their block a success, and are unknown where it never ran", () => {
    expect(codes(evidence([result({})]))).toEqual({
      "tap-x": 0,
      "pitchpipe-mapper": 0,
      "target-y": 0,
      dbt: null,
    });
  });

  it("have the codes that Meltano names", () => {
    const tap = result({ success: false, exitCodes: { tap: 3, target: null, mappers: {} } });
    expect(codes(evidence([tap]))).toEqual({
      "tap-x": 3,
      "pitchpipe-mapper": null,
      "target-y": null,
      dbt: null,
    });
    const mapper = result({
      success: false,
      exitCodes: { tap: null, target: null, mappers: { "pitchpipe-mapper": 6 } },
    });
    expect(codes(evidence([mapper]))["pitchpipe-mapper"]).toBe(6);
    const command = result({ setNumber: 1, success: false, error: "`dbt run` failed with exit code: 5" });
    expect(codes(evidence([result({}), command]))["dbt"]).toBe(5);
  });

  it("are not blamed by Meltano's codes where a mapper was killed", () => {
    const error = "Unexpected completion sequence in ExtractLoadBlock set.";
    const blamed = result({ success: false, error, exitCodes: { tap: 1, target: 1, mappers: {} } });
    const killed = [{ blockId: "b", closedAt: null }] as never;
    expect(Object.values(codes(evidence([blamed], { mapperBlocks: killed })))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("are not said to have ended with 0 where Meltano ended them, since the target had left", () => {
    const expected = { "tap-x": null, "pitchpipe-mapper": null, "target-y": 0, dbt: null };
    expect(codes(evidence([result({})], { mapperBlocks: [] }))).toEqual(expected);
    const ended = [{ ...seen, closedAt: null, exitCode: null }] as never;
    expect(codes(evidence([result({})], { mapperBlocks: ended }))).toEqual(expected);
  });

  it("keep what is known when the log names a block that was not planned", () => {
    expect(codes(evidence([result({ setNumber: 9 }), result({ setNumber: null })]))["tap-x"]).toBeNull();
  });
});
