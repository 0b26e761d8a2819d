import type { DataPlace } from "../../audit/lineage/index.ts";
import { targetParts } from "../../audit/lineage/naming/servers.ts";
import {
  type CountableSettings,
  countableTypes,
  countRows,
  type TableCount,
  type TableName,
} from "../../health/databases/count-rows.ts";
import type { HealthEffects } from "../../health/index.ts";
import type { HealthCheckSettings } from "../../health/settings.ts";
import { checkOfSettings } from "../health/derive-checks.ts";
import { dataPlace, targetPlace } from "../lineage/data-place.ts";
import type { OpenedProject } from "../open-project.ts";
import { judgeTargetRows, type LoadMode, loadMode, type RowsVerdict } from "./judge-rows.ts";

/** What the target's database says of a stream. */
export interface TargetAnswer {
  readonly rows: number | null;
  readonly verdict: RowsVerdict;
  /** As it stands in the database, with its schema; `null` where that is not known. */
  readonly table: string | null;
  readonly mode: LoadMode;
}

/** A stream whose table is to be counted. */
export interface TargetStream {
  readonly stream: string;
  readonly forwarded: number;
  readonly tap: string | null;
  readonly target: string | null;
  /** `null` where the stream's SCHEMA is not known. */
  readonly keys: readonly string[] | null;
}

export interface CountTargets {
  readonly effects: HealthEffects;
  /** For all tables of one target together. */
  readonly limitMs: number;
  /** No later run of the job has loaded since. */
  readonly isNewest: boolean;
}

/** Counts the tables of a run's streams, target by target, with what each target is set to now. */
export async function countTargets(
  project: OpenedProject,
  streams: readonly TargetStream[],
  options: CountTargets,
): Promise<ReadonlyMap<string, TargetAnswer>> {
  const answers = new Map<string, TargetAnswer>();
  const ways = Map.groupBy(streams, ({ tap, target }) => JSON.stringify([tap, target]));
  for (const way of ways.values()) {
    const told = await countWay(project, way, options);
    for (const [at, { stream }] of way.entries()) {
      const answer = told[at];
      if (answer !== undefined) answers.set(stream, answer);
    }
  }
  return answers;
}

/** Streams that came from one tap to one target. */
async function countWay(
  project: OpenedProject,
  streams: readonly TargetStream[],
  { effects, limitMs, isNewest }: CountTargets,
): Promise<TargetAnswer[]> {
  const [{ tap, target } = { tap: null, target: null }] = streams;
  if (target === null)
    return streams.map(() => unknownAnswer("it is not known which target loaded this stream"));
  const place = placeOf(project, tap, target);
  const database = databaseOf(project, place);
  if ("reason" in database) return streams.map(() => unknownAnswer(database.reason));
  const settings = { ...database, timeout: limitMs };
  const tables = streams.map(({ stream }) => tableOf(place, settings, stream));
  const signal = AbortSignal.timeout(limitMs);
  const counts = await countRows(settings, tables, { effects, signal });
  return streams.map((stream, at) => {
    const mode = loadMode(stream.keys, place.settings?.get("load_method"));
    const count = counts[at] ?? { rows: null, reason: "nobody counted it" };
    return answerOf(count, { stream, mode, table: tables[at] ?? null, isNewest, project });
  });
}

function answerOf(
  count: TableCount,
  {
    stream,
    mode,
    table,
    isNewest,
    project,
  }: {
    readonly stream: TargetStream;
    readonly mode: LoadMode;
    readonly table: TableName | null;
    readonly isNewest: boolean;
    readonly project: OpenedProject;
  },
): TargetAnswer {
  const name = table === null ? null : [table.schema, table.table].filter((part) => part !== null).join(".");
  if (count.rows === null) {
    const reason = project.redactor.text(count.reason);
    return { ...unknownAnswer(`${name}: ${reason}`), table: name, mode };
  }
  const { forwarded } = stream;
  const verdict = judgeTargetRows(count.rows, { forwarded, mode, isNewest });
  return { rows: count.rows, verdict, table: name, mode };
}

function unknownAnswer(reason: string): TargetAnswer {
  const says = `The rows in the target's table were not counted: ${reason}.`;
  return { rows: null, verdict: { kind: "unknown", says }, table: null, mode: "unknown" };
}

/** What the target is set to behind this tap: many a definition takes its schema from there. */
function placeOf(
  { project, env, environment }: OpenedProject,
  tap: string | null,
  target: string,
): DataPlace {
  const where = { env, environment };
  if (tap === null) return dataPlace(project, target, where);
  return targetPlace(project, target, dataPlace(project, tap, where), where);
}

function databaseOf(
  { project }: OpenedProject,
  { plugin, settings: set }: DataPlace,
): CountableSettings | { readonly reason: string } {
  const { settings, reason } = checkOfSettings(plugin, set, project);
  if (settings === null) return { reason: `of ${plugin}, ${reason ?? "nothing is known"}` };
  if (isCountable(settings)) return settings;
  return { reason: `tables behind ${plugin} can't be counted, only those of ${countableTypes.join(", ")}` };
}

function isCountable(settings: HealthCheckSettings): settings is CountableSettings {
  return (countableTypes as readonly string[]).includes(settings.type);
}

/** SQLite has no schemas; a table in another one than the connection's is named with it. */
function tableOf(place: DataPlace, { type }: CountableSettings, stream: string): TableName {
  if (type === "sqlite")
    return { schema: null, table: targetParts({ ...place, settings: new Map() }, stream).table };
  return targetParts(place, stream);
}
