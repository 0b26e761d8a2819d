import type { Sample } from "../../model/sample.ts";
import type { Store } from "../../store/index.ts";

const dayMs = 86_400_000;

/** A pass every ten seconds (`serve`) needs no sample each time. */
const everyMs = 50_000;
const countLimit = 1_000;

/** Takes the samples of the outbox: how long the oldest notification waits, how many failed. */
export async function sampleOutbox(
  store: Store,
  { project, now }: { readonly project: string; readonly now: number },
): Promise<void> {
  const [known] = await store.metrics.series(project, { metrics: ["outbox_oldest_seconds"] });
  if (known !== undefined && known.lastAt <= now && now - known.lastAt < everyMs) return;
  const oldest = await store.outbox.oldestPendingAt();
  const waiting = oldest === null ? 0 : Math.max(0, now - oldest) / 1000;
  const sample = (metric: string, value: number): Sample => ({ metric, labels: { project }, at: now, value });
  const samples = [
    sample("outbox_oldest_seconds", waiting),
    sample("notifications_failed", await failedCount(store, now)),
  ];
  await store.transaction((tx) => tx.metrics.record(project, samples));
}

async function failedCount(store: Store, now: number): Promise<number> {
  const failed = await store.outbox.list({ statuses: ["failed"], limit: countLimit });
  const dead = await store.outbox.list({ statuses: ["dead", "undelivered"], limit: countLimit });
  return failed.length + dead.filter(({ createdAt }) => now - createdAt < dayMs).length;
}
