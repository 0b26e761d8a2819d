import { createRedactor } from "../../lib/redaction/index.ts";
import { QualityInspector } from "../../mapper/inspection/quality-inspector.ts";
import type { InspectedLine } from "../../mapper/inspector.ts";
import { memoryBudget, RunChecks, RunPast } from "../../quality/index.ts";
import { HeadScanner } from "../../singer/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { mappingStreams, wrongGate } from "./mapping-streams.ts";

/** Whether a row may go now: its bytes, masked where a check asks for it, or why it stays. */
export type RowVerdict = { readonly bytes: Buffer } | { readonly bytes: null; readonly reason: string };

/** The checks of the configuration as it is now, for rows one by one. Lines have their newline. */
export interface RowGate {
  /** The SCHEMA of its stream for the rows that follow. */
  schema(line: Buffer): void;
  row(line: Buffer): RowVerdict;
}

/** Memory for what checks remember of one replay. */
const memoryBytes = 256 * 1024 * 1024;

/**
 * Asks the checks as a mapper behind this tap would. What is decided over many rows or runs has no say: a handful of rows
 * says nothing about volume. Raises `GATING_RULE_INVALID` where a rule is wrong that should keep rows back.
 */
export function rowGate(project: OpenedProject, tap: string | null): RowGate {
  const inspector = newInspector(project, tap);
  const scanner = new HeadScanner();
  let number = 0;
  const look = (line: Buffer) =>
    inspector.onLine({ ...inspected(scanner, line, ++number), at: project.clock.now() });
  return {
    schema: (line) => void look(line),
    row: (line) => {
      const decision = look(line);
      if (decision === "forward" || decision === "uninspected") return { bytes: line };
      if (decision === "doubt") return { bytes: null, reason: "it can't be read" };
      if (decision.action === "mask") return { bytes: decision.bytes };
      return {
        bytes: null,
        reason: decision.action === "hold" ? "it waits for a decision" : decision.reason,
      };
    },
  };
}

function newInspector(project: OpenedProject, tap: string | null): QualityInspector {
  const { settings, gatingProblems } = project.config;
  const [wrong] = gatingProblems;
  if (wrong !== undefined) throw wrongGate(wrong.message);
  const now = (): number => project.clock.now();
  const redactor = createRedactor([]);
  const past = new RunPast({ memory: memoryBudget(0), columns: false });
  const checks = new RunChecks({
    ...{ tap, now, memoryBytes, strict: settings.strict, samples: { rows: 0, values: "none" } },
    layers: [settings.streams, ...mappingStreams(project.project)],
    defaultChecks: false,
    redact: (value) => redactor.json(value),
    timezone: settings.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    history: (stream) => past.history(stream),
  });
  return new QualityInspector({ checks, past, onSchema: () => undefined, maxPercent: null });
}

function inspected(scanner: HeadScanner, bytes: Buffer, number: number): Omit<InspectedLine, "at"> {
  const end = bytes.length - 1;
  const text = (): string => bytes.toString("utf8", 0, end);
  return { head: scanner.scan(bytes, 0, end), isPresumed: false, number, bytes, start: 0, end, text };
}
