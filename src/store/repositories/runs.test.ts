import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aRun } from "../../../test/fixtures/store/samples.ts";
import type { Run } from "../../model/run.ts";
import type { RunFilter } from "../store.ts";

const id = (digit: string): string => `0199aaaa-0000-7000-8000-00000000000${digit}`;
const runs: readonly Run[] = [
  aRun({ runId: id("1"), startedAt: now, job: "a", status: "success", complete: true }),
  aRun({ runId: id("2"), startedAt: now + 1, job: "b", environment: "prod" }),
  aRun({ runId: id("3"), startedAt: now + 2, job: "a", status: "failed", project: "other" }),
  aRun({ runId: "0200aaaa-0000-7000-8000-000000000009", startedAt: now + 2, job: "a", status: "lost" }),
];

describe.each(databaseKinds)("the runs on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);
  const fill = () => store().apply(runs.map((run) => ({ kind: "run_opened", run })));

  it.each<[string, RunFilter, number[]]>([
    ["all, newest first, the greater id first of two that began together", {}, [3, 2, 1, 0]],
    ["no more than asked for", { limit: 2 }, [3, 2]],
    ["of a project", { project: "other" }, [2]],
    ["of an environment", { environment: "prod" }, [1]],
    ["of a job", { job: "a" }, [3, 2, 0]],
    ["with one of several statuses", { statuses: ["failed", "running"] }, [2, 1]],
    ["with none of no statuses", { statuses: [] }, []],
    ["that began after", { startedAfter: now + 1 }, [3, 2]],
    ["that began before", { startedBefore: now + 1 }, [0]],
    ["that are complete", { complete: true }, [0]],
    ["that are not", { complete: false, job: "b" }, [1]],
  ])("are listed: %s", async (_, filter, expected) => {
    await fill();
    expect(await store().runs.list(filter)).toEqual(expected.map((index) => runs[index]));
  });

  it.each([
    ["0199", 3],
    ["0200aaaa-", 1],
    ["0200aaaa-0000-7000-8000-000000000009", 1],
    ["0200aaaa_", 0],
    ["%", 0],
    ["0199______", 0],
    ["f", 0],
  ])("are found by the beginning of their id: %s", async (prefix, count) => {
    await fill();
    expect(await store().runs.findByPrefix(prefix)).toHaveLength(count);
  });

  it("are at most three for a beginning that many share", async () => {
    await fill();
    expect(await store().runs.findByPrefix("0")).toEqual(runs.slice(0, 3));
  });

  it("are null where there is none", async () => {
    expect(await store().runs.get("nonsense")).toBeNull();
  });
});
