import type pc from "picocolors";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { paintSeverity } from "./alert-view.ts";

/** The parts of a finding (design section 15) that people are shown. */
export interface FindingView {
  readonly name: string;
  readonly stream: string;
  readonly severity: string;
  readonly outcome: string;
  readonly mode: string;
  readonly action: string;
  readonly records: number | null;
  readonly violations: number;
  readonly message: string;
}

type Colors = ReturnType<typeof pc.createColors>;

const shown = 5;

/** What was found: the counts first, then the worst. Nothing where nothing was found. */
export function findingLines(
  findings: readonly FindingView[],
  { runId, colors }: { readonly runId: string; readonly colors: Colors },
): string[] {
  const violated = findings.filter(({ outcome, mode }) => outcome === "violated" && mode !== "shadow");
  const unjudged = findings.filter(({ outcome, mode }) => outcome !== "violated" && mode !== "shadow");
  const more = violated.length - shown;
  return [
    ...(violated.length === 0 ? [] : [`Findings: ${countsOf(violated)}`]),
    ...violated.slice(0, shown).map((finding) => findingLine(finding, colors)),
    ...(more > 0 ? [`  and ${more} more: pitchpipe runs show ${shortId(runId)} --json`] : []),
    ...(unjudged.length === 0 ? [] : [colors.dim(unjudgedLine(unjudged))]),
  ];
}

function countsOf(findings: readonly FindingView[]): string {
  const bySeverity = Map.groupBy(findings, ({ severity }) => severity);
  const counts = ["critical", "error", "warning", "info"].flatMap((severity) => {
    const count = bySeverity.get(severity)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const streams = new Set(findings.map(({ stream }) => stream)).size;
  return `${counts.join(", ")} in ${streams} ${streams === 1 ? "stream" : "streams"}`;
}

function findingLine(finding: FindingView, colors: Colors): string {
  const { severity, stream, name, violations, records, message, action } = finding;
  const share = records === null || records < violations ? "" : ` of ${records.toLocaleString("en-US")}`;
  const count = violations === 0 ? "" : ` ${violations.toLocaleString("en-US")}${share}:`;
  const fate = action === "keep" ? "" : ` (${action})`;
  const words = stripControl(message.split("\n")[0] ?? "");
  return `  ${paintSeverity(severity, colors)} ${stripControl(`${stream} ${name}`)}${count} ${words}${fate}`;
}

function unjudgedLine(findings: readonly FindingView[]): string {
  const young = findings.filter(({ outcome }) => outcome === "insufficient_history").length;
  const parts = [
    ...(young === 0 ? [] : [`${young} with too little history`]),
    ...(findings.length === young ? [] : [`${findings.length - young} that could not look at everything`]),
  ];
  return `Checks not judged: ${parts.join(", ")}.`;
}
