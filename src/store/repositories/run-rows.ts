import type { RunChanges } from "../../model/fact.ts";
import type { Attempt, Run, RunPlugin, StreamClaim } from "../../model/run.ts";
import type { AttemptRow, RunPluginRow, RunRow, StreamClaimRow } from "../tables/runs.ts";

/** The columns of what is told of a run; nothing for what isn't. */
export function toRunColumns(changes: RunChanges): Partial<RunRow> {
  const { tasks, complete, labels, notices, process } = changes;
  const columns = {
    environment: changes.environment,
    job: changes.job,
    tasks: tasks && JSON.stringify(tasks),
    status: changes.status,
    exit_code: changes.exitCode,
    started_at: changes.startedAt,
    ended_at: changes.endedAt,
    complete: complete === undefined ? undefined : Number(complete),
    owner: changes.owner,
    labels: labels && JSON.stringify(labels),
    trigger: changes.trigger,
    source: changes.source,
    process: process && JSON.stringify(process),
    heartbeat_at: changes.heartbeatAt,
    cause: changes.cause,
    failed_plugin: changes.failedPlugin,
    notices: notices && JSON.stringify(notices),
  };
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Partial<RunRow>;
}

export function toRun(row: RunRow): Run {
  return {
    runId: row.run_id,
    project: row.project,
    environment: row.environment,
    job: row.job,
    tasks: JSON.parse(row.tasks) as Run["tasks"],
    status: row.status as Run["status"],
    exitCode: row.exit_code,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    complete: row.complete === 1,
    owner: row.owner,
    labels: JSON.parse(row.labels) as Run["labels"],
    trigger: row.trigger,
    source: row.source as Run["source"],
    process: row.process === null ? null : (JSON.parse(row.process) as Run["process"]),
    heartbeatAt: row.heartbeat_at,
    cause: row.cause,
    failedPlugin: row.failed_plugin,
    notices: JSON.parse(row.notices) as Run["notices"],
  };
}

export function toAttemptRow(runId: string, attempt: Attempt): AttemptRow {
  return {
    run_id: runId,
    number: attempt.number,
    status: attempt.status,
    exit_code: attempt.exitCode,
    started_at: attempt.startedAt,
    ended_at: attempt.endedAt,
  };
}

export function toAttempt(row: AttemptRow): Attempt {
  return {
    number: row.number,
    status: row.status as Attempt["status"],
    exitCode: row.exit_code,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

export function toPluginRow(runId: string, plugin: RunPlugin): RunPluginRow {
  return {
    run_id: runId,
    name: plugin.name,
    role: plugin.role,
    exit_code: plugin.exitCode,
    cpu_seconds: plugin.cpuSeconds,
    max_rss_bytes: plugin.maxRssBytes,
  };
}

export function toPlugin(row: RunPluginRow): RunPlugin {
  return {
    name: row.name,
    role: row.role as RunPlugin["role"],
    exitCode: row.exit_code,
    cpuSeconds: row.cpu_seconds,
    maxRssBytes: row.max_rss_bytes,
  };
}

export function toClaimRow(runId: string, claim: StreamClaim): StreamClaimRow {
  return { run_id: runId, stream: claim.stream, side: claim.side, records: claim.records };
}

export function toClaim(row: StreamClaimRow): StreamClaim {
  return { stream: row.stream, side: row.side as StreamClaim["side"], records: row.records };
}
