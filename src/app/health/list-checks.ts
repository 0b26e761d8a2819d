import {
  createCheck,
  type Dependencies,
  type HealthCheck,
  type HealthEffects,
  unknown,
} from "../../health/index.ts";
import {
  dependenciesOf,
  type HealthCheckSettings,
  type HealthSettings,
  healthCheckSettings,
} from "../../health/settings.ts";
import { ConfigError, UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import type { OpenedProject } from "../open-project.ts";
import { type DerivedCheck, deriveChecks } from "./derive-checks.ts";
import { sharedHosts } from "./shared-hosts.ts";

/** Everything there is to look at, with what is known of each. */
export interface ListedCheck {
  readonly check: HealthCheck;
  readonly origin: "configured" | "derived";
  /** `null` for one that can't be made, for the reason its check answers. */
  readonly settings: HealthCheckSettings | null;
  /** The plugin it was derived from, or stands for. */
  readonly plugins: readonly string[];
}

export interface CheckList {
  readonly checks: ReadonlyMap<string, ListedCheck>;
  readonly dependencies: Dependencies;
}

const noAnswerMs = 10_000;

/**
 * The checks of the file, those that lack something, and one for each tap and target of the jobs, and of `more`, that no
 * check stands for. Raises `CONFIG_INVALID` for circles and for dependencies that lead nowhere.
 */
export function listChecks(
  project: OpenedProject,
  effects: HealthEffects,
  more: readonly string[] = [],
): CheckList {
  refuseBadGraph(project);
  const { health } = project.config.settings;
  const lacking = lackingChecks(project);
  const stoodFor = new Set([
    ...Object.entries(health).flatMap(([name, { plugins }]) => [name, ...plugins]),
    ...lacking.map(({ check }) => check.name),
  ]);
  const derived = deriveChecks(project, stoodFor, more);
  const meltano = Object.values(health).some(({ type }) => type === "meltano") ? {} : meltanoCheck(stoodFor);
  const all: HealthSettings = { ...health, ...settingsOf(derived), ...meltano };
  const listed = (name: string, settings: HealthCheckSettings): ListedCheck => ({
    check: createCheck(name, settings, { all, effects }),
    origin: Object.hasOwn(health, name) ? "configured" : "derived",
    settings,
    plugins: settings.plugins,
  });
  const entries = [
    ...Object.entries(all).map(([name, settings]) => listed(name, settings)),
    ...lacking,
    ...derived.flatMap(underivable),
  ];
  return { checks: new Map(entries.map((one) => [one.check.name, one])), dependencies: dependenciesIn(all) };
}

function dependenciesIn(all: HealthSettings): Dependencies {
  const written = new Map(Object.entries(all).map(([name, settings]) => [name, dependenciesOf(settings)]));
  return sharedHosts(all, written);
}

/** The checks of these names; all without a name. Raises `NOT_FOUND` for one that isn't there. */
export function chosenChecks({ checks }: CheckList, names: readonly string[]): string[] {
  const known = [...checks.keys()];
  const wrong = names.find((name) => !checks.has(name));
  if (wrong === undefined) return names.length === 0 ? known : [...new Set(names)];
  const meant = nearest(wrong, known);
  throw new UsageError({
    code: "NOT_FOUND",
    what: `There is no health check ${JSON.stringify(wrong)}.`,
    why: known.length === 0 ? "There are none yet." : `There are: ${known.join(", ")}.`,
    whatToDo: meant === null ? "See `pitchpipe health`." : `Did you mean ${meant}?`,
  });
}

function refuseBadGraph({ config }: OpenedProject): void {
  const bad = config.problems.find(
    ({ path, severity }) => severity === "error" && /(^|\.)health\.[^.]+\.(depends_on|on)\b/.test(path),
  );
  if (bad === undefined) return;
  const at = bad.line === null ? "" : ` (line ${bad.line})`;
  throw new ConfigError({
    code: "CONFIG_INVALID",
    what: `${bad.message}${at}`,
    why: "Health checks depend on one another without circles, and on checks that are there.",
    whatToDo: bad.hint ?? "See `pitchpipe config check`.",
  });
}

function settingsOf(derived: readonly DerivedCheck[]): HealthSettings {
  return Object.fromEntries(
    derived.flatMap(({ name, settings }) => (settings === null ? [] : [[name, settings] as const])),
  );
}

function meltanoCheck(taken: ReadonlySet<string>): HealthSettings {
  if (taken.has("meltano")) return {};
  return { meltano: healthCheckSettings.parse({ type: "meltano" }) };
}

/** Checks of the file that refer to something unset, or that are wrong: they are there, and nothing is known of them. */
function lackingChecks({ config }: OpenedProject): ListedCheck[] {
  const unset = config.misconfigured
    .filter(({ path }) => path.startsWith("health."))
    .map(({ name, missing }) => [name, `refers to ${missing.join(" and ")}, which is not set`] as const);
  const wrong = config.problems.flatMap(({ path, severity, message }) => {
    const name = severity === "error" ? /^health\.([^.[]+)/.exec(path)?.[1] : undefined;
    return name === undefined || Object.hasOwn(config.settings.health, name)
      ? []
      : [[name, message] as const];
  });
  return [...new Map([...wrong, ...unset])].map(([name, reason]) => reasoned(name, reason, "configured", []));
}

function underivable({ name, plugin, settings, reason }: DerivedCheck): ListedCheck[] {
  return settings === null ? [reasoned(name, reason ?? "", "derived", [plugin])] : [];
}

function reasoned(
  name: string,
  reason: string,
  origin: ListedCheck["origin"],
  plugins: readonly string[],
): ListedCheck {
  const check = { name, type: "none", timeout: noAnswerMs, run: async () => unknown(reason) };
  return { check, origin, settings: null, plugins };
}
