import { createHash } from "node:crypto";
import { blame, overall, runChecks, withDependencies } from "../../health/index.ts";
import { canonicalJson, type Json } from "../../lib/canonical-json.ts";
import type { HealthResult, HealthState, HealthStatus } from "../../model/health.ts";
import { createAlerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { scopeOf } from "../scope.ts";
import { healthEffects } from "./effects.ts";
import { type CheckList, chosenChecks, type ListedCheck, listChecks } from "./list-checks.ts";
import { recordResults } from "./record-results.ts";

/** So long a result stands for a new look. */
const cachedMs = 30_000;

export interface LookOptions {
  /** Only these, and what they depend on; all without a name. */
  readonly names?: readonly string[];
  /** Looks again at what was looked at just now. */
  readonly fresh?: boolean;
  /** Taps and targets that have a check derived though no job uses them. */
  readonly plugins?: readonly string[];
  /** `false`: what is seen is neither kept nor told. */
  readonly keep?: boolean;
  readonly signal?: AbortSignal;
}

/** A check as it stands. */
export interface Seen extends HealthResult {
  readonly cached: boolean;
  readonly blockedBy: readonly string[];
  readonly rootCause: string | null;
  readonly plugins: readonly string[];
  readonly derived: boolean;
}

export interface Look {
  readonly status: HealthStatus;
  readonly checks: readonly Seen[];
  /** How many signals the changes made. */
  readonly signals: number;
}

/** Looks at what is asked for, side by side, keeps what it saw and tells what changed. */
export async function lookAtHealth(project: OpenedProject, options: LookOptions = {}): Promise<Look> {
  const list = listChecks(project, healthEffects(project), options.plugins);
  const chosen = chosenChecks(list, options.names ?? []);
  const wanted = withDependencies(chosen, list.dependencies);
  const states = await knownStates(project);
  const isCached = (name: string): boolean =>
    options.fresh !== true && holds(states.get(name), list.checks.get(name), project);
  const made = await makeChecks(project, list, {
    names: wanted.filter((name) => !isCached(name)),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  // What somebody stopped says nothing of the other side.
  const stopped = options.signal?.aborted === true;
  const signals = stopped || options.keep === false ? 0 : await keep(project, list, made);
  const held = wanted.filter(isCached).flatMap((name) => states.get(name)?.result ?? []);
  return { ...view(list, chosen, { made, held }), signals };
}

/** Makes the checks of these names, side by side. */
export function makeChecks(
  project: OpenedProject,
  list: CheckList,
  { names, signal }: { readonly names: readonly string[]; readonly signal?: AbortSignal },
): Promise<HealthResult[]> {
  const checks = names.flatMap((name) => list.checks.get(name)?.check ?? []);
  const { clock, redactor } = project;
  return runChecks(checks, {
    clock,
    elapsed: () => performance.now(),
    redact: ({ status, message, details }) => ({
      status,
      message: redactor.text(message),
      details: redactor.json(details) as Readonly<Record<string, Json>>,
    }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Under which settings a check is made, without what is secret in them. */
export function hashOf(project: OpenedProject, { settings, check }: ListedCheck): string {
  const text = canonicalJson(
    project.redactor.json({ name: check.name, settings: (settings ?? null) as Json }),
  );
  return createHash("sha256").update(`${project.config.hash} ${text}`).digest("hex").slice(0, 32);
}

/** Without a store nothing is cached, and the checks are made all the same. */
async function knownStates(project: OpenedProject): Promise<ReadonlyMap<string, HealthState>> {
  try {
    return await (await project.store()).health.states(scopeOf(project));
  } catch (thrown) {
    project.onDegraded(thrown instanceof Error ? thrown : new Error(String(thrown)));
    return new Map();
  }
}

function holds(
  state: HealthState | undefined,
  listed: ListedCheck | undefined,
  project: OpenedProject,
): boolean {
  if (state === undefined || listed === undefined || state.settingsHash !== hashOf(project, listed))
    return false;
  const age = project.clock.now() - state.result.checkedAt;
  return age >= 0 && age < cachedMs;
}

async function keep(
  project: OpenedProject,
  list: CheckList,
  results: readonly HealthResult[],
): Promise<number> {
  const alerting = createAlerting(project);
  try {
    return await recordResults(project, {
      list,
      results,
      alerting,
      hashOf: (listed) => hashOf(project, listed),
    });
  } catch (thrown) {
    project.onDegraded(thrown instanceof Error ? thrown : new Error(String(thrown)));
    return 0;
  }
}

function view(
  list: CheckList,
  chosen: readonly string[],
  { made, held }: { readonly made: readonly HealthResult[]; readonly held: readonly HealthResult[] },
): Pick<Look, "status" | "checks"> {
  const results = new Map([...held, ...made].map((result) => [result.check, result]));
  const cached = new Set(held.map(({ check }) => check));
  const blames = blame([...results.values()], list.dependencies);
  const checks = chosen.flatMap((name): Seen[] => {
    const result = results.get(name);
    const listed = list.checks.get(name);
    if (result === undefined || listed === undefined) return [];
    const { blockedBy = [], rootCause = null } = blames.get(name) ?? {};
    const { plugins, origin } = listed;
    return [
      { ...result, cached: cached.has(name), blockedBy, rootCause, plugins, derived: origin === "derived" },
    ];
  });
  return { status: overall(checks.map(({ status }) => status)), checks };
}
