import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { type IngestOptions, ingestLog } from "../../src/app/ingest/ingest-log.ts";
import { openLog } from "../../src/app/ingest/log-source.ts";
import { openProject } from "../../src/app/open-project.ts";
import { UsageError } from "../../src/lib/errors.ts";
import { runStatuses } from "../../src/model/run.ts";
import { makeScratchProject } from "../alerts/project.ts";

const scratch = makeScratchProject();
const project = openProject({ cwd: scratch.root, env: {} });

afterAll(async () => {
  await project.close();
  await scratch[Symbol.asyncDispose]();
});

const folder = join(import.meta.dirname, "../fixtures/meltano-logs");
const realLines = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".log"))
  .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
  .map((line) => Buffer.from(`${line}\n`));

const options: IngestOptions = { project, exitCode: null, job: null, alerting: null };

/** How an ingestion ended: with runs, or with an error that a person can act on. */
async function outcome(bytes: Uint8Array, exitCode: number | null): Promise<"runs" | UsageError> {
  const file = join(scratch.root, "any.log");
  writeFileSync(file, bytes);
  try {
    const { runIds } = await ingestLog(openLog(file, scratch.root, process.stdin), { ...options, exitCode });
    const store = await project.store();
    for (const runId of runIds) expect(runStatuses).toContain((await store.runs.get(runId))?.status);
    expect(runIds.length).toBeGreaterThan(0);
    return "runs";
  } catch (thrown) {
    if (thrown instanceof UsageError) return thrown;
    throw thrown;
  }
}

const exitCode = fc.option(fc.nat({ max: 255 }));

it("never crashes on arbitrary bytes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 2000 }),
      exitCode,
      fc.boolean(),
      async (bytes, code, packed) => {
        const ended = await outcome(packed ? gzipSync(bytes) : bytes, code);
        expect(ended === "runs" || ended.code === "LOG_NOT_MELTANO" || ended.code === "FILE_UNREADABLE").toBe(
          true,
        );
      },
    ),
    { numRuns: 300 },
  );
});

it("never crashes on real lines in any order, torn, doubled and mixed with bytes", async () => {
  const line = fc.constantFrom(...realLines);
  const torn = fc.tuple(line, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % bytes.length));
  const piece = fc.oneof({ weight: 8, arbitrary: line }, torn, fc.uint8Array({ maxLength: 40 }));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), exitCode, async (pieces, code) => {
      await outcome(Buffer.concat(pieces), code);
    }),
    { numRuns: 300 },
  );
});

it("calls no piece of a failed run's log a success", async () => {
  const failed = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?:fails|dies|two_blocks|dry_run).*\.log$/.test(file),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...failed),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (file, share) => {
        const fresh = makeScratchProject();
        try {
          const whole = readFileSync(join(folder, file));
          writeFileSync(join(fresh.root, "piece.log"), whole.subarray(0, Math.ceil(whole.length * share)));
          const { out } = await fresh.pitchpipe(["ingest", "piece.log", "--json"]);
          if (out !== "") expect(JSON.parse(out).status).not.toBe("success");
        } finally {
          await fresh[Symbol.asyncDispose]();
        }
      },
    ),
    { numRuns: 60 },
  );
});
