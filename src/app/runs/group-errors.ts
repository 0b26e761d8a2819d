import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Dossier } from "../../model/dossier.ts";
import type { Run } from "../../model/run.ts";

/** A run that did not go well, with why. */
export interface FailedRun {
  readonly run: Run;
  readonly dossier: Dossier | null;
}

/** Failures of one cause. */
export interface ErrorGroup {
  readonly signature: string | null;
  readonly category: string;
  readonly plugin: string | null;
  /** Of the newest one. */
  readonly cause: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly jobs: readonly string[];
  /** Whether it comes more often in the second half of the time; `null` where it came too seldom to say. */
  readonly trend: "rising" | "falling" | "steady" | null;
  readonly lastRunId: string;
}

/** Fewer say nothing about a trend. */
const leastForTrend = 4;

/** Failures by their cause, the most frequent first. `failed` is newest first, `since` and `now` are the time looked at. */
export function groupErrors(
  failed: readonly FailedRun[],
  { since, now }: { readonly since: number; readonly now: number },
): ErrorGroup[] {
  const groups = Map.groupBy(failed, keyOf);
  return [...groups.values()]
    .map((members) => groupOf(members, (since + now) / 2))
    .sort((a, b) => b.count - a.count || b.lastAt - a.lastAt);
}

/** The same signature of the same plugin is the same cause; without one the words decide, their numbers apart. */
function keyOf({ run, dossier }: FailedRun): string {
  const plugin = dossier?.plugin ?? run.failedPlugin ?? "";
  const words = (run.cause ?? "").replaceAll(/\d+/g, "#");
  return `${plugin}\n${dossier?.signature ?? words}`;
}

function groupOf(members: readonly FailedRun[], middle: number): ErrorGroup {
  const [newest] = members;
  if (newest === undefined) throw new TypeError("A group has at least one member.");
  const times = members.map(({ run }) => run.startedAt);
  return {
    signature: newest.dossier?.signature ?? null,
    category: newest.dossier?.category ?? "unknown",
    plugin: newest.dossier?.plugin ?? newest.run.failedPlugin,
    cause: newest.dossier?.cause ?? newest.run.cause ?? "It is not known why.",
    count: members.length,
    firstAt: Math.min(...times),
    lastAt: Math.max(...times),
    jobs: [...new Set(members.map(({ run }) => run.job))].sort(),
    trend: trendOf(times, middle),
    lastRunId: newest.run.runId,
  };
}

function trendOf(times: readonly number[], middle: number): ErrorGroup["trend"] {
  if (times.length < leastForTrend) return null;
  const late = times.filter((at) => at >= middle).length;
  const early = times.length - late;
  if (late > early * 1.5) return "rising";
  return early > late * 1.5 ? "falling" : "steady";
}

/** A row of `runs errors --json`. */
export function errorDocument(group: ErrorGroup): { readonly [key: string]: Json } {
  const { signature, category, plugin, cause, count, trend } = group;
  return {
    ...{ signature, category, plugin, cause, count, trend },
    first_at: toTimestamp(group.firstAt),
    last_at: toTimestamp(group.lastAt),
    jobs: [...group.jobs],
    last_run_id: group.lastRunId,
  };
}
