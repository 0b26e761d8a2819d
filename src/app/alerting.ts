import {
  type AlertSettings,
  createEngine,
  type Delivered,
  deliverDue,
  type Engine,
} from "../alerts/index.ts";
import type { Channel } from "../channels/index.ts";
import { messageOf, PitchpipeError } from "../lib/errors.ts";
import type { Fact, Recorded } from "../model/fact.ts";
import type { Signal } from "../model/signal.ts";
import { type KeepingEngine, keepingSignals } from "./alerts/keep-signals.ts";
import type { OpenedProject } from "./open-project.ts";
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
}

/** The alerting of a project, by its settings. */
export function createAlerting(project: OpenedProject, signal = new AbortController().signal): Alerting {
  const { clock, newId, redactor } = project;
  const { settings } = project.config;
  const deciding = createEngine({
    settings: {
      route: settings.route,
      channels: namedChannels(project),
      external_url: settings.external_url,
    },
    clock,
    newId,
    redactor,
  });
  const engine = keepingSignals(deciding, newId);
  const channels = createChannels(project);
  return {
    engine,
    channels,
    commit: (facts, signals) => commit(project, { engine, facts, signals }),
    deliver: async (deadlineMs) =>
      deliverDue({
        store: await project.store(),
        channels,
        engine: deciding,
        labels: { project: project.project.name, environment: project.environment },
        clock,
        newId,
        random: Math.random,
        deadlineMs,
        signal,
      }),
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
      await engine.process(tx, signals);
    });
    return "stored";
  } catch (thrown) {
    // The recorder says why the store is away, and tries it once more before it spools. A fault of ours is said as well:
    // what happened is kept, and decided on when the fault is mended.
    if (!(thrown instanceof PitchpipeError)) project.onDegraded(internalFault(thrown));
    return project.recorder.record([...facts, ...signals.map((signal) => asFact(signal, project.newId()))]);
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

/**
 * Every channel that the configuration names. One that lacks a variable here is told all the same: its notifications
 * wait in the outbox for a process that has the variable.
 */
function namedChannels({ config, ownChannels }: OpenedProject): ChannelFloors {
  const lacking = config.misconfigured.filter(({ path }) => path.startsWith("channels."));
  return {
    ...Object.fromEntries(lacking.map(({ name }) => [name, { send_resolved: true }])),
    ...config.settings.channels,
    ...Object.fromEntries([...ownChannels.keys()].map((name) => [name, { send_resolved: true }])),
  };
}

function asFact(signal: Signal, signalId: string): Fact {
  return { kind: "signal", signalId, signal };
}
