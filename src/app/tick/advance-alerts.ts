import type { Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";

/** A guard only: what is left is the next pass's. */
const mostPieces = 200;

export interface AdvancedAlerts {
  readonly alerts_told: number;
  readonly alerts_ended: number;
  readonly alerts_expired: number;
}

/** Does what time has made due of alerts (groups, repeats, escalation, ends of mutes, expiry), a piece a transaction. */
export async function advanceAlerts(
  store: Store,
  { engine }: Pick<Alerting, "engine">,
  now: number,
): Promise<AdvancedAlerts> {
  const sum = { alerts_told: 0, alerts_ended: 0, alerts_expired: 0 };
  for (let piece = 0; piece < mostPieces; piece += 1) {
    const { told, ended, expired, more } = await store.transaction((tx) => engine.advance(tx, now));
    sum.alerts_told += told;
    sum.alerts_ended += ended;
    sum.alerts_expired += expired;
    if (!more) break;
  }
  return sum;
}
