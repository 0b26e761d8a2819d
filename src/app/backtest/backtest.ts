import { type AlertSettings, createEngine } from "../../alerts/index.ts";
import type { Rule } from "../../alerts/rules/index.ts";
import { type LoadedConfig, loadConfig } from "../../config/load.ts";
import { ConfigError } from "../../lib/errors.ts";
import type { Notification } from "../../model/alert.ts";
import type { Signal } from "../../model/signal.ts";
import type { Store } from "../../store/index.ts";
import { alertSettings } from "../alerting.ts";
import { keepingSignals } from "../alerts/keep-signals.ts";
import type { OpenedProject } from "../open-project.ts";
import { evaluateRules } from "../rules/evaluate-rules.ts";
import { listRules } from "../rules/load-rules.ts";
import { type Happening, inOrder, signalHappenings, storedActs, storedSignals } from "./happenings.ts";
import { replay } from "./replay.ts";
import { ruleTimes } from "./rule-times.ts";
import { inSandbox, replayClock } from "./sandbox.ts";

export interface BacktestRequest {
  /** The file with the settings to try; without one those that hold now. */
  readonly file: string | undefined;
  readonly since: number;
}

export interface Backtest {
  readonly since: number;
  readonly until: number;
  /** When the oldest signal happened that is kept; `null` where none is. */
  readonly keptSince: number | null;
  readonly signals: number;
  /** How often rules were looked at. */
  readonly ruleLooks: number;
  /** What was really sent. */
  readonly was: readonly Notification[];
  /** What would have been. */
  readonly would: readonly Notification[];
  /** What the replay could not do as it was. */
  readonly caveats: readonly string[];
}

/** The most notifications that are compared. */
const mostNotifications = 100_000;

/** Replays what happened since a time under other settings. Raises `CONFIG_INVALID` for settings that are wrong. */
export async function backtest(project: OpenedProject, { file, since }: BacktestRequest): Promise<Backtest> {
  const store = await project.store();
  const until = project.clock.now();
  const config = configOf(project, file);
  const signals = await storedSignals(store, since, until);
  const rules = await rulesOf({ ...project, config }, store);
  const ofRules = namesOfRules(signals);
  // What rules said is not replayed: the rules of the tried settings say it anew.
  const kept = signals.filter(({ name }) => !ofRules.has(name));
  const looks = await ruleTimes(store, { project: project.project.name, rules, since, until });
  const happenings = inOrder([
    ...signalHappenings(kept),
    ...(await storedActs(store, since)),
    ...looks.times.map((at): Happening => ({ kind: "rules", at })),
  ]);
  const would = await replayed({ project, config, file, store }, happenings, { since, until });
  return {
    since,
    until,
    keptSince: await store.signals.oldestAt(),
    signals: kept.length,
    ruleLooks: looks.times.length,
    was: await told(store, since),
    would,
    caveats: looks.thinned ? ["Rules were looked at less often than a tick would have."] : [],
  };
}

interface World {
  readonly project: OpenedProject;
  readonly config: LoadedConfig;
  readonly file: string | undefined;
  readonly store: Store;
}

async function replayed(
  { project, config, file, store }: World,
  happenings: readonly Happening[],
  { since, until }: { readonly since: number; readonly until: number },
): Promise<Notification[]> {
  const clock = replayClock(since);
  return inSandbox(clock, async (sandbox) => {
    const { newId, redactor, environment } = project;
    const settings = alertSettings(project, config);
    const engine = createEngine({
      settings,
      settingsOf: settingsOf(project, { settings, file }),
      environment,
      clock,
      newId,
      redactor,
    });
    // Metrics are read where they are; what rules remember is the sandbox's own.
    const view: Store = { ...sandbox, metrics: store.metrics, transaction: sandbox.transaction };
    const there: OpenedProject = { ...project, config, clock, store: async () => view };
    await bringSilences(store, sandbox);
    for (const rule of await store.ruleStates.storedRules(project.project.name))
      await sandbox.ruleStates.saveStoredRule(project.project.name, rule);
    const lookAtRules = async (): Promise<void> => {
      await evaluateRules(there, {
        store: view,
        alerting: { engine: keepingSignals(engine, newId) },
        firesFrom: since,
      });
    };
    return replay(happenings, { store: sandbox, engine, clock, lookAtRules, until });
  });
}

/** An alert of another environment is told as that environment's part of the same file says. */
function settingsOf(
  project: OpenedProject,
  { settings, file }: { readonly settings: AlertSettings; readonly file: string | undefined },
) {
  const known = new Map([
    ["", settings],
    [project.environment, settings],
  ]);
  return ({ environment = "" }: Signal["labels"]): AlertSettings => {
    const held =
      known.get(environment) ?? alertSettings(project, configOf({ ...project, environment }, file));
    known.set(environment, held);
    return held;
  };
}

function configOf(
  { project, env, environment }: Pick<OpenedProject, "project" | "env" | "environment">,
  file: string | undefined,
): LoadedConfig {
  const { root, sysDir } = project;
  const options = { root, sysDir, env, environment, job: null, overrides: {} };
  if (file === undefined) return loadConfig(options);
  const loaded = loadConfig({ ...options, file });
  const wrong = loaded.problems.find(({ severity }) => severity === "error");
  if (wrong === undefined) return loaded;
  throw new ConfigError({
    code: "CONFIG_INVALID",
    what: `${file} can't be tried: ${place(wrong)}${wrong.message}`,
    ...(wrong.hint === null ? {} : { why: wrong.hint }),
    whatToDo: "Mend it and try again.",
  });
}

function place({ line }: LoadedConfig["problems"][number]): string {
  return line === null ? "" : `line ${line}: `;
}

async function rulesOf(project: OpenedProject, store: Store): Promise<Rule[]> {
  const stored = await store.ruleStates.storedRules(project.project.name);
  return listRules(project, stored).flatMap(({ enabled, rule }) => (enabled && rule !== null ? [rule] : []));
}

/** The end of what a rule told doesn't say that it is of a rule: its name does. */
function namesOfRules(signals: readonly Signal[]): ReadonlySet<string> {
  return new Set(signals.flatMap(({ name, details }) => (typeof details["rule"] === "string" ? [name] : [])));
}

/** Kinds that the replay has no part in. */
const leftOut: ReadonlySet<string> = new Set(["test", "silence_ending"]);

async function told(store: Store, since: number): Promise<Notification[]> {
  const all = await store.outbox.list({ limit: mostNotifications });
  return all
    .filter(
      ({ createdAt, status, kind }) => createdAt >= since && status !== "suppressed" && !leftOut.has(kind),
    )
    .reverse();
}

/** A silence that was ended early is one that ended then. */
async function bringSilences(from: Store, to: Store): Promise<void> {
  for (const silence of await from.silences.list({ limit: 10_000 }))
    await to.silences.save({ ...silence, expiredBy: null });
}
