import { type Finding, findingKey } from "../../model/finding.ts";
import { severities } from "../../model/severity.ts";

/** Samples of one finding over all blocks of a run. */
const mostSamples = 100;

/** The findings of a run, those of its blocks added up, the worst first. */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = findingKey(finding);
    const before = merged.get(key);
    merged.set(key, before === undefined ? finding : added(before, finding));
  }
  return [...merged.values()].sort(worstFirst);
}

/** A finding as `runs show` has it (design section 15). */
export function findingDocument(finding: Finding) {
  return {
    check: finding.check,
    name: finding.name,
    stream: finding.stream,
    field: finding.field,
    type: finding.type,
    severity: finding.severity,
    outcome: finding.outcome,
    level: finding.level,
    mode: finding.mode,
    action: finding.action,
    records: finding.records,
    violations: finding.violations,
    threshold: finding.threshold === null ? null : { ...finding.threshold },
    message: finding.message,
    samples: [...finding.samples],
    owner: finding.owner,
    tags: [...finding.tags],
    description: finding.description,
    first_line: finding.firstLine,
    target_crash: finding.targetCrash,
    changes: finding.changes.map((change) => ({ ...change })),
    value: finding.value,
    details: { ...finding.details },
  };
}

function added(a: Finding, b: Finding): Finding {
  const worse = worstFirst(a, b) <= 0 ? a : b;
  return {
    ...worse,
    records: a.records === null ? b.records : a.records + (b.records ?? 0),
    violations: a.violations + b.violations,
    targetCrashes: a.targetCrashes + b.targetCrashes,
    targetCrash: a.targetCrash || b.targetCrash,
    samples: [...a.samples, ...b.samples].slice(0, mostSamples),
    firstLine: a.firstLine ?? b.firstLine,
  };
}

const outcomes = ["violated", "uninspected", "insufficient_history"];
const levels = ["fail", "warn", "none"];

/** Violations before what could not be judged, acted upon before shadow, worse before milder, many before few. */
function worstFirst(a: Finding, b: Finding): number {
  return (
    outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome) ||
    Number(a.mode === "shadow") - Number(b.mode === "shadow") ||
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    levels.indexOf(a.level) - levels.indexOf(b.level) ||
    b.violations - a.violations ||
    (`${a.stream}\0${a.name}\0${a.field}` < `${b.stream}\0${b.name}\0${b.field}` ? -1 : 1)
  );
}
