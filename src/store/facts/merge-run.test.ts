import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunSource, RunStatus } from "../../model/run.ts";
import { runStatuses } from "../../model/run.ts";
import type { RunRow } from "../tables/runs.ts";
import { mergeRun, openedBy, unopenedRun } from "./merge-run.ts";

const row = (source: RunSource, changes: Partial<RunRow> = {}): RunRow => ({
  ...unopenedRun("r"),
  started_at: 100,
  source,
  opened_by: openedBy(source),
  ...changes,
});

describe("a run that is opened twice", () => {
  it("changes nothing when the same source opens it again", () => {
    expect(mergeRun(row("runner"), row("runner", { job: "other" }))).toBeNull();
    const both = mergeRun(row("runner"), row("mapper"));
    expect(both && mergeRun(both, row("mapper"))).toBeNull();
  });

  it.each<[RunSource, RunSource]>([
    ["mapper", "runner"],
    ["mapper", "meltano"],
    ["meltano", "runner"],
    ["ingest", "runner"],
  ])("takes a %s's word only where a %s has none", (lesser, greater) => {
    const known = row(greater, { job: "known", labels: '{"a":"1"}' });
    const guessed = row(lesser, { job: "guessed", owner: "me", labels: '{"a":"2","b":"3"}' });
    for (const merged of [mergeRun(known, guessed), mergeRun(guessed, known)]) {
      expect(merged).toMatchObject({ job: "known", owner: "me", source: greater });
      expect(JSON.parse(merged?.labels ?? "")).toEqual({ a: "1", b: "3" });
    }
  });

  it.each<[RunStatus, RunStatus, RunStatus]>([
    ["unknown", "running", "running"],
    ["running", "unknown", "running"],
    ["failed", "running", "failed"],
    ["running", "success", "success"],
    ["success", "failed", "failed"],
  ])("that the mapper calls %s and the runner %s is %s", (mapper, runner, status) => {
    expect(mergeRun(row("mapper", { status: mapper }), row("runner", { status: runner }))?.status).toBe(
      status,
    );
    expect(mergeRun(row("runner", { status: runner }), row("mapper", { status: mapper }))?.status).toBe(
      status,
    );
  });

  it("began when the earlier of both says, and keeps every notice once", () => {
    const merged = mergeRun(
      row("mapper", { started_at: 50, notices: '["a","b"]', heartbeat_at: 9 }),
      row("runner", { notices: '["b","c"]', heartbeat_at: null }),
    );
    expect(merged).toMatchObject({ started_at: 50, notices: '["a","b","c"]', heartbeat_at: 9 });
  });

  it("ends up the same whichever opening comes first", () => {
    const text = fc.option(fc.string(), { nil: null });
    const opening = (source: RunSource) =>
      fc
        .record({
          job: fc.string(),
          owner: text,
          cause: text,
          status: fc.constantFrom(...runStatuses),
          exit_code: fc.option(fc.nat(), { nil: null }),
          heartbeat_at: fc.option(fc.nat(), { nil: null }),
          complete: fc.constantFrom(0, 1),
        })
        .map((changes) => row(source, changes));
    fc.assert(
      fc.property(opening("mapper"), opening("runner"), (mapper, runner) => {
        expect(mergeRun(mapper, runner)).toEqual(mergeRun(runner, mapper));
      }),
    );
  });
});
