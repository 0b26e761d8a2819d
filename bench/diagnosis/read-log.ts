import { createReadStream, statSync } from "node:fs";
import { LoggedRun } from "../../src/app/ingest/logged-run.ts";
import { createRedactor } from "../../src/lib/redaction/index.ts";
import { diagnoseRun } from "../../src/runner/diagnose-run.ts";
import { judgeLog, runEvidenceOf } from "../../src/runner/judge-log.ts";
import { createLineSplitter } from "../../src/runner/line-splitter.ts";
import { readLogLine } from "../../src/runner/read-log-line.ts";

/**
 * `node read-log.ts read|diagnose FILE`: understands each line of a log, or also takes it in and diagnoses the failure. Prints
 * what it took and what it found as JSON.
 */
const [mode, file = ""] = process.argv.slice(2);
const redactor = createRedactor(["wms-password-1", "geheim-123456"]);
const run = new LoggedRun({
  redactor,
  keep: "none",
  roleOf: (name) => (name.startsWith("tap-") ? "tap" : name.startsWith("target-") ? "target" : null),
});
const splitter = createLineSplitter();
const size = statSync(file).size;
const seen = { bytes: 0, halfway: 0, peakRss: 0 };
const began = process.cpuUsage();

for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
  for (const line of splitter.push(chunk)) take(line);
  seen.bytes += chunk.length;
  seen.peakRss = Math.max(seen.peakRss, process.memoryUsage.rss());
  if (seen.halfway === 0 && seen.bytes >= size / 2) seen.halfway = heldBytes();
}
const atEnd = heldBytes();
const found = mode === "read" ? null : diagnosis();
process.stdout.write(
  JSON.stringify({
    ms: cpuMs(),
    rss: seen.peakRss,
    growth: atEnd / seen.halfway,
    category: found?.category ?? null,
  }),
);

function take(line: string): void {
  const read = readLogLine(line, { plain: false });
  if (mode !== "read") run.add(read, line);
}

function diagnosis() {
  const evidence = {
    log: run.state,
    words: run.words,
    plan: run.plan.plan(new Set()),
    exitCode: 1,
    mapperBlocks: [],
    tapRecords: run.tapRecords(),
    usualRecords: [],
    zeroRecords: "ok" as const,
  };
  return diagnoseRun(runEvidenceOf(evidence), run.spoken, judgeLog(evidence));
}

/** What is still needed, without what only waits to be swept away. */
function heldBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** The processor's time, which a busy machine changes less than the clock's. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}
