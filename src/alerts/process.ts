import type { Alert } from "../model/alert.ts";
import { eventTypes, type Signal } from "../model/signal.ts";
import { Desk, engineName } from "./desk.ts";
import type { Ended } from "./ended.ts";
import { tellEnds } from "./ends.ts";
import type { EngineContext, Processed } from "./engine.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { flush } from "./flush.ts";
import { type Past, type Taken, takeIn } from "./intake.ts";
import { loadTelling, type Wanted } from "./load-desk.ts";
import type { AlertTransaction } from "./ports.ts";
import { noteInhibitor, syncInhibitors } from "./sync-inhibitors.ts";
import { planTellings } from "./tellings.ts";
import { writeDesk } from "./write-desk.ts";

/** Signals of one commit: taken into their alerts, all of them, before anybody is told of any. */
export async function processSignals(
  tx: AlertTransaction,
  signals: readonly Signal[],
  context: EngineContext,
): Promise<readonly Processed[]> {
  if (signals.length === 0) return [];
  const desk = new Desk();
  const pasts = await loadPast(tx, desk, signals, context);
  const taken = signals.map((signal) => pasts.take(signal));
  const wanted = taken.flatMap(({ alert, routing }): Wanted[] =>
    alert === null ? [] : [{ alert, destinations: routing?.destinations ?? [] }],
  );
  // The end of what never began, such as a channel that works as it always did, has nothing to be told.
  if (taken.every(({ alert }) => alert === null))
    return signals.map((signal, at) => ({
      signal,
      reason: taken[at]?.reason ?? "nothing_open",
      alert: null,
    }));
  await syncInhibitors(tx, desk, context);
  for (const one of taken) noteInhibitor(desk, one, context);
  await loadTelling(tx, desk, wanted, context);
  const reasons = tell(desk, taken, context);
  await writeDesk(tx, desk, context.now);
  return signals.map((signal, at) => ({
    signal,
    reason: reasons[at] ?? "nothing_open",
    alert: current(desk, taken[at]?.alert ?? null),
  }));
}

function current(desk: Desk, alert: Alert | null): Alert | null {
  return alert === null ? null : (desk.alerts.get(alert.id) ?? alert);
}

/** Loads what is known of the signals' problems; `take` takes one in, and remembers it for the next. */
async function loadPast(
  tx: AlertTransaction,
  desk: Desk,
  signals: readonly Signal[],
  context: EngineContext,
): Promise<{ readonly take: (signal: Signal) => Taken }> {
  const fingerprints = signals.map(fingerprintOf);
  const remembers = context.policy.flapping !== null;
  const window = context.policy.dedupeWindow;
  desk.load({
    alerts: await tx.alerts.openByFingerprints(fingerprints),
    marks: await tx.alertMarks.ofFingerprints(fingerprints),
  });
  const events = await knownEvents(tx, signals);
  const last = new Map<string, Alert>();
  if (window > 0 || remembers)
    for (const alert of await tx.alerts.lastByFingerprints(fingerprints, context.now - window))
      last.set(alert.fingerprint, alert);
  const take = (signal: Signal): Taken => {
    const fingerprint = fingerprintOf(signal);
    const past: Past = {
      eventKnown: events.has(fingerprint),
      last: comesBack(last.get(fingerprint) ?? null, signal, window),
    };
    const taken = takeIn(desk, signal, past, context);
    if (taken.reason === "event" && signal.runId !== null) events.add(fingerprint);
    if (taken.reason === "resolved" && taken.alert !== null) last.set(fingerprint, taken.alert);
    return taken;
  };
  return { take };
}

/** An alert comes back within the dedupe window of its end; one that expired does not. */
function comesBack(last: Alert | null, { at }: Signal, window: number): Alert | null {
  if (last === null || last.status !== "resolved" || window === 0) return null;
  return at - (last.resolvedAt ?? last.lastSeenAt) <= window ? last : null;
}

/** Events that were taken before; without a run nobody can tell one from another. */
async function knownEvents(tx: AlertTransaction, signals: readonly Signal[]): Promise<Set<string>> {
  const events = signals.filter(({ type, runId }) => eventTypes.has(type) && runId !== null);
  if (events.length === 0) return new Set();
  const known = await tx.alerts.lastByFingerprints(events.map(fingerprintOf), 0);
  return new Set(known.map(({ fingerprint }) => fingerprint));
}

/** Notes who is to be told and tells what is due; answers the reasons, which may be others now. */
function tell(desk: Desk, taken: readonly Taken[], context: EngineContext): Processed["reason"][] {
  const news = new Map<string, string>();
  const reasons = taken.map((one) => plan(desk, one, { news, now: context.now }));
  tellEnds(desk, endedOnes(desk, taken), context);
  const groups = taken.flatMap(({ alert }) =>
    desk.tellingsOf(alert?.id ?? "").map(({ groupKey }) => groupKey),
  );
  flush(desk, groups, { ...context, news });
  return reasons;
}

/** Notes who is to be told of what one signal did, and what is news; answers why. */
function plan(
  desk: Desk,
  { alert: taken, routing, news: text, reason }: Taken,
  { news, now }: { readonly news: Map<string, string>; readonly now: number },
): Processed["reason"] {
  const alert = current(desk, taken);
  if (alert === null || routing === null) return reason;
  if (text !== null) news.set(alert.id, text);
  const { destinations } = routing;
  const added = planTellings(desk, { alert, destinations, news: text !== null, now });
  if (reason !== "repeat" || added.length === 0 || isOver(alert)) return reason;
  const note = `goes to ${added.join(", ")}, which had not been told`;
  desk.addEvent({ alertId: alert.id, at: now, kind: "routed_late", by: engineName, note });
  return "not_told_before";
}

function isOver({ status }: Alert): boolean {
  return status === "resolved" || status === "expired";
}

function endedOnes(desk: Desk, taken: readonly Taken[]): Ended[] {
  const ended = new Map<string, Ended>();
  for (const { alert, ended: text } of taken) {
    const now = current(desk, alert);
    if (now !== null && text !== null && now.status === "resolved") ended.set(now.id, { alert: now, text });
  }
  return [...ended.values()];
}
