import type { HeldBy } from "../model/alerting.ts";
import { type Desk, engineName } from "./desk.ts";
import type { Due } from "./due.ts";
import { holdText } from "./hold.ts";

/** Held back: looked at again when that ends, and at least as often as a group is. The history says it once. */
export function postpone(desk: Desk, { telling, alert, route }: Due, hold: HeldBy, now: number): void {
  const { until } = hold;
  const again = now + route.groupInterval;
  const dueAt = until !== null && until > now ? Math.min(until, again) : again;
  desk.saveTelling({ ...telling, dueAt, heldBy: hold });
  const known = telling.heldBy?.kind === hold.kind && telling.heldBy.name === hold.name;
  if (known || telling.state !== "waiting") return;
  const note = `not told to ${telling.channel}: ${holdText(hold)}`;
  desk.addEvent({ alertId: alert.id, at: now, kind: "held", by: engineName, note });
}
