import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Alert, NotificationKind } from "../../model/alert.ts";
import { cut } from "../message/cut.ts";
import { causeOf } from "../message/facts.ts";
import { titleFrom } from "../message/title.ts";

export interface AlertmanagerContext {
  /** `null` where an alert is only said again. */
  readonly kind: NotificationKind | null;
  readonly now: number;
  readonly tickGapMs: number;
  readonly externalUrl: string | null;
}

/** How long a test shows. */
const testMs = 60_000;

/**
 * An alert as Alertmanager's API v2 takes it; it must be clean already. One that is over ends when it ended; one that is on
 * ends after twice the longest time between two ticks, unless it is said again before.
 */
export function renderAlertmanager(
  alert: Alert,
  context: AlertmanagerContext,
): { readonly [key: string]: Json } {
  return {
    labels: labelsOf(alert),
    annotations: annotationsOf(alert),
    startsAt: toTimestamp(alert.firstSeenAt),
    endsAt: toTimestamp(endOf(alert, context)),
    ...(context.externalUrl === null
      ? {}
      : { generatorURL: `${context.externalUrl.replace(/\/+$/, "")}/alerts/${alert.id}` }),
  };
}

function endOf({ firstSeenAt, resolvedAt }: Alert, { kind, now, tickGapMs }: AlertmanagerContext): number {
  if (kind === "test") return Math.max(firstSeenAt, now) + testMs;
  const over = kind === "resolved" || kind === "recovered" || (kind !== "firing" && resolvedAt !== null);
  // It refuses an alert that ends before it began.
  return over ? Math.max(firstSeenAt, resolvedAt ?? now) : Math.max(firstSeenAt, now) + 2 * tickGapMs;
}

/** Names that Alertmanager takes in any version, of labels and annotations alike: it refuses an alert for one of them. */
function plainNames(texts: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(texts).map(([key, value]): [string, string] => [
    key.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?=\d)/, "_"),
    value,
  ]);
  return Object.fromEntries(named.filter(([key]) => key !== ""));
}

/** Empty labels are no labels there. */
function labelsOf({ labels, name, type, category, severity }: Alert): Record<string, string> {
  const all = { ...plainNames(labels), alertname: name, type, category, severity };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

function annotationsOf(alert: Alert): Record<string, string> {
  const { annotations, title, message, recommendations, id } = alert;
  const { runbook, ...others } = annotations;
  return {
    ...plainNames(others),
    summary: titleFrom(title, "firing", causeOf(alert)),
    description: cut(message, 4_000),
    ...(recommendations.length === 0 ? {} : { advice: recommendations.join("\n") }),
    ...(runbook === undefined ? {} : { runbook_url: runbook }),
    pitchpipe_alert: id,
  };
}
