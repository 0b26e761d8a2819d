import type { Clock } from "../lib/clock.ts";
import type { Redactor } from "../lib/redaction/index.ts";
import type { Alert } from "../model/alert.ts";
import { eventTypes, type Signal } from "../model/signal.ts";
import { boundSignal } from "./bound-signal.ts";
import { type AlertSettings, type AlertState, type Decision, type DecisionReason, decide } from "./decide.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { AlertTransaction } from "./ports.ts";

export interface EngineOptions {
  /** `route`, `external_url`, and the floors of `channels` by name. */
  readonly settings: AlertSettings;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly redactor: Redactor;
}

/** What came of one signal. `alert` is the one it is about, `null` where there is none. */
export interface Processed {
  readonly signal: Signal;
  readonly reason: DecisionReason;
  readonly alert: Alert | null;
}

export interface Engine {
  /**
   * Takes signals in, in order, inside a store transaction: alerts, their history and the outbox become durable with
   * whatever else the transaction writes, or not at all. Answers one outcome a signal.
   */
  process(tx: AlertTransaction, signals: readonly Signal[], now?: number): Promise<readonly Processed[]>;
}

/** The most notifications about one alert that are looked at to know who was told. */
const historyLimit = 1_000;

/** The alert engine: a thin shell that reads the state, asks `decide`, and writes what it said. */
export function createEngine({ settings, clock, newId, redactor }: EngineOptions): Engine {
  return {
    process: async (tx, signals, now = clock.now()) => {
      const processed: Processed[] = [];
      for (const raw of signals) {
        // Redacted first: a secret cut in two would not be known any more.
        const signal = boundSignal(redactSignal(raw, redactor));
        const state = await readState(tx, signal);
        const decision = decide(state, signal, { now, newId, settings });
        await write(tx, decision);
        processed.push({ signal, reason: decision.reason, alert: decision.alert ?? state.open });
      }
      return processed;
    },
  };
}

async function readState({ alerts, outbox }: AlertTransaction, signal: Signal): Promise<AlertState> {
  const fingerprint = fingerprintOf(signal);
  if (eventTypes.has(signal.type)) {
    const eventKnown = await isEventKnown(alerts, signal, fingerprint);
    return { open: null, eventKnown, told: [] };
  }
  const open = await alerts.openByFingerprint(fingerprint);
  if (open === null) return { open, eventKnown: false, told: [] };
  const newestFirst = await outbox.list({ alertId: open.id, limit: historyLimit });
  const told = [];
  for (const notification of newestFirst.reverse())
    told.push({ notification, attempts: await outbox.attempts(notification.id) });
  return { open, eventKnown: false, told };
}

async function isEventKnown(
  alerts: AlertTransaction["alerts"],
  { runId, type }: Signal,
  fingerprint: string,
): Promise<boolean> {
  if (runId === null) return false;
  const known = await alerts.list({ runId, types: [type] });
  return known.some((alert) => alert.fingerprint === fingerprint);
}

async function write({ alerts, outbox }: AlertTransaction, decision: Decision): Promise<void> {
  if (decision.alert !== null) await alerts.save(decision.alert);
  for (const event of decision.events) await alerts.appendEvent(event);
  for (const { id, reason } of decision.withdrawn)
    await outbox.settle(id, { status: "suppressed", reason, dueAt: null });
  for (const notification of decision.notifications) await outbox.add(notification);
}

function redactSignal(signal: Signal, redactor: Redactor): Signal {
  return {
    ...signal,
    name: redactor.text(signal.name),
    title: redactor.text(signal.title),
    message: redactor.text(signal.message),
    labels: redactor.json(signal.labels) as Signal["labels"],
    annotations: redactor.json(signal.annotations) as Signal["annotations"],
    details: redactor.json(signal.details) as Signal["details"],
    recommendations: signal.recommendations.map((text) => redactor.text(text)),
  };
}
