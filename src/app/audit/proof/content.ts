import type { ProofContent } from "../../../audit/proof/document.ts";
import { toTimestamp } from "../../../lib/clock.ts";
import type { Finding } from "../../../model/finding.ts";
import type { Run } from "../../../model/run.ts";
import type { RunContext } from "../../../model/run-context.ts";
import type { RunRecord } from "../../documents/run-document.ts";
import { segmentSentence } from "../../reconcile/first-segment.ts";
import type { ReconciledStream } from "../../reconcile/reconcile.ts";
import type { RunChain } from "./run-chain.ts";

/** What a proof says of a run, but for its place in the account. */
export type RunPart = Omit<ProofContent, "made_at" | "made_by" | "chain" | "checkpoint">;

/** Puts together what is known of a run. Samples of the data never come in. */
export function runPart(
  record: RunRecord,
  {
    context,
    reconciled,
    sums,
  }: {
    readonly context: RunContext | null;
    readonly reconciled: readonly ReconciledStream[];
    readonly sums: RunChain["sums"];
  },
): RunPart {
  return {
    run: runOf(record, context),
    versions: context === null ? null : versionsOf(context),
    streams: streamsOf(record, reconciled, sums),
    findings: record.findings.map(findingOf),
    alerts: record.alerts.map(({ id, type, severity, status }) => ({ id, type, severity, status })),
  };
}

function runOf({ run, attempts, plugins }: RunRecord, context: RunContext | null): RunPart["run"] {
  return {
    ...{ run_id: run.runId, project: run.project, environment: run.environment, job: run.job },
    ...{ tasks: [...run.tasks], status: run.status, exit_code: run.exitCode },
    started_at: toTimestamp(run.startedAt),
    ended_at: toTimestamp(run.endedAt),
    duration_seconds: secondsOf(run),
    ...{ complete: run.complete, owner: run.owner, trigger: run.trigger, source: run.source },
    ...{ cause: run.cause, labels: { ...run.labels }, notices: [...run.notices] },
    attempts: attempts.map(({ number, status, exitCode }) => ({ number, status, exit_code: exitCode })),
    plugins: plugins.map(({ name, role, exitCode }) => ({
      ...{ name, role, exit_code: exitCode },
      version: context?.plugins[name] ?? null,
    })),
  };
}

function secondsOf({ startedAt, endedAt }: Run): number | null {
  return endedAt === null ? null : Math.max(0, endedAt - startedAt) / 1000;
}

/** The hash of the settings shows a change and tells nothing; the settings themselves stay at home. */
function versionsOf(context: RunContext): NonNullable<RunPart["versions"]> {
  return {
    pitchpipe: context.pitchpipeVersion,
    meltano: context.meltanoVersion,
    config_hash: context.configHash,
    git_commit: context.gitCommit,
  };
}

function streamsOf(
  record: RunRecord,
  reconciled: readonly ReconciledStream[],
  sums: RunChain["sums"],
): RunPart["streams"] {
  const names = new Set([...reconciled.map(({ sides }) => sides.stream), ...sums.streams]);
  return [...names].map((stream) => {
    const found = reconciled.find(({ sides }) => sides.stream === stream);
    const counted = record.streams.find((count) => count.stream === stream);
    return {
      stream,
      tap_said: found?.sides.tapSaid ?? null,
      mapper_saw: found?.sides.mapperSaw ?? null,
      forwarded: found?.sides.forwarded ?? null,
      quarantined: found?.sides.quarantined ?? null,
      dropped: found?.sides.dropped ?? null,
      target_said: found?.sides.targetSaid ?? null,
      uninspected: counted?.uninspected ?? null,
      bytes: counted?.bytes ?? null,
      equal: found?.equal ?? null,
      differences: (found?.differences ?? []).map(({ message, segment }) =>
        segment === null ? message : `${message} ${segmentSentence(segment)}`,
      ),
      unknown: [...(found?.unknown ?? [])],
      ...sums.of(stream),
    };
  });
}

function findingOf(finding: Finding): RunPart["findings"][number] {
  const { check, name, stream, field, severity, outcome, mode, action, records, violations, message } =
    finding;
  return { check, name, stream, field, severity, outcome, mode, action, records, violations, message };
}
