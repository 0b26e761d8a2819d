import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Alert, Notification } from "../../model/alert.ts";
import { eventTypes } from "../../model/signal.ts";
import { cut } from "../message/cut.ts";
import type { Message } from "../message/message.ts";
import { lookLine, type Section, sectionsOf } from "../message/sections.ts";
import { withinRoom } from "../message/within-room.ts";

/** PagerDuty's limits: summary 1,024 characters, an event 512,000 bytes. The facts stay far below. */
const longestSummary = 1_024;
const longestFacts = 20_000;

export type PagerdutyAction = "trigger" | "acknowledge" | "resolve";
export type PagerdutyEvent = { readonly [key: string]: Json };

/**
 * What PagerDuty is to do for an alert. What is over when it is told, an event, and a test are triggered and resolved at
 * once: they leave a record, and no incident that stays open.
 */
export function actionsFor(
  { kind }: Pick<Notification, "kind">,
  { type, status }: Pick<Alert, "type" | "status">,
): PagerdutyAction[] {
  if (kind === "recovered" || kind === "test" || eventTypes.has(type)) return ["trigger", "resolve"];
  if (kind === "resolved") return ["resolve"];
  if (kind === "acknowledged") return ["acknowledge"];
  return kind === "digest" && (status === "resolved" || status === "expired") ? ["resolve"] : ["trigger"];
}

/**
 * An event of Events API v2. The alert's id is the key by which PagerDuty knows the incident, so that acknowledgement and
 * end find it whatever has changed since.
 */
export function renderPagerduty(
  {
    alert,
    message,
    action,
  }: { readonly alert: Alert; readonly message: Message; readonly action: PagerdutyAction },
  routingKey: string,
): PagerdutyEvent {
  const event = { routing_key: routingKey, event_action: action, dedup_key: alert.id };
  return action === "trigger" ? { ...event, ...triggerPart(alert, message) } : event;
}

function triggerPart({ labels, type, name }: Alert, message: Message): PagerdutyEvent {
  const links = message.looks.flatMap((look) =>
    look.kind === "link" ? [{ href: look.url, text: look.text }] : [],
  );
  const [first] = links;
  const around = [labels["project"], labels["environment"]].filter((text) => text).join("/");
  return {
    client: "pitchpipe",
    ...(first === undefined ? {} : { client_url: first.href }),
    payload: {
      summary: cut(message.title, longestSummary),
      source: around === "" ? labels["host"] || "pitchpipe" : around,
      severity: severityOf(message),
      timestamp: toTimestamp(message.at),
      ...(labels["plugin"] ? { component: labels["plugin"] } : {}),
      ...(labels["job"] ? { group: labels["job"] } : {}),
      class: type,
      custom_details: detailsOf(message, { name, labels: { ...labels } }),
    },
    ...(links.length === 0 ? {} : { links }),
  };
}

/** What was over or well when it was told wakes nobody. */
function severityOf({ severity, over, kind }: Message): string {
  return over || kind === "test" ? "info" : severity;
}

function detailsOf(
  message: Message,
  more: { readonly [key: string]: Json },
): { readonly [key: string]: Json } {
  const sizeOf = (all: readonly Section[]): number => Buffer.byteLength(JSON.stringify(all));
  const facts = withinRoom(sectionsOf(message), longestFacts, sizeOf).map(
    ({ name, lines }) => [(name ?? "Text").toLowerCase(), lines.join("\n")] as const,
  );
  const looks = message.looks.flatMap((look) => (look.kind === "command" ? [lookLine(look)] : []));
  return {
    ...Object.fromEntries(facts),
    ...(looks.length === 0 ? {} : { look: looks.join("\n") }),
    ...(message.note === null ? {} : { note: message.note }),
    ...more,
    notification_id: message.notificationId,
  };
}
