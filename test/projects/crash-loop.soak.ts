import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Running } from "./command.ts";
import { makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { listRuns, showRun } from "./run-document.ts";

const rounds = 12;
/** Who is killed with -9: a part of its command line; the wrapper itself where that is null. */
const victims = [null, "pitchpipe-mapper", "scripts/target.js", "scripts/tap.js", "bin/meltano"] as const;
let project: Project;

beforeAll(() => {
  project = makeProject({
    extractors: [scriptTap({ records: 5000, pause_after: 5000, state_every: 50 })],
    loaders: [scriptTarget({ file: "output/raw" })],
  });
});

afterAll(() => project.remove());

describe.each(Array.from({ length: rounds }, (_, round) => round))("crash %i", (round) => {
  const victim = victims[round % victims.length] ?? null;

  it(`leaves a sound store and a true verdict when ${victim ?? "the wrapper"} is killed`, async () => {
    // A suffix of its own: Meltano refuses a state id whose last run it believes to be running.
    const args = ["run", `--state-id-suffix=crash-${round}`, "tap-script", "watch", "target-script"];
    project.write("output/raw", "");
    const running = project.startPitchpipe(args);
    try {
      await running.until(() => project.holds("output/raw", "RECORD"));
      await sleep(round * 37);
      process.kill(pidOf(running, victim), "SIGKILL");
      await Promise.race([running.outcome, sleep(20_000)]);
    } finally {
      running.cleanUp();
    }
    const tick = await project.runPitchpipe(["tick"]);
    expect(tick.exitCode, tick.stderr).toBe(0);
    const [row] = await listRuns(project);
    expect(["failed", "lost", "terminated"]).toContain(row?.status);
    expect(storeIsSound()).toBe("ok");
  });
});

it("goes on as if nothing had been, after all the crashes", async () => {
  const clean = makeProject({ extractors: [scriptTap({ records: 50 })], loaders: [scriptTarget()] });
  project.write("meltano.yml", clean.read("meltano.yml"));
  clean.remove();
  const outcome = await project.runPitchpipe(["run", "tap-script", "watch", "target-script"]);
  expect(outcome.exitCode, outcome.stderr).toBe(0);
  expect(await showRun(project)).toMatchObject({
    status: "success",
    streams: [{ records: 50, forwarded: 50 }],
  });
  expect((await listRuns(project)).length).toBe(rounds + 1);
});

function pidOf(running: Running, victim: string | null): number {
  return victim === null ? (running.child.pid ?? Number.NaN) : running.pidOf(victim);
}

function storeIsSound(): unknown {
  const store = new Database(join(project.root, ".meltano", "pitchpipe", "pitchpipe.db"), { readonly: true });
  try {
    return store.pragma("integrity_check", { simple: true });
  } finally {
    store.close();
  }
}
