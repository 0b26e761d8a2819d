import type { MeltanoRun } from "../../model/meltano-run.ts";

/** Which runs: those that began, ended or gave a sign of life at or after `since`. */
export interface RunsWanted {
  readonly since: number;
  readonly limit: number;
}

/** A run as both databases give it. */
export interface RawRun {
  readonly id: number;
  readonly state_id: string;
  readonly state: string | null;
  readonly started_at: number | string;
  readonly ended_at: number | string | null;
  readonly last_heartbeat_at: number | string | null;
  /** The payload's JSON, only where it may hold an error: a state can be megabytes. */
  readonly payload: string | null;
  readonly trigger: string | null;
  readonly run_id: string | null;
}

export function toMeltanoRun(raw: RawRun): MeltanoRun {
  return {
    id: raw.id,
    stateId: raw.state_id,
    state: raw.state ?? "",
    startedAt: toMs(raw.started_at) ?? 0,
    endedAt: toMs(raw.ended_at),
    lastHeartbeatAt: toMs(raw.last_heartbeat_at),
    error: errorIn(raw.payload),
    trigger: raw.trigger,
    runId: toUuid(raw.run_id),
  };
}

/** Meltano writes UTC without saying so: `2026-11-21 08:30:00.123456`. */
function toMs(time: number | string | null): number | null {
  if (time === null || typeof time === "number") return time;
  const ms = Date.parse(`${time.replace(" ", "T").slice(0, 23)}Z`);
  return Number.isNaN(ms) ? null : ms;
}

function errorIn(payload: string | null): string | null {
  if (payload === null) return null;
  try {
    const value: unknown = JSON.parse(payload);
    const error = typeof value === "object" && value !== null && "error" in value ? value.error : null;
    return typeof error === "string" ? error : null;
  } catch {
    // A payload that is no JSON says nothing about an error.
    return null;
  }
}

/** SQLite holds 32 hexadecimal digits, PostgreSQL a UUID. */
function toUuid(text: string | null): string | null {
  const hex = (text ?? "").replaceAll("-", "").toLowerCase();
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(hex);
  return parts === null ? null : parts.slice(1).join("-");
}
