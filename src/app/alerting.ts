import {
  type AlertSettings,
  createEngine,
  createPace,
  type Delivered,
  type DeliveryOptions,
  deliverDue,
  type Engine,
  type EngineOptions,
  type FollowedUp,
  followUp,
} from "../alerts/index.ts";
import type { Channel } from "../channels/index.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { messageOf, PitchpipeError } from "../lib/errors.ts";
import type { Fact, Recorded } from "../model/fact.ts";
import type { Labels } from "../model/labels.ts";
import type { Signal } from "../model/signal.ts";
import type { StoreTransaction } from "../store/index.ts";
import { type KeepingEngine, keepingSignals } from "./alerts/keep-signals.ts";
import type { OpenedProject } from "./open-project.ts";
import { lineageOfFacts, lineageWithoutStore } from "./openlineage/lineage-hook.ts";
import { createChannels } from "./project-channels.ts";

type ChannelFloors = AlertSettings["channels"];

/** From signals to what somebody is told, wired to a project. */
export interface Alerting {
  readonly engine: KeepingEngine;
  readonly channels: ReadonlyMap<string, Channel>;
  /**
   * Makes facts, signals, and all the alert engine decides on them durable in one transaction. Where the store is away,
   * facts and signals wait in the spool, and the next pass with a store decides on them.
   */
  readonly commit: (facts: readonly Fact[], signals: readonly Signal[]) => Promise<Recorded>;
  /** Delivers what is due, for at most `deadlineMs`. */
  readonly deliver: (deadlineMs: number) => Promise<Delivered>;
  /** Looks after what was sent: proofs of delivery, and systems that forget what they are not told again. */
  readonly followUp: (deadlineMs: number) => Promise<FollowedUp>;
}

/** The alerting of a project, by its settings. */
export function createAlerting(project: OpenedProject, signal = new AbortController().signal): Alerting {
  const { clock, newId, redactor, environment } = project;
  const deciding = createEngine({ ...settingsByEnvironment(project), environment, clock, newId, redactor });
  const engine = keepingSignals(deciding, newId);
  const channels = createChannels(project);
  const pace = createPace();
  const delivery = async (deadlineMs: number): Promise<DeliveryOptions> => ({
    store: await project.store(),
    channels,
    engine: deciding,
    labels: { project: project.project.name, environment },
    clock,
    newId,
    random: Math.random,
    pace,
    deadlineMs,
    signal,
  });
  return {
    engine,
    channels,
    commit: (facts, signals) => commit(project, { engine, facts, signals }),
    deliver: async (deadlineMs) => deliverDue(await delivery(deadlineMs)),
    followUp: async (deadlineMs) => followUp(await delivery(deadlineMs)),
  };
}

interface Commit {
  readonly engine: Engine;
  readonly facts: readonly Fact[];
  readonly signals: readonly Signal[];
}

async function commit(project: OpenedProject, { engine, facts, signals }: Commit): Promise<Recorded> {
  try {
    const store = await project.store();
    await store.transaction(async (tx) => {
      await tx.apply(facts);
      await tx.apply(await lineageOfFacts(project, tx, facts));
      await engine.process(tx, signals);
      await rearmAfter(tx, { engine, facts });
      // What the end of an alert sets free is told with it, and not by a pass that may be hours away.
      if (signals.length > 0) await engine.advance(tx);
    });
    return "stored";
  } catch (thrown) {
    // The recorder says why the store is away, and tries it once more before it spools. A fault of ours is said as well:
    // what happened is kept, and decided on when the fault is mended.
    if (!(thrown instanceof PitchpipeError)) project.onDegraded(internalFault(thrown));
    return project.recorder.record([
      ...facts,
      ...lineageWithoutStore(project, facts),
      ...signals.map((signal) => asFact(signal, project.newId())),
    ]);
  }
}

/** What was suppressed until a job's next green run is armed again with the fact that says it went well. */
async function rearmAfter(
  tx: StoreTransaction,
  { engine, facts }: Pick<Commit, "engine" | "facts">,
): Promise<void> {
  for (const fact of facts) {
    if (fact.kind === "run_opened" && fact.run.status === "success") await engine.rearm(tx, fact.run);
    if (fact.kind !== "run_changed" || fact.changes.status !== "success") continue;
    const run = await tx.runs.get(fact.runId);
    if (run !== null) await engine.rearm(tx, run);
  }
}

function internalFault(thrown: unknown): PitchpipeError {
  return new PitchpipeError({
    code: "INTERNAL",
    what: `Alerts could not be decided on: ${messageOf(thrown)}`,
    whatToDo: "Please report this; `pitchpipe tick` tries again.",
    cause: thrown,
  });
}

/** What the settings say of alerts. */
export function alertSettings(project: OpenedProject, config = project.config): AlertSettings {
  const { route, time_intervals, inhibit_rules, maintenance, alerts, limits, external_url, timezone } =
    config.settings;
  const channels = namedChannels(project, config);
  return {
    route,
    channels,
    time_intervals,
    inhibit_rules,
    maintenance,
    alerts,
    limits,
    external_url,
    timezone,
  };
}

/** An alert is told as its own environment says, whichever environment the process that tells it was started for. */
function settingsByEnvironment(
  project: OpenedProject,
): Required<Pick<EngineOptions, "settings" | "settingsOf">> {
  const settings = alertSettings(project);
  const known = new Map([
    ["", settings],
    [project.environment, settings],
  ]);
  const settingsOf = ({ environment = "" }: Labels): AlertSettings => {
    const held = known.get(environment) ?? alertSettings(project, configOf(project, environment));
    known.set(environment, held);
    return held;
  };
  return { settings, settingsOf };
}

function configOf({ project, env }: OpenedProject, environment: string): LoadedConfig {
  const { root, sysDir } = project;
  return loadConfig({ root, sysDir, env, environment, job: null, overrides: {} });
}

/**
 * Every channel that the configuration names. One that lacks a variable here is told all the same: its notifications
 * wait in the outbox for a process that has the variable.
 */
function namedChannels({ ownChannels }: OpenedProject, config: LoadedConfig): ChannelFloors {
  const lacking = config.misconfigured.filter(({ path }) => path.startsWith("channels."));
  const named = [...lacking.map(({ name }) => name), ...ownChannels.keys()];
  return {
    ...Object.fromEntries(named.map((name) => [name, { send_resolved: true }])),
    // A channel of the caller's own that stands in for one of the settings keeps its floors.
    ...config.settings.channels,
  };
}

function asFact(signal: Signal, signalId: string): Fact {
  return { kind: "signal", signalId, signal };
}
