import { retryDelivery } from "../../alerts/deliveries.ts";
import type { Stage } from "../stage.ts";
import { letBeTold } from "../told.ts";
import { alertOf, failingRuns, goodRun, noAlert, type Scene, whyNoFailureIsTold } from "./scene.ts";

/**
 * A run fails and the first channel that is to tell it refuses for good; the others must tell that. Then the channel
 * works again and takes what it refused.
 */
export async function deadChannel(stage: Stage): Promise<Scene> {
  const untold = whyNoFailureIsTold(stage);
  if (untold !== null) return noAlert(untold);
  stage.playDead("any");
  await failingRuns(stage);
  const victim = stage.victim();
  if (victim === null)
    return noAlert("No channel is told of a failed run, so that none could be seen to die.");
  const alert = await alertOf(stage, { name: "channel_dead", labels: { channel: victim } });
  const notes = [`Played dead: ${victim}.`];
  if (alert === null) return noAlert(`${victim} refused a message and no alert was raised.`, notes);
  const troubleAt = alert.firstSeenAt;
  stage.playDead(null);
  const overAt = stage.clock.now();
  const why = (await mend(stage, victim)) ?? (await goodRun(stage)).why;
  const nobody = `If ${victim} dies nobody hears of it: let a route tell \`type="system_health"\` through another channel too.`;
  return { alertId: alert.id, why, troubleAt, overAt, notes, not: victim, nobody };
}

/** What a person does then: `pitchpipe alerts deliveries retry`. Answers why the channel did not take it. */
async function mend(stage: Stage, victim: string): Promise<string | null> {
  const { telling, store } = stage;
  const refused = (await store.outbox.list({ statuses: ["dead"], limit: 100 })).find(
    ({ channel }) => channel === victim,
  );
  if (refused === undefined) return `${victim} refused nothing that could be sent again.`;
  await retryDelivery(telling, { id: refused.id, by: null });
  await letBeTold(stage);
  const after = await store.outbox.get(refused.id);
  return after?.status === "accepted" ? null : `${victim}: ${after?.reason ?? "it did not take the message"}`;
}
