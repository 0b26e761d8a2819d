import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LoggedRun } from "../../src/app/ingest/logged-run.ts";
import { createRedactor } from "../../src/lib/redaction/index.ts";
import type { Diagnosis } from "../../src/model/dossier.ts";
import { diagnoseRun, hear, SpokenLog } from "../../src/runner/diagnose-run.ts";
import { judgeLog, runEvidenceOf } from "../../src/runner/judge-log.ts";
import { readLogLine } from "../../src/runner/read-log-line.ts";
import { redactLogEvent } from "../../src/runner/redact-log-event.ts";
import { repository } from "../setup/cache-folder.ts";

const folder = join(repository, "test", "fixtures", "failures");

/** A failure of a real tool, and what is right of it. */
export interface FailureCase {
  readonly file: string;
  readonly origin: string;
  readonly exit_code: number;
  readonly role: string | null;
  readonly plugin: string | null;
  /** `null` for a good run. */
  readonly category: string | null;
}

export const failureCases: readonly FailureCase[] = JSON.parse(
  readFileSync(join(folder, "cases.json"), "utf8"),
);

/** What the log of a case leads to; `null` where nothing is named. */
export function diagnosisOf({ file, exit_code: exitCode }: FailureCase): Diagnosis | null {
  const redactor = createRedactor([]);
  const run = new LoggedRun({ redactor, keep: "none", roleOf });
  const spoken = new SpokenLog();
  for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
    if (line.trim() === "") continue;
    const read = readLogLine(line, { plain: true });
    run.add(read, line);
    hear(spoken, redactLogEvent(read.event, redactor));
  }
  const evidence = {
    log: run.state,
    words: run.words,
    plan: run.plan.plan(new Set()),
    exitCode: exitCode < 0 ? 128 - exitCode : exitCode,
    mapperBlocks: [],
    tapRecords: run.tapRecords(),
    usualRecords: [],
    zeroRecords: "ok" as const,
  };
  return diagnoseRun(runEvidenceOf(evidence), spoken, judgeLog(evidence));
}

function roleOf(name: string): "tap" | "target" | null {
  if (name.startsWith("tap-")) return "tap";
  return name.startsWith("target-") ? "target" : null;
}
