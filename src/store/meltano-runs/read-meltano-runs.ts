import { statSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../../lib/errors.ts";
import { redactUrl } from "../../lib/redaction/index.ts";
import type { MeltanoRun } from "../../model/meltano-run.ts";
import { codeOf } from "../store-error.ts";
import { type RawRun, type RunsWanted, toMeltanoRun } from "./meltano-run.ts";

export interface MeltanoRuns {
  /** Oldest first, without Meltano's edits of states. */
  readonly runs: readonly MeltanoRun[];
  /** Why there are none, one sentence; `null` where the table was read. */
  readonly reason: string | null;
}

export interface MeltanoRunsQuery {
  /** Meltano's system database, as SQLAlchemy writes it. */
  readonly uri: string;
  /** What a relative SQLite path is relative to. */
  readonly projectRoot: string;
  /** Only runs that began, ended or gave a sign of life at or after this time, milliseconds since the epoch. */
  readonly since: number;
  /** The newest that many; 1,000. */
  readonly limit?: number;
}

/** Reads Meltano's own `runs` table and changes nothing. Never throws: what can't be read is empty, with the reason. */
export async function readMeltanoRuns(query: MeltanoRunsQuery): Promise<MeltanoRuns> {
  try {
    const rows = await rawRuns(query);
    if (typeof rows === "string") return { runs: [], reason: rows };
    return { runs: rows.map(toMeltanoRun), reason: null };
  } catch (thrown) {
    const detail = messageOf(thrown) || codeOf(thrown);
    return { runs: [], reason: `Meltano's system database ${redactUrl(query.uri)} can't be read: ${detail}` };
  }
}

async function rawRuns({
  uri,
  projectRoot,
  since,
  limit = 1_000,
}: MeltanoRunsQuery): Promise<RawRun[] | string> {
  const wanted: RunsWanted = { since, limit };
  const noTable = `Meltano's system database ${redactUrl(uri)} has no table of runs yet.`;
  const path = sqlitePath(uri);
  if (path !== null) {
    const file = resolve(projectRoot, path);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile())
      return `Meltano has made no system database at ${file} yet.`;
    const { readSqliteRuns } = await import("./sqlite-runs.ts");
    return readSqliteRuns(file, wanted) ?? noTable;
  }
  const url = postgresUrl(uri);
  if (url === null) return `Runs can't be read from ${redactUrl(uri)}: only SQLite and PostgreSQL are known.`;
  const { readPostgresRuns } = await import("./postgres-runs.ts");
  return (await readPostgresRuns(url, wanted)) ?? noTable;
}

/** `sqlite:///relative`, `sqlite:////absolute`, with or without a driver (`sqlite+pysqlite`) and options. */
function sqlitePath(uri: string): string | null {
  return /^sqlite(?:\+\w+)?:\/\/\/([^?]+)/.exec(uri)?.[1] ?? null;
}

/** SQLAlchemy puts the driver into the scheme: `postgresql+psycopg2://`. */
function postgresUrl(uri: string): string | null {
  const rest = /^postgres(?:ql)?(?:\+\w+)?(:\/\/.*)$/s.exec(uri)?.[1];
  return rest === undefined ? null : `postgresql${rest}`;
}
