import type { Alert } from "../model/alert.ts";
import type { Telling } from "../model/alerting.ts";
import { severities } from "../model/severity.ts";
import type { Desk } from "./desk.ts";
import { planEscalation } from "./escalation.ts";
import type { Policy } from "./policy.ts";
import { repeatIntervalOf } from "./repeat-interval.ts";
import type { Destination } from "./route.ts";

export interface FlushContext {
  readonly now: number;
  readonly newId: () => string;
  readonly policyOf: (labels: Alert["labels"]) => Policy;
  /** What changed of an alert, for those who were told of it before. */
  readonly news: ReadonlyMap<string, string>;
}

/** A telling whose time has come, with all that decides on it. */
export interface Due {
  readonly telling: Telling;
  readonly alert: Alert;
  readonly policy: Policy;
  readonly route: Destination;
}

/** One notification holds so many alerts; more become several. */
export const mostAlerts = 500;

/** From now on it repeats, and escalates, unless somebody has it in hand. */
export function wasTold(desk: Desk, { telling, alert, route }: Due, now: number): void {
  if (alert.status === "resolved" || alert.status === "expired") {
    desk.dropTelling(telling);
    return;
  }
  const repeats = telling.step === 0 && alert.status !== "acknowledged";
  const dueAt = repeats ? now + repeatIntervalOf(alert, route) : null;
  desk.saveTelling({ ...telling, state: "told", toldAt: now, heldBy: null, dueAt });
  if (repeats) planEscalation(desk, { alert, route, groupKey: telling.groupKey, now });
}

/** What is on before what is over, the worst first, then the oldest. */
export function byWeight({ alert: one }: Pick<Due, "alert">, { alert: other }: Pick<Due, "alert">): number {
  return (
    Number(isOver(one)) - Number(isOver(other)) ||
    severities.indexOf(other.severity) - severities.indexOf(one.severity) ||
    one.firstSeenAt - other.firstSeenAt ||
    (one.id < other.id ? -1 : 1)
  );
}

function isOver({ status }: Alert): boolean {
  return status === "resolved" || status === "expired";
}
