import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "./command.ts";
import { makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { listRuns, type RunDocument } from "./run-document.ts";

const rounds = 3;
const atOnce = 3;
const records = 20_000;
let project: Project;

beforeAll(async () => {
  project = makeProject({
    extractors: [scriptTap({ records, state_every: 1000 })],
    loaders: [scriptTarget()],
  });
  // Meltano's own database does not bear being made by several at once. Ours has to, and is not made by this run.
  const plain = await project.runMeltano(["run", "tap-script", "target-script"]);
  expect(plain.exitCode, plain.stderr).toBe(0);
});

afterAll(() => project.remove());

describe.each(Array.from({ length: rounds }, (_, round) => round))("round %i", (round) => {
  it("loses nothing and never meets a locked store with runs, ticks and readers at once", async () => {
    const run = (number: number): Promise<Outcome> =>
      project.runPitchpipe([
        "run",
        "--json",
        `--state-id-suffix=${round}-${number}`,
        "tap-script",
        "watch",
        "target-script",
      ]);
    const runs = Array.from({ length: atOnce }, (_, number) => run(number));
    const others = [repeatedly("tick"), repeatedly("runs", "list"), repeatedly("alerts", "list")];
    const outcomes = await Promise.all(runs);
    for (const outcome of [...outcomes, ...(await Promise.all(others)).flat()]) {
      expect(outcome.exitCode, outcome.stderr).toBe(0);
      expect(outcome.stderr).not.toMatch(/locked|busy|spool/i);
    }
    const documents = outcomes.map(({ stdout }) => JSON.parse(stdout) as RunDocument);
    for (const { streams } of documents) expect(streams).toMatchObject([{ records, forwarded: records }]);
    const listed = new Set((await listRuns(project)).map(({ run_id }) => run_id));
    for (const { run_id } of documents) expect(listed).toContain(run_id);
  });
});

/** The same command a few times, one after the other. */
async function repeatedly(...args: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let time = 0; time < 5; time++) outcomes.push(await project.runPitchpipe(args));
  return outcomes;
}
