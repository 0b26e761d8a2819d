import type { Alert, NotificationKind } from "../../model/alert.ts";
import type { Channel, DeliveryResult } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import type { HttpAnswer } from "../http.ts";
import { httpResult, isWebPage, type Proof, refusal } from "../http-result.ts";
import { cleanAlert } from "../message/clean.ts";
import { renderAlertmanager } from "./render.ts";
import type { AlertmanagerSettings } from "./settings.ts";

/** A channel that hands alerts on to a Prometheus Alertmanager, which forgets each unless it is said again. */
export function createAlertmanagerChannel(
  name: string,
  settings: AlertmanagerSettings,
  effects: ChannelEffects,
): Channel {
  return {
    name,
    type: settings.type,
    send: ({ alerts, kind, id }, { signal }) => post(alerts, { kind, id, signal }),
    refresh: (alerts, { signal }) => post(alerts, { kind: null, id: null, signal }),
  };

  async function post(alerts: readonly Alert[], { kind, id, signal }: Posting): Promise<DeliveryResult> {
    if (alerts.length === 0) return { kind: "accepted", statusCode: null, vendorId: null };
    const { clock, redactor, externalUrl } = effects;
    const context = { kind, now: clock.now(), tickGapMs: settings.tick_gap, externalUrl };
    const told = alerts.map((alert) => renderAlertmanager(cleanAlert(alert, redactor), context));
    const outcome = await effects.http.post({
      url: `${settings.url.replace(/\/+$/, "")}/api/v2/alerts`,
      headers: {
        "content-type": "application/json",
        ...(id === null ? {} : { "idempotency-key": id }),
        ...(settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` }),
      },
      body: JSON.stringify(told),
      timeoutMs: settings.timeout,
      ca: settings.ca,
      signal,
    });
    return httpResult(outcome, effects, { success: [200], proof });
  }
}

interface Posting {
  readonly kind: NotificationKind | null;
  readonly id: string | null;
  readonly signal: AbortSignal;
}

/** Its word of success is 200 without a body; a page with 200 is a login or a proxy. */
function proof(answer: HttpAnswer): Proof {
  return isWebPage(answer)
    ? { kind: "refused", error: `${refusal(answer)}, which is no answer of Alertmanager's` }
    : { kind: "taken", vendorId: null };
}
