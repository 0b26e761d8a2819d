import type { Json } from "../lib/canonical-json.ts";
import { shortId } from "../lib/short-id.ts";
import type { Finding } from "../model/finding.ts";
import type { Run } from "../model/run.ts";
import { type Severity, severities } from "../model/severity.ts";
import type { Signal } from "../model/signal.ts";
import { hostOf } from "./run-signal.ts";

/** A finding, and the tap whose records it was found in. */
export interface TapFinding {
  readonly tap: string | null;
  readonly finding: Finding;
}

const mostFields = 20;

/** Findings that are told: one signal for each check and stream. What is in shadow, or below its threshold, is not. */
export function findingSignals(run: Run, findings: readonly TapFinding[]): Signal[] {
  const told = findings.filter(({ finding: { mode, level } }) => mode === "active" && level !== "none");
  const groups = Map.groupBy(told, ({ finding }) => checkKey(finding));
  return [...groups.values()].map((group) => signalOf(run, group));
}

/** What tells the checks of a run's streams apart. */
export function checkKey({ stream, name }: { readonly stream: string; readonly name: string }): string {
  return JSON.stringify([stream, name]);
}

function signalOf(run: Run, group: readonly TapFinding[]): Signal {
  const findings = group.map(({ finding }) => finding).sort((a, b) => rank(b) - rank(a));
  const [worst] = findings;
  if (worst === undefined) throw new TypeError("A check without a finding has nothing to tell.");
  const violations = findings.reduce((most, finding) => Math.max(most, finding.violations), 0);
  return {
    name: worst.check,
    type: worst.type,
    category: worst.type === "security" ? "security" : "application",
    severity: worst.severity,
    state: "firing",
    title: `${worst.stream}: ${firstLine(worst.message)}`,
    message: message(run, findings),
    labels: labels(run, group[0]?.tap ?? null, worst),
    annotations: worst.owner === null ? {} : { owner: worst.owner },
    details: { check: worst.check, findings: findings.slice(0, mostFields).map(details) },
    recommendations: recommendations(run, findings),
    value: worst.value ?? violations,
    threshold: null,
    runId: run.runId,
    at: run.endedAt ?? run.heartbeatAt ?? run.startedAt,
  };
}

function labels(run: Run, tap: string | null, { stream, name, owner }: Finding): Signal["labels"] {
  const { project, environment, job } = run;
  return {
    ...run.labels,
    ...hostOf(run),
    ...(owner === null ? {} : { owner }),
    ...{ project, environment, job, plugin: tap ?? "", stream, check: name },
  };
}

function message(run: Run, findings: readonly Finding[]): string {
  const lines = findings
    .slice(0, mostFields)
    .map((finding) => `${firstLine(finding.message)}${share(finding)}`);
  const [worst] = findings;
  const about = [
    ["Job", run.environment === "" ? run.job : `${run.job} (${run.environment}, ${run.project})`],
    ["Stream", worst?.stream ?? null],
    ["Check", worst?.name ?? null],
    ["Rows", worst === undefined || worst.action === "keep" ? null : fates[worst.action]],
    ["Owner", worst?.owner ?? run.owner],
    ["About", worst?.description ?? null],
  ];
  return [
    ...lines,
    "",
    ...about.flatMap(([name, value]) => (value === null || value === undefined ? [] : [`${name}: ${value}`])),
  ].join("\n");
}

const fates: Readonly<Record<Finding["action"], string>> = {
  keep: "were loaded",
  quarantine: "went into quarantine",
  drop: "were left out",
  mask: "were loaded with the fields redacted",
  hold: "wait",
};

/** Checks that see the stream as a whole: what they count is no rows. */
const ofStream: ReadonlySet<string> = new Set([
  ...["row_count", "volume", "freshness", "null_rate", "schema_drift", "bookmark"],
  ...["activate_version", "reconcile", "strict"],
]);

function share({ check, violations, records }: Finding): string {
  if (violations === 0 || ofStream.has(check)) return "";
  const of = records === null || records < violations ? "" : ` of ${records.toLocaleString("en-US")}`;
  return ` (${violations.toLocaleString("en-US")}${of})`;
}

function details(finding: Finding): Json {
  const { field, outcome, level, action, records, violations, threshold, samples, firstLine: line } = finding;
  return {
    ...{ field, outcome, level, action, records, violations, samples: [...samples], first_line: line },
    threshold: threshold === null ? null : { ...threshold },
    changes: finding.changes.map((change) => ({ ...change })),
    target_crash: finding.targetCrash,
    ...finding.details,
  };
}

function recommendations({ runId }: Run, findings: readonly Finding[]): string[] {
  const isAside = findings.some(({ action }) => action === "quarantine");
  return [
    `pitchpipe runs show ${shortId(runId)}`,
    ...(isAside ? [`pitchpipe quarantine show ${shortId(runId)}`] : []),
  ];
}

function rank({
  severity,
  violations,
}: {
  readonly severity: Severity;
  readonly violations: number;
}): number {
  return severities.indexOf(severity) * 1e12 + Math.min(violations, 1e11);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
