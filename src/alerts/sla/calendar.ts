import { DateTime } from "luxon";
import { cronOf } from "../../lib/cron.ts";
import type { SlaEntry } from "./entry.ts";

/** After a long sleep no more deadlines are counted than this; more are "at least so many". */
export const mostDeadlines = 1_000;

/**
 * The deadlines of an entry in `(after, until]`, oldest first; of more than `mostDeadlines` the newest. Local times are
 * reckoned in the entry's zone: one that DST skips is moved on, one that comes twice counts once.
 */
export function deadlinesBetween(entry: SlaEntry, after: number, until: number): number[] {
  const found: number[] = [];
  let from = Math.max(after, earliestOf(entry, until));
  for (;;) {
    const next = nextDeadline(entry, from);
    if (next === null || next > until) return found.slice(-mostDeadlines);
    found.push(next);
    from = next;
  }
}

/** The first deadline after a time; `null` for an entry without any. */
export function nextDeadline({ expects, zone }: SlaEntry, after: number): number | null {
  if (expects.kind === "schedule") {
    return cronOf(expects.cron, zone).nextRun(new Date(after))?.getTime() ?? null;
  }
  return expects.kind === "expected_by" ? nextTimeOfDay(expects, zone, after) : null;
}

/** Far enough back for the newest deadlines; further back they are not even looked for. */
function earliestOf(entry: SlaEntry, until: number): number {
  if (entry.expects.kind === "expected_by") return until - mostDeadlines * 86_400_000;
  const [one, two] = [nextDeadline(entry, until), nextDeadline(entry, nextDeadline(entry, until) ?? until)];
  const step = one === null || two === null ? 86_400_000 : Math.max(60_000, two - one);
  return until - Math.max(mostDeadlines * step, 2 * 86_400_000);
}

function nextTimeOfDay(
  { time, weekdays }: { readonly time: string; readonly weekdays: ReadonlySet<number> | null },
  zone: string,
  after: number,
): number | null {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  let day = DateTime.fromMillis(after, { zone }).startOf("day").minus({ days: 1 });
  // A week and a day, and a day for a deadline of 24:00.
  for (let tries = 0; tries < 10; tries += 1) {
    const at = deadlineOn(day, hour, minute);
    if (at > after && (weekdays === null || weekdays.has(day.weekday))) return at;
    day = day.plus({ days: 1 });
  }
  return null;
}

/** By the wall clock of that day: not so many hours after midnight, which DST would shift. */
function deadlineOn(day: DateTime, hour: number, minute: number): number {
  if (hour === 24) return day.plus({ days: 1 }).startOf("day").toMillis();
  return day.set({ hour, minute, second: 0, millisecond: 0 }).toMillis();
}
