import type { Alert } from "../model/alert.ts";
import type { Telling } from "../model/alerting.ts";
import { eventTypes } from "../model/signal.ts";
import type { Desk } from "./desk.ts";
import type { Due, FlushContext } from "./due.ts";
import { heldBy } from "./hold.ts";
import { postpone } from "./postpone.ts";
import { routeOfTelling } from "./telling-route.ts";
import { planTellings } from "./tellings.ts";

/** What is to be done about a telling now; `null` where that is nothing, and then its next date is set. */
export function judgeTelling(desk: Desk, telling: Telling, context: FlushContext): Due | null {
  const { now, policyOf } = context;
  const alert = desk.alerts.get(telling.alertId);
  if (alert === undefined || isForgotten(alert, telling)) {
    desk.dropTelling(telling);
    return null;
  }
  const policy = policyOf(alert.labels);
  const route =
    telling.state === "over" ? policy.router.direct(telling.channel) : routeOfTelling(telling, alert, policy);
  if (route === null) return reroute(desk, { telling, alert, policy }, now);
  if (alert.status === "acknowledged" && isQuietOnceTaken(telling, alert, context))
    return stop(desk, telling);
  const mark = desk.markOf(alert.fingerprint);
  const hold = heldBy({ alert, mark, route }, desk.quiet, policy, now);
  if (hold === null) return { telling, alert, policy, route };
  postpone(desk, { telling, alert, policy, route }, hold, now);
  return null;
}

/** An alert that is over has nothing to be told here, but events and what a digest shall name. */
function isForgotten({ status, type }: Alert, { state }: Telling): boolean {
  const closed = status === "resolved" || status === "expired";
  return closed && state !== "over" && !(eventTypes.has(type) && state === "waiting");
}

/** An acknowledgement stops repeats and escalation; what was never told here, and news, are told. */
function isQuietOnceTaken({ state, step }: Telling, { id }: Alert, { news }: FlushContext): boolean {
  return step > 0 || (state === "told" && !news.has(id));
}

function stop(desk: Desk, telling: Telling): null {
  if (telling.step > 0) desk.dropTelling(telling);
  else desk.saveTelling({ ...telling, dueAt: null, heldBy: null });
  return null;
}

/** The routes have changed: who was told hears the end; who was not is told no more, and others are in his place. */
function reroute(
  desk: Desk,
  { telling, alert, policy }: Pick<Due, "telling" | "alert" | "policy">,
  now: number,
): null {
  if (telling.state === "told") desk.saveTelling({ ...telling, dueAt: null });
  else desk.dropTelling(telling);
  if (telling.step > 0 || alert.status === "resolved" || alert.status === "expired") return null;
  const { destinations } = policy.routesFor(alert);
  planTellings(desk, { alert, destinations, news: false, now });
  return null;
}
