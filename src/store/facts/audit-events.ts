import { hash } from "node:crypto";
import { canonicalJson, type Json } from "../../lib/canonical-json.ts";
import { type AuditEvent, type EntryKind, runEndedKind, runResumedKind } from "../../model/audit-entry.ts";
import type { Fact } from "../../model/fact.ts";
import type { Finding } from "../../model/finding.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Run, RunSource } from "../../model/run.ts";
import type { StreamProfile } from "../../model/stream-history.ts";
import { ofStore } from "../audit/operator-events.ts";

type Of<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;
type Body = AuditEvent["body"];

/** What the account needs to know beside the fact. */
export interface FactScene {
  /** Milliseconds since the epoch: when it is written down, for facts that don't say when they happened. */
  readonly now: number;
  /** The block that a `block_closed` is about, as the store has it; `null` where it is not known. */
  readonly block: MapperBlock | null;
}

/** Where a fact does not say which of our programs it came from. */
const ourselves = "pitchpipe";
const mapper = "pitchpipe-mapper";

const actors: Readonly<Record<RunSource, string>> = {
  runner: "pitchpipe-run",
  mapper,
  meltano: "pitchpipe-tick",
  ingest: "pitchpipe-ingest",
  ping: "pitchpipe-ping",
};

/**
 * What a fact has to say to the audit: who or what did what to which data. Segments have a way of their own. Values of records
 * never come in, and neither does free text that could quote one.
 */
export function auditEventsOf(fact: Fact, scene: FactScene): readonly AuditEvent[] {
  switch (fact.kind) {
    case "run_opened":
      return runOpened(fact.run);
    case "run_changed":
      return runChanged(fact, scene);
    case "attempt":
      return [attempted(fact, scene)];
    case "plugin":
      return fact.plugin.exitCode === null ? [] : [pluginEnded(fact, scene)];
    case "run_context":
      return [contextOf(fact, scene)];
    case "block_opened":
      return [blockOpened(fact.block)];
    case "block_closed":
      return blockClosed(fact, scene);
    case "stream_profiles":
      return fact.profiles.flatMap((profile) => schemaOf(fact, profile));
    case "findings":
      return fact.findings.flatMap((finding) => rowsTouched(fact, finding));
    case "purged":
      return [purged(fact)];
    case "replayed":
      return [replayed(fact)];
    default:
      return [];
  }
}

function runOpened(run: Run): AuditEvent[] {
  const { project, environment, job, tasks, trigger, source, owner, startedAt } = run;
  const opened = ofRun(run.runId, {
    ...{ kind: "run_opened", at: startedAt, actor: actors[source], key: `run_opened ${source}` },
    body: { project, environment, job, tasks, trigger, source, owner },
  });
  return isOver(run)
    ? [opened, runEnded(run.runId, run, actors[source], run.endedAt ?? startedAt)]
    : [opened];
}

function runChanged({ runId, changes }: Of<"run_changed">, { now }: FactScene): AuditEvent[] {
  const actor = changes.source === undefined ? ourselves : actors[changes.source];
  if (isOver(changes)) return [runEnded(runId, changes, actor, changes.endedAt ?? now)];
  if (changes.status !== "running") return [];
  const at = changes.startedAt ?? changes.heartbeatAt ?? now;
  return [ofRun(runId, { kind: runResumedKind, at, actor, key: `${runResumedKind} ${at}`, body: {} })];
}

/** A run that only the mapper saw is over with the status `unknown`; whoever knows more says so in a second entry. */
function isOver({ status, endedAt, complete }: Partial<Run>): boolean {
  if (status === undefined || status === "running") return false;
  return status !== "unknown" || endedAt != null || complete === true;
}

function runEnded(runId: string, run: Partial<Run>, actor: string, at: number): AuditEvent {
  const { status = "unknown", exitCode = null, complete = null, failedPlugin = null, endedAt = null } = run;
  const body = {
    ...{ status, exit_code: exitCode, complete, failed_plugin: failedPlugin },
    ended_at: endedAt === null ? null : new Date(endedAt).toISOString(),
  };
  return ofRun(runId, { kind: runEndedKind, at, actor, key: keyOf(runEndedKind, body), body });
}

function attempted({ runId, attempt }: Of<"attempt">, { now }: FactScene): AuditEvent {
  const { number, status, exitCode, startedAt, endedAt } = attempt;
  const body = { number, status, exit_code: exitCode };
  const at = endedAt ?? startedAt ?? now;
  return ofRun(runId, { kind: "attempt", at, actor: actors.runner, key: keyOf("attempt", body), body });
}

