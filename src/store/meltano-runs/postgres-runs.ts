import pg from "pg";
import type { RawRun, RunsWanted } from "./meltano-run.ts";

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8 as ${column}`;

const query = `select * from (
    select id::float8 as id, job_name as state_id, state::text as state, ${ms("started_at")}, ${ms("ended_at")},
      ${ms("last_heartbeat_at")}, "trigger", run_id::text as run_id,
      case when payload like '%"error"%' then payload end as payload
    from runs
    where state::text is distinct from 'STATE_EDIT'
      and greatest(started_at, ended_at, last_heartbeat_at) >= to_timestamp($1 / 1000.0) at time zone 'UTC'
    order by runs.started_at desc, runs.id desc limit $2) as newest
  order by started_at, id`;

/** Meltano's runs from its PostgreSQL database. `null` where the table is missing. */
export async function readPostgresRuns(url: string, { since, limit }: RunsWanted): Promise<RawRun[] | null> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    application_name: "pitchpipe",
  });
  // A connection that breaks between two queries makes the next one fail; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("set default_transaction_read_only to on");
    const { rows: found } = await client.query("select to_regclass('runs') as name");
    if (found[0]?.name == null) return null;
    const { rows } = await client.query<RawRun>(query, [since, limit]);
    return rows;
  } finally {
    await client.end();
  }
}
