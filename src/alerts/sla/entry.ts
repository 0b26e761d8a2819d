import { cronProblem } from "../../lib/cron.ts";
import type { Labels } from "../../model/labels.ts";
import type { Severity } from "../../model/severity.ts";
import type { SlaEntrySettings } from "./settings.ts";
import { parseWeekdays } from "./weekdays.ts";

/** What one expectation is about. Durations are milliseconds. */
export type Expectation =
  | { readonly kind: "expected_by"; readonly time: string; readonly weekdays: ReadonlySet<number> | null }
  | { readonly kind: "schedule"; readonly cron: string }
  | { readonly kind: "max_duration"; readonly limit: number | "auto" | { readonly percent: number } }
  | { readonly kind: "freshness"; readonly maxAgeMs: number };

/** One expectation of one job. */
export interface SlaEntry {
  /** What it is remembered by: a changed expectation is another one. */
  readonly key: string;
  readonly name: string;
  readonly job: string;
  readonly environment: string | null;
  readonly source: "file" | "meltano";
  readonly expects: Expectation;
  readonly graceMs: number;
  readonly zone: string;
  readonly severity: Severity;
  readonly channel: string | null;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** A schedule of meltano.yml that names a job. */
export interface MeltanoScheduleOf {
  readonly name: string;
  readonly interval: string | null;
  readonly job: string | null;
}

/** The expectations of all entries: one for each key of an entry, and for each schedule where it says `meltano`. */
export function slaEntries(
  settings: readonly SlaEntrySettings[],
  { zone, schedules }: { readonly zone: string; readonly schedules: readonly MeltanoScheduleOf[] },
): SlaEntry[] {
  const all = settings
    .filter(({ enabled }) => enabled)
    .flatMap((entry) => {
      const own = ownExpectations(entry).map((expects) => entryOf(entry, { expects, zone }));
      return [...own, ...scheduled(entry, schedules).map((one) => entryOf(entry, { ...one, zone }))];
    });
  return [...new Map(all.map((entry) => [entry.key, entry])).values()];
}

/** Schedules that would come but that no entry watches. */
export function unwatchedSchedules(
  schedules: readonly MeltanoScheduleOf[],
  entries: readonly SlaEntry[],
): MeltanoScheduleOf[] {
  const watched = new Set(
    entries.filter(({ expects }) => expects.kind !== "max_duration").map(({ job }) => job),
  );
  return schedules.filter(({ job }) => job === null || !watched.has(job));
}

function ownExpectations(entry: SlaEntrySettings): Expectation[] {
  const { expected_by, schedule, max_duration, freshness, weekdays } = entry;
  const days = weekdays === undefined ? null : parseWeekdays(weekdays);
  return [
    ...(expected_by === undefined
      ? []
      : [{ kind: "expected_by", time: expected_by, weekdays: days } as const]),
    ...(schedule === undefined || schedule === "meltano"
      ? []
      : [{ kind: "schedule", cron: schedule } as const]),
    ...(max_duration === undefined ? [] : [{ kind: "max_duration", limit: limitOf(max_duration) } as const]),
    ...(freshness === undefined ? [] : [{ kind: "freshness", maxAgeMs: freshness } as const]),
  ];
}

function limitOf(written: string | number): number | "auto" | { readonly percent: number } {
  if (typeof written === "number") return written;
  return written === "auto" ? "auto" : { percent: Number.parseFloat(written) };
}

interface Scheduled {
  readonly expects: Expectation;
  readonly job: string;
  readonly schedule: string;
}

function scheduled(entry: SlaEntrySettings, schedules: readonly MeltanoScheduleOf[]): Scheduled[] {
  if (entry.schedule !== "meltano") return [];
  return schedules.flatMap(({ name, interval, job }) => {
    if (job === null || interval === null || (entry.job !== "*" && entry.job !== job)) return [];
    if (cronProblem(interval) !== null) return [];
    return [{ expects: { kind: "schedule", cron: interval }, job, schedule: name }];
  });
}

function entryOf(
  entry: SlaEntrySettings,
  { expects, zone, job = entry.job, schedule }: Partial<Scheduled> & { expects: Expectation; zone: string },
): SlaEntry {
  const environment = entry.environment ?? null;
  const ownZone = entry.timezone ?? zone;
  const words = wordsOf(expects);
  const what = [environment, job, words, ownZone, entry.weekdays ?? null, entry.grace, schedule ?? null];
  return {
    key: JSON.stringify(what),
    name: entry.name ?? (schedule === undefined ? words : `${words} (${schedule})`),
    job,
    environment,
    source: schedule === undefined ? "file" : "meltano",
    expects,
    graceMs: entry.grace,
    zone: ownZone,
    severity: entry.severity,
    channel: entry.channel ?? null,
    labels: entry.labels,
    annotations: entry.annotations,
  };
}

/** An expectation in few words: `expected_by 09:00`. */
export function wordsOf(expects: Expectation): string {
  switch (expects.kind) {
    case "expected_by":
      return `expected_by ${expects.time}`;
    case "schedule":
      return `schedule ${expects.cron}`;
    case "freshness":
      return `freshness ${expects.maxAgeMs / 1000}s`;
    case "max_duration":
      return `max_duration ${limitText(expects.limit)}`;
  }
}

function limitText(limit: number | "auto" | { readonly percent: number }): string {
  if (typeof limit === "number") return `${limit / 1000}s`;
  return limit === "auto" ? "auto" : `${limit.percent}%`;
}
