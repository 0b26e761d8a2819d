import type { StepContext } from "../tick/step.ts";
import { deliverLineage } from "./deliver.ts";
import { sweepLineage } from "./sweep.ts";
import { tellLineageTrouble } from "./tell-trouble.ts";

type Counts = Readonly<Record<string, number>>;

/** A pass's first part of lineage: events that nobody made yet, and what is wrong with those who are to be told. */
export async function makeLineage({ project, store, alerting, began }: StepContext): Promise<Counts> {
  const made = await sweepLineage(project, store, began);
  const now = project.clock.now();
  await tellLineageTrouble({ store, alerting, project: project.project.name, now });
  return { lineage_events_made: made };
}

/**
 * Sends events beside whatever else is sent, so that both together take no longer than one may. The answer waits for the end, and
 * raises what went wrong.
 */
export function sendLineageBeside({
  project,
  store,
  deliverForMs,
  dryRun,
}: StepContext): () => Promise<Counts> {
  if (dryRun) return async () => ({});
  const sending = deliverLineage(project, store, deliverForMs).then(
    (sent) => () => sent,
    (thrown: unknown) => () => {
      throw thrown;
    },
  );
  return async () => {
    const { delivered, failed, dead } = (await sending)();
    return { lineage_events_delivered: delivered, lineage_events_failed: failed, lineage_events_dead: dead };
  };
}
