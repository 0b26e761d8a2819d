import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Alert } from "../../model/alert.ts";
import type { Drill, DrilledScenario } from "./drill.ts";
import { drillTitle } from "./mark.ts";
import type { Told } from "./verdict.ts";

/** The document of `drill --json`. */
export function drillDocument({ job, sent, scenarios, ok }: Drill): { readonly [key: string]: Json } {
  return { job, sent, scenarios: scenarios.map(scenarioDocument), ok };
}

function scenarioDocument({ name, alert, told, resolved, ok, reason, notes }: DrilledScenario): Json {
  return {
    name,
    alert: alert === null ? null : alertDocument(alert),
    channels: told.filter(({ ofAlert }) => ofAlert).map(toldDocument),
    others: told.filter(({ ofAlert }) => !ofAlert).map(toldDocument),
    ...{ resolved, ok, reason },
    notes: [...notes],
  };
}

function alertDocument({ id, name, type, severity, title, labels, runId, status, firstSeenAt }: Alert): Json {
  return {
    ...{ id, name, type, severity, status },
    title: `${drillTitle}${title}`,
    labels: { ...labels, drill: "true" },
    run_id: runId,
    first_seen_at: toTimestamp(firstSeenAt),
  };
}

function toldDocument(told: Told): Json {
  const { channel, type, kind, status, error, title, message, route, seconds, recipients } = told;
  return {
    ...{ channel, type, kind, status },
    status_code: told.statusCode,
    vendor_id: told.vendorId,
    seconds,
    latency_seconds: told.latencySeconds,
    ...{ error, title, message, route },
    recipients: recipients.map(({ to, status: how, statusCode, error: why }) => ({
      to,
      status: how,
      status_code: statusCode,
      error: why,
    })),
  };
}
