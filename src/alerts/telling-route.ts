import type { Alert } from "../model/alert.ts";
import type { Telling } from "../model/alerting.ts";
import type { Policy } from "./policy.ts";
import { type Destination, directPath, refusal } from "./route.ts";

/** The route a telling belongs to, as the settings are now; `null` where none leads to its channel any more. */
export function routeOfTelling(
  { channel, path, step }: Telling,
  alert: Alert,
  policy: Policy,
): Destination | null {
  const { router } = policy;
  if (step > 0 && !escalatesTo(channel, alert, policy)) return null;
  if (step > 0 || path === directPath) {
    const direct = { ...router.direct(channel), path };
    return refusal(alert, direct, router.channels) === null ? direct : null;
  }
  return policy.routesFor(alert).destinations.find((one) => one.channel === channel) ?? null;
}

/** Whether the routes still have a step that leads there. */
function escalatesTo(channel: string, alert: Alert, policy: Policy): boolean {
  const routes = [policy.router.direct(channel), ...policy.routesFor(alert).destinations];
  return routes.some(({ escalate }) => escalate.some((one) => one.channel === channel));
}
