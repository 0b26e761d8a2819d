import type { MeltanoProject } from "../../meltano/index.ts";
import type { HealthState } from "../../model/health.ts";
import { standardLabels } from "../../model/labels.ts";
import type { Severity } from "../../model/severity.ts";
import { atLeast } from "../../model/severity.ts";
import type { AlertType, Signal } from "../../model/signal.ts";
import { jobsOf } from "./derive-checks.ts";
import type { ListedCheck } from "./list-checks.ts";

export const healthSignalName = "health_check_failed";

/** What looks at this host and this project; everything else is a connection to somewhere. */
const ofOurs: ReadonlySet<string> = new Set([
  "disk",
  "path",
  "host",
  "command",
  "store",
  "channel",
  "meltano",
]);

export interface Place {
  readonly project: MeltanoProject;
  readonly environment: string;
  /** On every signal. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The signals of a change: one for each plugin that the check stands for. */
export function changeSignals(listed: ListedCheck, { told, result }: HealthState, place: Place): Signal[] {
  const plugins = listed.plugins.length === 0 ? [""] : listed.plugins;
  return plugins.map((plugin) => {
    const { check, type, message, details, latencySeconds, checkedAt } = result;
    const about = plugin === "" ? check : `${plugin} (${check})`;
    const over = told === null;
    return {
      name: healthSignalName,
      type: alertType(type),
      category: "availability",
      severity: severityOf(told, listed.settings?.severity ?? "error"),
      state: over ? "resolved" : "firing",
      title: over ? `${about} is healthy again` : `${about} is ${told}: ${message}`.slice(0, 200),
      message: over
        ? `The check ${check} is healthy again: ${message}`
        : `The check ${check} (${type}) is ${told}: ${message}`,
      labels: labelsOf(listed, plugin, place),
      annotations: {},
      details: { ...details, type, latency_seconds: latencySeconds },
      recommendations: [`pitchpipe health ${check} --fresh`, `pitchpipe health history ${check}`],
      value: null,
      threshold: null,
      runId: null,
      at: checkedAt,
    };
  });
}

function alertType(type: string): AlertType {
  return ofOurs.has(type) ? "system_health" : "connection_error";
}

function severityOf(told: HealthState["told"], severity: Severity): Severity {
  return told === "degraded" && atLeast(severity, "warning") ? "warning" : severity;
}

function labelsOf({ check, settings }: ListedCheck, plugin: string, place: Place): Signal["labels"] {
  const jobs = plugin === "" ? [] : jobsOf(plugin, place.project);
  return {
    ...place.labels,
    ...settings?.labels,
    ...Object.fromEntries(standardLabels.map((name) => [name, ""])),
    project: place.project.name,
    environment: place.environment,
    // Where several jobs use it, the alert is of none of them alone.
    job: jobs.length === 1 ? (jobs[0] ?? "") : "",
    plugin,
    check: check.name,
  };
}
