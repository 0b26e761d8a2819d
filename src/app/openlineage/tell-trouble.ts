import { formatDuration } from "../../lib/duration.ts";
import { type Labels, standardLabels } from "../../model/labels.ts";
import type { Signal } from "../../model/signal.ts";
import type { LineageDestination, Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";

const note = "openlineage.told";

/** A server may be restarted without anybody being told. */
const patienceMs = 10 * 60_000;

interface Telling {
  readonly store: Store;
  readonly alerting: Alerting;
  readonly project: string;
  readonly now: number;
}

/** Tells destinations that refuse events or are away, each once, and that they take them again. */
export async function tellLineageTrouble({ store, alerting, project, now }: Telling): Promise<void> {
  const destinations = await store.openlineage.destinations(project);
  const troubles = destinations.flatMap((destination) => {
    const why = troubleOf(destination, now);
    return why === null
      ? []
      : [{ key: keyOf(destination), signal: troubleSignal(destination, { project, now, why }) }];
  });
  const key = `${note}.${project}`;
  const known = await store.notes.get(key);
  const before = Array.isArray(known) ? known.map(String) : [];
  const begun = troubles.filter((trouble) => !before.includes(trouble.key));
  const ended = destinations.filter(
    (one) => before.includes(keyOf(one)) && !troubles.some((trouble) => trouble.key === keyOf(one)),
  );
  if (begun.length === 0 && ended.length === 0) return;
  await store.transaction(async (tx) => {
    await tx.notes.set(
      key,
      troubles.map((trouble) => trouble.key),
    );
    const over = ended.map((one) => overSignal(one, project, now));
    await alerting.engine.process(tx, [...begun.map(({ signal }) => signal), ...over], now);
  });
}

/** What is wrong with a destination just now; `null` for nothing. */
export function troubleOf(
  { deliveredAt, deadAt, refusal, waiting }: LineageDestination,
  now: number,
): string | null {
  if (deadAt !== null && deadAt > (deliveredAt ?? 0))
    return `it refused an event: ${refusal ?? "without a reason"}`;
  if (waiting === null || waiting.tries < 2 || now - waiting.at < patienceMs) return null;
  return `events wait for ${formatDuration(now - waiting.at)}: ${waiting.error ?? "no answer"}`;
}

function keyOf({ environment, destination }: LineageDestination): string {
  return `${environment}/${destination}`;
}

function troubleSignal(
  destination: LineageDestination,
  { project, now, why }: { readonly project: string; readonly now: number; readonly why: string },
): Signal {
  const labels: Labels = {
    ...Object.fromEntries(standardLabels.map((name) => [name, ""])),
    ...{ project, environment: destination.environment, check: `openlineage:${destination.destination}` },
  };
  return {
    name: "openlineage_undelivered",
    type: "system_health",
    category: "system",
    severity: "warning",
    state: "firing",
    title: `OpenLineage (${destination.destination}) is not told: ${why}`.slice(0, 200),
    message: `OpenLineage (${destination.destination}): ${why}\nNo run is held up, and every event is kept.`,
    labels,
    annotations: {},
    details: { destination: destination.destination, reason: why },
    recommendations: ["pitchpipe lineage emit latest --dry-run", "pitchpipe lineage emit latest"],
    value: null,
    threshold: null,
    runId: null,
    at: now,
  };
}

function overSignal(destination: LineageDestination, project: string, now: number): Signal {
  const signal = troubleSignal(destination, { project, now, why: "" });
  return {
    ...signal,
    state: "resolved",
    message: `OpenLineage (${destination.destination}) takes events again.`,
  };
}