function pluginEnded({ runId, plugin }: Of<"plugin">, { now }: FactScene): AuditEvent {
  const { name, role, exitCode } = plugin;
  const body = { name, role, exit_code: exitCode };
  return ofRun(runId, { kind: "plugin", at: now, actor: ourselves, key: keyOf("plugin", body), body });
}

function contextOf({ runId, context }: Of<"run_context">, { now }: FactScene): AuditEvent {
  const body = {
    pitchpipe_version: context.pitchpipeVersion,
    meltano_version: context.meltanoVersion,
    config_hash: context.configHash,
    git_commit: context.gitCommit,
    plugins: context.plugins,
    // Of settings only a digest: it shows a change and tells nothing.
    meltano_yml_sha256: hash("sha256", canonicalJson(context.meltanoYml), "hex"),
  };
  const kind = "run_context";
  return ofRun(runId, { kind, at: now, actor: actors.runner, key: keyOf(kind, body), body });
}

function blockOpened({ blockId, runId, tap, openedAt }: MapperBlock): AuditEvent {
  const kind = "block_opened";
  return ofRun(runId, {
    ...{ kind, at: openedAt, actor: mapper, key: `${kind} ${blockId}`, body: { block_id: blockId, tap } },
  });
}

function blockClosed({ blockId, at, exitCode }: Of<"block_closed">, { block }: FactScene): AuditEvent[] {
  if (block === null) return [];
  const { runId, lines, records, statesIn, statesForwarded, uncovered, incomplete, sawEof } = block;
  const common = { at, actor: mapper };
  const withheld = statesIn - statesForwarded;
  const closed = ofRun(runId, {
    ...{ ...common, kind: "block_closed", key: `block_closed ${blockId}` },
    body: {
      ...{ block_id: blockId, exit_code: exitCode, lines, records, states_in: statesIn },
      ...{ states_forwarded: statesForwarded, uncovered, incomplete, saw_eof: sawEof },
    },
  });
  if (withheld <= 0) return [closed];
  const body = { block_id: blockId, states: withheld };
  return [
    ofRun(runId, { ...common, kind: "state_withheld", key: `state_withheld ${blockId}`, body }),
    closed,
  ];
}

function schemaOf({ blockId, runId, at }: Of<"stream_profiles">, profile: StreamProfile): AuditEvent[] {
  const { schema, stream } = profile;
  if (schema === null) return [];
  const body = { block_id: blockId, schema_sha256: schema.hash, held: schema.held };
  return [
    ofRun(runId, { kind: "schema", at, actor: mapper, key: keyOf(`schema ${stream}`, body), body, stream }),
  ];
}

/** What happened to rows, by the action of the check. */
const rowKinds: Partial<Record<Finding["action"], EntryKind>> = {
  quarantine: "rows_quarantined",
  drop: "rows_dropped",
  mask: "rows_masked",
  hold: "line_held",
};

/** Counts are totals of the block up to then, so the last entry of a check counts. */
function rowsTouched({ blockId, runId, at }: Of<"findings">, finding: Finding): AuditEvent[] {
  const kind = rowKinds[finding.action];
  const { check, name, field, stream, mode, acts, outcome, violations } = finding;
  if (kind === undefined || mode === "shadow" || acts === false) return [];
  if (outcome !== "violated" || violations === 0) return [];
  const body = { block_id: blockId, check, name, field, rows: violations };
  return [ofRun(runId, { kind, at, actor: mapper, key: keyOf(`${kind} ${stream}`, body), body, stream })];
}

/** A purge may go over many runs: it stands in the store's chain. */
function purged({ purgeId, purge }: Of<"purged">): AuditEvent {
  const { at, by, runId, stream, ofKey, olderThan, records, files } = purge;
  return ofStore({
    ...{ key: `quarantine_purged ${purgeId}`, at, kind: "quarantine_purged", actor: by },
    ...{ runId, stream },
    body: { of_key: ofKey, older_than: olderThan, records, files: files.length },
  });
}

function replayed({ replayId, replay }: Of<"replayed">): AuditEvent {
  const { at, by, runId, stream, records, held } = replay;
  return ofStore({
    ...{ key: `quarantine_replayed ${replayId}`, at, kind: "quarantine_replayed", actor: by },
    ...{ runId, stream, body: { records, held } },
  });
}

function ofRun(
  runId: string,
  event: Pick<AuditEvent, "key" | "at" | "kind" | "actor" | "body"> & { readonly stream?: string },
): AuditEvent {
  return { ...event, chain: runId, runId, stream: event.stream ?? null };
}

/** Told again with the same content it is the same event. */
function keyOf(kind: string, body: Body): string {
  return `${kind} ${canonicalJson(body as Json)}`;
}
