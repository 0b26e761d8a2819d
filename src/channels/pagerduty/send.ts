import type { Alert, Notification } from "../../model/alert.ts";
import type { Channel, DeliveryResult } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import type { HttpAnswer } from "../http.ts";
import { httpResult, jsonOf, type Proof, refusal } from "../http-result.ts";
import { cleanAlert } from "../message/clean.ts";
import { messageFor } from "../message/message-for.ts";
import { actionsFor, type PagerdutyEvent, renderPagerduty } from "./render.ts";
import type { PagerdutySettings } from "./settings.ts";

/**
 * A channel that triggers, acknowledges and resolves PagerDuty incidents: one for each alert, also where several are told
 * together, so that each can end by itself. Sending an event again does no harm: its key is the alert's.
 */
export function createPagerdutyChannel(
  name: string,
  settings: PagerdutySettings,
  effects: ChannelEffects,
): Channel {
  const { type } = settings;
  return {
    name,
    type,
    send: async (notification, { signal }) => {
      const events = notification.alerts.flatMap((alert) => eventsFor(alert, notification));
      let last: DeliveryResult = {
        kind: "dead",
        statusCode: null,
        error: "a notification without an alert has no incident",
      };
      for (const event of events) {
        last = await post(event, signal);
        if (last.kind !== "accepted") return last;
      }
      return last;
    },
  };

  function eventsFor(alert: Alert, notification: Notification): PagerdutyEvent[] {
    const alone = notification.alerts.length === 1;
    const own = alone
      ? notification
      : { ...notification, alerts: [alert], title: alert.title, message: alert.message };
    const message = messageFor(own, { name, type }, effects);
    const clean = cleanAlert(alert, effects.redactor);
    return actionsFor(notification, alert).map((action) =>
      renderPagerduty({ alert: clean, message, action }, settings.routing_key),
    );
  }

  async function post(event: PagerdutyEvent, signal: AbortSignal): Promise<DeliveryResult> {
    const outcome = await effects.http.post({
      url: `${settings.api_url.replace(/\/+$/, "")}/v2/enqueue`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
      timeoutMs: settings.timeout,
      ca: settings.ca,
      signal,
    });
    return httpResult(outcome, effects, { success: [202], proof });
  }
}

function proof(answer: HttpAnswer): Proof {
  const body = jsonOf(answer);
  if (body?.["status"] === "success") {
    const key = body["dedup_key"];
    return { kind: "taken", vendorId: typeof key === "string" ? key : null };
  }
  return { kind: "refused", error: `${refusal(answer)}, which is no success of PagerDuty's` };
}
