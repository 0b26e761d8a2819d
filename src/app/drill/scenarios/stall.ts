import { setTimeout as sleep } from "node:timers/promises";
import { formatDuration } from "../../../lib/duration.ts";
import { badRowFor } from "../bad-row.ts";
import { stallAfterMs } from "../drill-project.ts";
import { drillRun } from "../drill-run.ts";
import type { Stage } from "../stage.ts";
import { letBeTold } from "../told.ts";
import { alertOf, noAlert, type Scene } from "./scene.ts";

/** The runner looks every five seconds, a mapper says at least every ten how far it is; a crowded machine is slower. */
const waitMs = 120_000;

/** A tap gives a record and then nothing, until the stall was told; then it goes on, and the run ends well. */
export async function stall(stage: Stage): Promise<Scene> {
  if (stage.ownStallAfterMs === null) return noAlert("A stall is never told: run.stall_after is none.");
  const lines = badRowFor([], "").good;
  const part = { lines, afterwards: lines.slice(1), fails: false };
  const { run, endedAt, troubleAt } = await drillRun(stage, part, () => untilTold(stage));
  const alert = await alertOf(stage, { types: ["pipeline_stalled"] });
  if (alert === null)
    return noAlert(`The run was silent for ${formatDuration(waitMs)} and no stall was told.`);
  const why = run.status === "success" ? null : `The run ended as ${run.status}: ${run.cause ?? "?"}.`;
  return { alertId: alert.id, why, troubleAt, overAt: endedAt, notes: notesOf(stage) };
}

async function untilTold(stage: Stage): Promise<void> {
  try {
    for (let waited = 0; waited < waitMs && !stage.signal.aborted; waited += 200) {
      if ((await alertOf(stage, { types: ["pipeline_stalled"] })) !== null) {
        await letBeTold(stage);
        return;
      }
      await sleep(200);
    }
  } finally {
    stage.standIn.goOn();
  }
}

function notesOf({ block, ownStallAfterMs }: Stage): string[] {
  const own = ownStallAfterMs === null ? "" : formatDuration(ownStallAfterMs);
  const after = `In the drill a stall is one after ${formatDuration(stallAfterMs)}; yours after ${own} (run.stall_after).`;
  if (block.watched) return [after];
  return [
    after,
    `The real ${block.tap} does not pass through the mapping: its stalls are seen only if it logs metrics.`,
  ];
}
