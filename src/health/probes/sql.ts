import { healthy, type Outcome, unhealthy } from "../contract.ts";
import type { Row } from "../databases/connection.ts";
import type { DatabaseSettings } from "../databases/open.ts";
import type { HealthEffects } from "../effects.ts";
import type { SettingsOf } from "../settings.ts";
import { withConnection } from "./database.ts";

type Settings = SettingsOf<"sql">;

/** Asks a user's query and judges its answer. Of the answer no more than its first value is told where that is wished. */
export function probeSql(
  settings: Settings,
  database: DatabaseSettings,
  effects: HealthEffects,
  signal: AbortSignal,
): Promise<Outcome> {
  return withConnection(database, effects, signal, async (connection) => {
    const began = effects.elapsed();
    const rows = await connection.query(settings.query);
    return judgeRows(rows, settings, effects.elapsed() - began);
  });
}

/** What these rows mean. */
function judgeRows(
  rows: readonly Row[],
  { expect, max_duration }: Pick<Settings, "expect" | "max_duration">,
  tookMs: number,
): Outcome {
  const details = { rows: rows.length, query_seconds: Math.round(tookMs) / 1000 };
  const wrong = wrongRows(rows, expect);
  if (wrong !== null) return unhealthy(wrong, details);
  if (max_duration !== undefined && tookMs > max_duration)
    return unhealthy(
      `the query took ${(tookMs / 1000).toFixed(1)} s; the limit is ${max_duration / 1000} s`,
      details,
    );
  return healthy("the query gives what is expected", details);
}

function wrongRows(
  rows: readonly Row[],
  { value, min, max, rows: count }: Settings["expect"],
): string | null {
  if (count !== undefined && rows.length !== count)
    return `the query gives ${rows.length} rows and not ${count}`;
  if (value === undefined && min === undefined && max === undefined) return null;
  const first = rows[0]?.[0];
  if (first === undefined || first === null) return "the query gives no value";
  if (value !== undefined && !isSame(first, value)) return `the query gives ${shown(first)} and not ${value}`;
  if (min === undefined && max === undefined) return null;
  const number = Number(first);
  if (Number.isNaN(number)) return `the query gives ${shown(first)}, which is no number`;
  if (min !== undefined && number < min) return `the query gives ${shown(first)}, below ${min}`;
  return max !== undefined && number > max ? `the query gives ${shown(first)}, above ${max}` : null;
}

/** Drivers give large and exact numbers as texts, and truth as 0 and 1. */
function isSame(found: unknown, expected: string | number | boolean): boolean {
  if (typeof expected === "boolean") return ["true", "t", "1"].includes(String(found)) === expected;
  if (typeof expected === "number") return String(found) !== "" && Number(found) === expected;
  return String(found) === expected;
}

function shown(value: unknown): string {
  return (value instanceof Date ? value.toISOString() : String(value)).slice(0, 100);
}
