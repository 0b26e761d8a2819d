import type { RunSource } from "../../model/run.ts";
import type { RunRow } from "../tables/runs.ts";

/** Each source's bit in `opened_by`; a higher one knows more about the run. */
const bits: Readonly<Record<RunSource, number>> = { mapper: 1, meltano: 2, ingest: 4, runner: 8, ping: 16 };

/** The mark of an opening by `source`. */
export function openedBy(source: RunSource): number {
  return bits[source];
}

/** A run of which only later facts have told so far: it is not shown until its opening is in. */
export function unopenedRun(runId: string): RunRow {
  return {
    run_id: runId,
    project: "",
    environment: "",
    job: "",
    tasks: "[]",
    status: "unknown",
    exit_code: null,
    started_at: 0,
    ended_at: null,
    complete: 0,
    owner: null,
    labels: "{}",
    trigger: null,
    source: "",
    process: null,
    heartbeat_at: null,
    cause: null,
    failed_plugin: null,
    notices: "[]",
    opened_by: 0,
  };
}

/**
 * A run that is opened again, by another source: the one that knows more wins, the other fills what is empty, and what
 * came in since (an end, a heartbeat) stays. `null` where this opening is in already.
 */
export function mergeRun(held: RunRow, opening: RunRow): RunRow | null {
  if ((held.opened_by & opening.opened_by) !== 0) return null;
  // What an unopened run holds are changes made after its opening.
  const heldWins = held.opened_by === 0 || held.opened_by > opening.opened_by;
  const [winner, other] = heldWins ? [held, opening] : [opening, held];
  return {
    ...filled(winner, other),
    ...outcome(winner, other),
    labels: JSON.stringify({ ...parsed(other.labels), ...parsed(winner.labels) }),
    notices: JSON.stringify([...new Set([...listed(held.notices), ...listed(opening.notices)])]),
    heartbeat_at: latest(held.heartbeat_at, opening.heartbeat_at),
    started_at: earliestStart(held, opening),
    opened_by: held.opened_by | opening.opened_by,
  };
}

/** The winner's values, and the other's where the winner has none. */
function filled(winner: RunRow, other: RunRow): RunRow {
  const held: Readonly<Record<string, unknown>> = { ...other };
  const entries = Object.entries(winner).map(([column, value]) => [
    column,
    isEmpty(value) ? held[column] : value,
  ]);
  return Object.fromEntries(entries) as RunRow;
}

/** How it went, by whoever says more: an opening that says "running" takes back no end. */
function outcome(winner: RunRow, other: RunRow): Partial<RunRow> {
  const [first, second] = certainty(other) > certainty(winner) ? [other, winner] : [winner, other];
  return {
    status: first.status,
    exit_code: first.exit_code ?? second.exit_code,
    ended_at: first.ended_at ?? second.ended_at,
    complete: Math.max(first.complete, second.complete),
    cause: first.cause ?? second.cause,
    failed_plugin: first.failed_plugin ?? second.failed_plugin,
  };
}

function certainty({ status }: RunRow): number {
  if (status === "unknown") return 0;
  return status === "running" ? 1 : 2;
}

function earliestStart(held: RunRow, opening: RunRow): number {
  return held.started_at === 0 ? opening.started_at : Math.min(held.started_at, opening.started_at);
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === "" || value === "[]";
}

function parsed(labels: string): Record<string, string> {
  return JSON.parse(labels) as Record<string, string>;
}

function listed(notices: string): string[] {
  return JSON.parse(notices) as string[];
}
