import { parseTolerantJson } from "../../singer/index.ts";
import { type CapturedLine, textOfLine } from "./captured-line.ts";
import type { Inspection } from "./inspection.ts";
import type { LineProblem } from "./record-problems.ts";
import type { StreamTally } from "./stream-tally.ts";

/** Looks at an ACTIVATE_VERSION: what it would make a target delete. */
export function inspectActivateVersion(inspection: Inspection, line: CapturedLine, stream: string): void {
  const tally = inspection.tally(stream);
  const tell = (problem: Omit<LineProblem, "kind">): void =>
    inspection.problem({
      kind: "activate_version",
      severity: "error",
      stream,
      line: line.number,
      ...problem,
    });
  const message = parseTolerantJson(textOfLine(line));
  const version =
    typeof message === "object" && message !== null ? Reflect.get(message, "version") : undefined;
  if (!Number.isInteger(version)) {
    tell({
      variant: "no_version",
      message: "An ACTIVATE_VERSION whose version is no integer.",
      targetCrash: true,
    });
    return;
  }
  if (tally === null) return;
  if (tally.schema === null)
    tell({
      variant: "before_schema",
      message: "An ACTIVATE_VERSION before its stream's SCHEMA: SDK targets end with a KeyError.",
      targetCrash: true,
    });
  if (tally.version !== null && version < tally.version)
    tell({
      variant: "version_goes_back",
      severity: "warning",
      message: "A version lower than the one before.",
    });
  activate(tally, version, line.number);
}

function activate(tally: StreamTally, version: number, line: number): void {
  if (tally.version === version) return;
  tally.version = version;
  tally.versionLine = line;
  tally.recordsOfVersion = tally.lastVersion === version ? tally.recordsOfLastVersion : 0;
  tally.keys.clear();
}

/** At the end: a version without records deletes the whole table. */
export function judgeVersion(
  inspection: Inspection,
  { stream, version, versionLine, recordsOfVersion }: StreamTally,
): void {
  if (version === null || recordsOfVersion > 0) return;
  inspection.problem({
    kind: "activate_version",
    variant: "version_without_records",
    severity: "warning",
    stream,
    line: versionLine,
    message: "A version was activated, and no RECORD of it came: a target would delete all the table's rows.",
  });
}
