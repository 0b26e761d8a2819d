import { toTimestamp } from "../../lib/clock.ts";
import { shortId } from "../../lib/short-id.ts";
import { standardLabels } from "../../model/labels.ts";
import type { Signal, SignalIdentity } from "../../model/signal.ts";
import type { SlaEntry } from "./entry.ts";
import type { Breach } from "./judgement.ts";

/** As what a breach is told. While one is told it stays that, also where a missed run turns into a late one. */
export function slaIdentity(entry: SlaEntry, { type }: Breach, project: string): SignalIdentity {
  return {
    name: type,
    type,
    category: "availability",
    severity: entry.severity,
    labels: {
      ...Object.fromEntries(standardLabels.map((name) => [name, ""])),
      ...entry.labels,
      project,
      environment: entry.environment ?? "",
      job: entry.job,
      check: entry.name,
    },
  };
}

export function breachSignal(entry: SlaEntry, breach: Breach, identity: SignalIdentity, at: number): Signal {
  const { what, count, deadline, runId, value, threshold } = breach;
  return {
    ...identity,
    state: "firing",
    title: what.length > 160 ? `${what.slice(0, 157)}…` : what.replace(/\.$/, ""),
    message: [
      what,
      "",
      `Job: ${entry.job}`,
      `Expected: ${entry.name}`,
      ...(deadline === null ? [] : [`Deadline: ${toTimestamp(deadline)} (${entry.zone})`]),
    ].join("\n"),
    annotations: entry.annotations,
    details: { expected: entry.name, count, deadline: toTimestamp(deadline), time_zone: entry.zone },
    recommendations: [
      "pitchpipe sla list",
      runId === null ? "pitchpipe runs list" : `pitchpipe runs show ${shortId(runId)}`,
    ],
    value,
    threshold,
    ...(value === null ? {} : { metric: "run_duration_seconds" }),
    ...(entry.channel === null ? {} : { channels: [entry.channel] }),
    runId,
    at,
  };
}
