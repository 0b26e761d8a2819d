import type { AlertCommand } from "../../../src/alerts/commands.ts";
import { deliverDue } from "../../../src/alerts/deliver.ts";
import { createEngine, type Engine } from "../../../src/alerts/engine.ts";
import type { Channel, DeliveryResult } from "../../../src/channels/channel.ts";
import { settingsSchema } from "../../../src/config/schema.ts";
import type { Notification } from "../../../src/model/alert.ts";
import type { Silence } from "../../../src/model/alerting.ts";
import type { Signal } from "../../../src/model/signal.ts";
import type { Store } from "../../../src/store/index.ts";
import { createMemoryStore, type MemoryStore } from "../memory-store.ts";
import { countingIds, failureSignal, handClock, noSecrets } from "../samples.ts";
import { up } from "../score.ts";

/** What is heard at a time, such as `5 ops firing A+B`. */
export type Beat = `${number} ${string}`;

export interface TimelineOptions {
  /** As in `pitchpipe.yml`; channels are made by name. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly channels?: Readonly<Record<string, object>>;
  /** A real store; then nothing of it can be looked into here. */
  readonly store?: Store;
  /** When minute 0 is. */
  readonly start?: string;
}

type Without<Command, Keys extends PropertyKey> = Command extends unknown ? Omit<Command, Keys> : never;

/** What somebody does to an alert, whoever it is. */
export type Deed = Without<AlertCommand, "by" | "note">;

const minuteMs = 60_000;

/** The process was killed; what it had not committed never was. */
export class Died extends Error {
  readonly when: "before" | "after";
  constructor(when: "before" | "after") {
    super(`died ${when} a commit`);
    this.when = when;
  }
}

/**
 * A scenario whose clock moves in minutes. Signals are named by letters; a pass of time-driven work follows every signal
 * and every minute, as with `serve`. `heard` reads like a score.
 */
export function startTimeline({ settings, channels = { ops: {} }, start, store: real }: TimelineOptions) {
  const clock = handClock(start === undefined ? undefined : Date.parse(start));
  const origin = clock.now();
  const held = (real as unknown as MemoryStore | undefined) ?? createMemoryStore();
  /** A process that dies: after so many transactions, before or after the commit of the last. */
  let death: { left: number; readonly when: "before" | "after" } | null = null;
  const store: typeof held = {
    ...held,
    // Of a real store these are no properties of its own.
    outbox: held.outbox,
    channelStates: held.channelStates,
    transaction: async (work) => {
      if (death !== null) death.left -= 1;
      const now = death?.left === 0 ? death.when : null;
      const done = await held.transaction(async (tx) => {
        const value = await work(tx);
        if (now === "before") throw new Died("before");
        return value;
      });
      if (now === "after") throw new Died("after");
      return done;
    },
  };
  const newId = countingIds();
  const heard: { readonly at: number; readonly channel: string; readonly notice: Notification }[] = [];
  const answers = new Map<string, DeliveryResult>();
  let engine = compose(settings, channels);
  let names = Object.keys(channels);

  function compose(given: TimelineOptions["settings"], floors: Readonly<Record<string, object>>): Engine {
    const parsed = settingsSchema.parse({ timezone: "UTC", ...given });
    const named = Object.entries(floors).map(([name, floor]) => [name, { send_resolved: true, ...floor }]);
    const { route, time_intervals, inhibit_rules, maintenance, alerts, limits, timezone } = parsed;
    return createEngine({
      settings: {
        route,
        time_intervals,
        inhibit_rules,
        maintenance,
        alerts,
        limits,
        timezone,
        channels: Object.fromEntries(named),
      },
      clock,
      newId,
      redactor: noSecrets,
    });
  }

  const channelNamed = (name: string): Channel => ({
    name,
    type: "recording",
    send: async (notice) => {
      const result = answers.get(name) ?? up;
      if (result.kind === "accepted") heard.push({ at: clock.now(), channel: name, notice });
      return result;
    },
  });

  async function pass(): Promise<void> {
    for (let piece = 0; piece < 50; piece += 1)
      if (!(await store.transaction((tx) => engine.advance(tx))).more) break;
    await deliverDue({
      store,
      channels: new Map(names.map((name) => [name, channelNamed(name)])),
      engine,
      labels: {},
      clock,
      newId,
      random: () => 0.5,
      deadlineMs: 5_000,
      signal: new AbortController().signal,
    });
  }

  async function send(signals: readonly Signal[]): Promise<void> {
    await store.transaction((tx) => engine.process(tx, signals));
    await pass();
  }

  const signalOf = (name: string, parts: Partial<Signal>): Signal =>
    failureSignal({
      name,
      title: name,
      message: `${name} went wrong`,
      labels: { job: "load" },
      at: clock.now(),
      runId: null,
      ...parts,
    });

  async function until(minute: number): Promise<void> {
    while (clock.now() < origin + minute * minuteMs) {
      clock.move(minuteMs);
      await pass();
    }
  }

  return {
    store,
    clock,
    pass,
    until,
    get engine() {
      return engine;
    },
    /** These fire together, in one commit. */
    fire: (names_: string, parts: Partial<Signal> = {}) =>
      send([...names_].map((name) => signalOf(name, parts))),
    end: (names_: string, parts: Partial<Signal> = {}) =>
      send([...names_].map((name) => signalOf(name, { state: "resolved", message: "over", ...parts }))),
    /** Lets the process die in its n-th transaction from now; `null` lets it live. */
    dieIn: (left: number | null, when: "before" | "after" = "before") => {
      death = left === null ? null : { left, when };
    },
    answers: (channel: string, result: DeliveryResult) => answers.set(channel, result),
    silence: (matchers: readonly string[], minutes: number): Silence => {
      const silence: Silence = {
        id: newId(),
        matchers,
        startsAt: clock.now(),
        endsAt: clock.now() + minutes * minuteMs,
        createdAt: clock.now(),
        createdBy: "ana",
        comment: "known",
        expiredBy: null,
        warnedAt: clock.now(),
        alertId: null,
      };
      store.saveSilence(silence);
      return silence;
    },
    act: async (name: string, command: Deed) => {
      const alert = store.allAlerts().findLast((one) => one.name === name);
      const acted = await store.transaction((tx) =>
        engine.act(tx, alert?.id ?? "", { by: "ana", note: null, ...command } as AlertCommand),
      );
      await pass();
      return acted;
    },
    rearm: async () => {
      const run = { project: "", environment: "", job: "load" };
      await store.transaction((tx) => engine.rearm(tx, run));
      await pass();
    },
    reload: (given: TimelineOptions["settings"], floors: Readonly<Record<string, object>> = channels) => {
      engine = compose(given, floors);
      names = Object.keys(floors);
    },
    /** Everything that was heard, in order. */
    heard: (): Beat[] =>
      heard.map(({ at, channel, notice }) => {
        const alerts = notice.alerts.map(({ name }) => name).join("+");
        return `${Math.round((at - origin) / minuteMs)} ${channel} ${notice.kind} ${alerts}` as Beat;
      }),
    everything: () => heard,
    reasons: () => heard.map(({ notice }) => notice.reason),
    notices: () => heard.map(({ notice }) => notice),
    history: (name: string) => {
      const ids = store
        .allAlerts()
        .filter((one) => one.name === name)
        .map(({ id }) => id);
      return store
        .allEvents()
        .filter(({ alertId }) => ids.includes(alertId))
        .map(({ kind, note }) => `${kind}: ${note}`);
    },
  };
}
