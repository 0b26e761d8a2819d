import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { aBlock, aFinding, aRun } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";
import type { Finding, PassedCheck } from "../../model/finding.ts";
import type { Run } from "../../model/run.ts";
import { openStore } from "../../store/index.ts";

let project: ScratchProject;
beforeEach(() => {
  project = makeScratchProject();
});
afterEach(() => project[Symbol.asyncDispose]());

const minute = 60_000;
let runs = 0;

interface Told {
  readonly findings?: readonly Finding[];
  readonly passed?: readonly PassedCheck[];
  readonly run?: Partial<Run>;
  readonly closed?: boolean;
  readonly minutesAgo?: number;
}

/** A run that a mapper saw alone, and that Meltano's history has completed. */
async function ran({
  findings = [],
  passed = [],
  run,
  closed = true,
  minutesAgo = 1,
}: Told): Promise<string> {
  const runId = `0199eeee-0000-7000-8000-${String(++runs).padStart(12, "0")}`;
  const at = Date.now() - minutesAgo * minute;
  const blockId = `block-${runs}`;
  const times = { startedAt: at - minute, endedAt: at, heartbeatAt: at };
  const base = { runId, project: basename(project.root), status: "success" as const, complete: true };
  await apply([
    { kind: "run_opened", run: aRun({ ...base, ...times, source: "mapper", ...run }) },
    {
      kind: "block_opened",
      block: aBlock({
        blockId,
        runId,
        tap: "tap-x",
        openedAt: at,
        heartbeatAt: at,
        closedAt: closed ? at : null,
      }),
    },
    { kind: "findings", blockId, runId, at, findings, passed },
  ]);
  return runId;
}

async function apply(facts: readonly Fact[]): Promise<void> {
  const url = `sqlite:${join(project.root, ".meltano", "pitchpipe", "pitchpipe.db")}`;
  const store = await openStore({ url, projectRoot: project.root, clock: { now: () => Date.now() } });
  await store.apply(facts);
  await store.close();
}

async function tick(): Promise<number> {
  return (await project.json(["tick"])).did.findings_told;
}

interface ListedAlert {
  readonly type: string;
  readonly status: string;
  readonly severity: string;
  readonly count: number;
  readonly labels: Readonly<Record<string, string>>;
}

async function alerts(): Promise<readonly ListedAlert[]> {
  return (await project.json(["alerts", "list"])).alerts;
}

it("tells each check of a stream once, whatever happens again", async () => {
  await ran({
    findings: [aFinding({ field: "a" }), aFinding({ field: "b" }), aFinding({ stream: "items" })],
  });
  expect([await tick(), await tick()]).toEqual([1, 0]);
  expect(
    (await alerts())
      .map(({ type, labels, count }) => [type, labels["stream"], labels["check"], count])
      .sort(),
  ).toEqual([
    ["data_quality", "items", "not_null(id)", 1],
    ["data_quality", "orders", "not_null(id)", 1],
  ]);
});

it("raises what failed the run as an error", async () => {
  const held = aFinding({ severity: "error", level: "fail", type: "schema_change" });
  await ran({ findings: [held], run: { status: "failed", cause: "a check" } });
  await tick();
  expect(await alerts()).toMatchObject([{ type: "schema_change", severity: "error", status: "active" }]);
});

it("ends it with the next run in which the check looked and passed, and with no other", async () => {
  const passed = [{ stream: "orders", name: "not_null(id)" }];
  await ran({ findings: [aFinding()] });
  await tick();
  const status = async (): Promise<string | undefined> => (await alerts())[0]?.status;
  await ran({});
  await tick();
  expect(await status()).toBe("active");
  await ran({ passed, run: { status: "failed" } });
  await tick();
  expect(await status()).toBe("active");
  await ran({ passed, run: { job: "another" } });
  await tick();
  expect(await status()).toBe("active");
  await ran({ passed });
  await tick();
  expect(await status()).toBe("resolved");
});

it("never tells what is in shadow", async () => {
  await ran({ findings: [aFinding({ mode: "shadow" })] });
  await tick();
  expect(await alerts()).toEqual([]);
});

it("waits for a mapper's last word and for the run's end, but not for ever", async () => {
  await ran({ findings: [aFinding()], closed: false });
  await ran({ findings: [aFinding()], run: { status: "unknown", complete: false } });
  expect(await tick()).toBe(0);
  await ran({ findings: [aFinding()], run: { status: "unknown", complete: false }, minutesAgo: 11 });
  expect(await tick()).toBe(1);
});
