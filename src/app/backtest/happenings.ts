import type { AlertCommand } from "../../alerts/index.ts";
import type { Alert } from "../../model/alert.ts";
import type { Signal } from "../../model/signal.ts";
import type { Store } from "../../store/index.ts";

/** What happened at a time: signals that came together, what a person did to an alert, a look at the rules. */
export type Happening = { readonly at: number } & (
  | { readonly kind: "signals"; readonly signals: readonly Signal[] }
  | { readonly kind: "act"; readonly fingerprint: string; readonly command: AlertCommand }
  | { readonly kind: "rules" }
);

const page = 1_000;

/** Signals that were decided on, those of one moment together. */
export async function storedSignals(store: Store, since: number, until: number): Promise<Signal[]> {
  const signals: Signal[] = [];
  let after: { readonly at: number; readonly signalId: string } | null = null;
  for (;;) {
    const found: readonly { readonly signalId: string; readonly signal: Signal }[] =
      await store.signals.history({ since, until, after, limit: page });
    signals.push(...found.map(({ signal }) => signal));
    const last = found.at(-1);
    if (last === undefined || found.length < page) return signals;
    after = { at: last.signal.at, signalId: last.signalId };
  }
}

export function signalHappenings(signals: readonly Signal[]): Happening[] {
  return [...Map.groupBy(signals, ({ at }) => at)].map(([at, together]) => ({
    kind: "signals",
    at,
    signals: together,
  }));
}

/** Who writes the history where no person acted. */
const engine = "pitchpipe";

/** The most alerts whose history is looked through for what people did. */
const mostAlerts = 10_000;

/** What people did that decides who is told: they would have done it under other settings too. */
export async function storedActs(store: Store, since: number): Promise<Happening[]> {
  const alerts = await store.alerts.list({ seenSince: since, limit: mostAlerts });
  const acts: Happening[] = [];
  for (const alert of alerts) {
    if (alert.acknowledgedBy === null && alert.status !== "resolved") continue;
    acts.push(...(await actsOn(store, alert, since)));
  }
  return acts;
}

async function actsOn(store: Store, { id, fingerprint }: Alert, since: number): Promise<Happening[]> {
  const events = await store.alerts.events(id);
  return events.flatMap(({ at, kind, by, note }): Happening[] => {
    if (by === engine || at < since) return [];
    if (kind === "acknowledged")
      return [{ kind: "act", at, fingerprint, command: { kind: "acknowledge", by, note } }];
    if (kind !== "resolved") return [];
    return [{ kind: "act", at, fingerprint, command: { kind: "resolve", falseAlarm: false, by, note } }];
  });
}

/** In their order; at one moment signals come first. */
export function inOrder(happenings: readonly Happening[]): Happening[] {
  const rank = { signals: 0, rules: 1, act: 2 };
  return [...happenings].sort((one, other) => one.at - other.at || rank[one.kind] - rank[other.kind]);
}
