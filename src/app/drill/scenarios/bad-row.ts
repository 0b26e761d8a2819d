import { isJsonObject } from "../../../lib/json-object.ts";
import { eventTypes } from "../../../model/signal.ts";
import { badRowFor } from "../bad-row.ts";
import { drillRun } from "../drill-run.ts";
import type { Stage } from "../stage.ts";
import { goodRun, noAlert, type Scene } from "./scene.ts";

/** A row that a check refuses, then a run without it. */
export async function badRow(stage: Stage): Promise<Scene> {
  const { block, mappingConfig, project, store } = stage;
  if (!block.watched)
    return noAlert(
      `Nobody looks at the rows of ${block.tap}: put the mapping between ${block.tap} and ${block.target} (\`pitchpipe init\`).`,
    );
  const { checks } = mappingConfig;
  if (checks === "off" || checks === false)
    return noAlert("Nobody looks at the rows: the mapping says `checks: off`.");
  const { written } = project.config;
  const layers = [
    mappingConfig["streams"] ?? null,
    isJsonObject(written) ? (written["streams"] ?? null) : null,
  ];
  const row = badRowFor(layers, block.tap);
  stage.setStreams(row.streams);
  const { run, troubleAt } = await drillRun(stage, { lines: row.bad, fails: false });
  const alerts = await store.alerts.list({ labels: { stream: row.stream }, limit: 20 });
  const alert = alerts.find(({ type }) => type !== "pipeline_failure" && !eventTypes.has(type));
  const notes = [
    row.source === "configured"
      ? `Tried: ${row.what}, of your own checks.`
      : `Tried: ${row.what}, of the checks every stream has; none of your own could be tried.`,
    ...(await setAside(stage, run.runId)),
  ];
  if (alert === undefined) return noAlert(whyUntold(stage, run.cause), notes);
  const { overAt, why } = await goodRun(stage, row.good);
  return { alertId: alert.id, why, troubleAt, overAt, notes };
}

async function setAside({ store }: Stage, runId: string): Promise<string[]> {
  const streams = await store.blocks.streams(runId);
  const count = streams.reduce((sum, { quarantined }) => sum + quarantined, 0);
  return count === 0 ? [] : [`Set aside in the drill's quarantine: ${count} of its rows.`];
}

function whyUntold({ project }: Stage, cause: string | null): string {
  if (!project.config.settings.defaults.checks) return "No check was violated: defaults.checks is false.";
  return `A row in violation was seen by nobody${cause === null ? "" : `; the run's end: ${cause}`}.`;
}
