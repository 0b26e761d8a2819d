import { diagnose, SpokenLog } from "../diagnosis/index.ts";
import type { Diagnosis, FailureRole } from "../model/dossier.ts";
import type { HealthStatus } from "../model/health.ts";
import { shorten } from "./cause.ts";
import type { RunPlan } from "./plan.ts";

/** A check as it stands just before a run. */
export interface PreflightCheck {
  readonly check: string;
  readonly status: HealthStatus;
  readonly message: string;
  /** What it depends on that is down. */
  readonly blockedBy: readonly string[];
  readonly rootCause: string | null;
  /** The plugins it stands for. */
  readonly plugins: readonly string[];
}

/** Why a run is not started. */
export interface HeldBack {
  readonly plugin: string;
  readonly role: FailureRole;
  readonly cause: string;
  /** The check to look at: the one to blame. */
  readonly blamed: PreflightCheck;
}

export interface PreflightDecision {
  /** `null` where nothing keeps the run from starting. */
  readonly heldBack: HeldBack | null;
  /** What could not be looked at, or is not quite well: the run goes on all the same. */
  readonly notes: readonly string[];
}

/** The plugins that a run reads from and writes to, in order. */
export function endsOf({ blocks }: RunPlan): { readonly name: string; readonly role: "tap" | "target" }[] {
  const ends = blocks.flatMap((block) =>
    block.kind === "extract_load"
      ? [{ name: block.tap, role: "tap" } as const, { name: block.target, role: "target" } as const]
      : [],
  );
  return [...new Map(ends.map((end) => [end.name, end])).values()];
}

/**
 * Whether a run may start: not where a check of its source or target is unhealthy, or nothing is known of it because what
 * it depends on is down. What is not known keeps nobody from trying. Pure.
 */
export function decidePreflight(plan: RunPlan, checks: readonly PreflightCheck[]): PreflightDecision {
  const notes: string[] = [];
  let heldBack: HeldBack | null = null;
  for (const { name, role } of endsOf(plan)) {
    const own = checks.filter(({ plugins }) => plugins.includes(name));
    if (own.length === 0) notes.push(`Nothing is known to look at for ${name}.`);
    for (const check of own) {
      if (isDown(check)) heldBack ??= heldBackBy(check, { name, role }, checks);
      else if (check.status !== "healthy") notes.push(`${check.check} is ${check.status}: ${check.message}.`);
    }
  }
  return { heldBack, notes: [...new Set(notes)] };
}

function isDown({ status, blockedBy }: PreflightCheck): boolean {
  return status === "unhealthy" || (status === "unknown" && blockedBy.length > 0);
}

function heldBackBy(
  check: PreflightCheck,
  { name, role }: { readonly name: string; readonly role: "tap" | "target" },
  checks: readonly PreflightCheck[],
): HeldBack {
  const root = checks.find((one) => one.check === check.rootCause) ?? check;
  const of = check.check === name ? name : `${name} (check ${check.check})`;
  const because = root === check ? check.message : `because of ${root.check}: ${root.message}`;
  return { plugin: name, role, cause: shorten(`${of} is ${check.status}, ${because}.`), blamed: root };
}

/** The dossier's words for a run that was held back. */
export function preflightDiagnosis({ plugin, role, cause, blamed }: HeldBack): Diagnosis {
  const log = new SpokenLog();
  log.add(plugin, blamed.message, true);
  const found = diagnose({ log, plugin, role, exitCode: null, cause, blockError: null, stopped: null });
  // Nothing ran that could be run again.
  const known =
    found.category === "unknown" ? [] : found.advice.filter((line) => !/^Run it again/.test(line));
  return {
    ...found,
    cause,
    evidence: [{ plugin, line: `health check ${blamed.check}: ${blamed.message}` }],
    advice: [...known, "Nothing was started: run it again when the check is healthy."],
    command: `pitchpipe health ${blamed.check} --fresh`,
    signature: `preflight.${blamed.check}`,
  };
}
