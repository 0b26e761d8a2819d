import { deliverDue } from "../../src/alerts/deliver.ts";
import { createEngine } from "../../src/alerts/engine.ts";
import { type RouteSettings, routeSettings } from "../../src/alerts/settings.ts";
import type { Channel, DeliveryResult } from "../../src/channels/channel.ts";
import type { Notification } from "../../src/model/alert.ts";
import type { Severity } from "../../src/model/severity.ts";
import type { Signal } from "../../src/model/signal.ts";
import { createMemoryStore } from "./memory-store.ts";
import { countingIds, failureSignal, handClock, noSecrets } from "./samples.ts";

export const up: DeliveryResult = { kind: "accepted", statusCode: 200, vendorId: null };
export const down: DeliveryResult = {
  kind: "failed",
  statusCode: 503,
  error: "answered 503",
  retryAfterMs: null,
};
export const gone: DeliveryResult = { kind: "dead", statusCode: 404, error: "answered 404" };

interface ScoreOptions {
  readonly channels?: Record<string, { min_severity?: Severity; send_resolved?: boolean }>;
  readonly route?: unknown;
}

/** A scenario on a hand-held clock: signals go in, and each channel's staff shows what arrived and when. */
export function startScore({ channels = { hook: {} }, route }: ScoreOptions = {}) {
  const clock = handClock();
  const start = clock.now();
  const newId = countingIds();
  const store = createMemoryStore();
  const heard: { channel: string; minute: number; notice: Notification }[] = [];
  const answers = new Map<string, DeliveryResult>();
  const floors = Object.fromEntries(
    Object.entries(channels).map(([name, settings]) => [name, { send_resolved: true, ...settings }]),
  );
  const parsedRoute: RouteSettings | undefined = route === undefined ? undefined : routeSettings.parse(route);
  const engine = createEngine({
    settings: { channels: floors, route: parsedRoute },
    clock,
    newId,
    redactor: noSecrets,
  });
  const channelNamed = (name: string): Channel => ({
    name,
    type: "recording",
    send: async (notice) => {
      const result = answers.get(name) ?? up;
      if (result.kind === "accepted")
        heard.push({ channel: name, minute: Math.round((clock.now() - start) / 60_000), notice });
      return result;
    },
  });
  const send = (signals: readonly Signal[]) =>
    store.transaction((tx) => engine.process(tx, signals, clock.now()));
  return {
    store,
    clock,
    heard,
    engine,
    wait: (minutes: number) => clock.move(minutes * 60_000),
    answers: (name: string, result: DeliveryResult) => answers.set(name, result),
    fire: (parts: Partial<Signal> = {}) => send([failureSignal({ at: clock.now(), ...parts })]),
    end: (parts: Partial<Signal> = {}) =>
      send([
        failureSignal({ at: clock.now(), state: "resolved", message: "The next run succeeded.", ...parts }),
      ]),
    deliver: () =>
      deliverDue({
        store,
        channels: new Map(Object.keys(channels).map((name) => [name, channelNamed(name)])),
        engine,
        labels: {},
        clock,
        newId,
        random: () => 0.5,
        deadlineMs: 5_000,
        signal: new AbortController().signal,
      }),
    /** What a channel heard: minute, kind and title. */
    staff: (name: string) =>
      heard
        .filter(({ channel }) => channel === name)
        .map(({ minute, notice }) => `${minute} ${notice.kind} ${notice.title}`),
  };
}
