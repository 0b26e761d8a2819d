import type { Alert } from "../model/alert.ts";
import type { Desk } from "./desk.ts";
import type { EngineContext } from "./engine.ts";
import type { Wanted } from "./load-desk.ts";
import { openAlerts } from "./open-alerts.ts";
import type { AlertTransaction } from "./ports.ts";
import { planTellings } from "./tellings.ts";

/**
 * Where the routes or channels are others than they were: the open alerts, and where they go now, so that those who are
 * told from now on hear of what is on already. Nobody who was told is told again.
 */
export async function changedRoutes(
  tx: AlertTransaction,
  desk: Desk,
  { policy, policyOf, environment }: EngineContext,
): Promise<Wanted[]> {
  const key = `alerts.routes.${environment}`;
  const { route, channels } = policy.settings;
  const floors = Object.entries(channels).map(([name, { min_severity }]) => [name, min_severity ?? null]);
  const routes = JSON.stringify([route ?? null, floors]);
  const known = await tx.notes.get(key);
  if (known === routes) return [];
  await tx.notes.set(key, routes);
  if (known === null) return [];
  const wanted: Wanted[] = [];
  for await (const held of openAlerts(tx)) wanted.push(wantedOf(desk.alerts.get(held.id) ?? held));
  desk.load({ alerts: wanted.map(({ alert }) => alert) });
  return wanted;

  function wantedOf(alert: Alert): Wanted {
    return { alert, destinations: policyOf(alert.labels).routesFor(alert).destinations };
  }
}

/** Notes who is to be told since the routes changed. */
export function planChanged(desk: Desk, wanted: readonly Wanted[], now: number): void {
  for (const { alert, destinations } of wanted) {
    const open = desk.alerts.get(alert.id);
    if (open === undefined || open.status === "resolved" || open.status === "expired") continue;
    planTellings(desk, { alert: open, destinations, news: false, now });
  }
}
