import { canonicalJson, type Json } from "../../lib/canonical-json.ts";
import type { RunChange } from "../../model/dossier.ts";
import type { Run } from "../../model/run.ts";
import { diffSchemas } from "../../quality/drift/index.ts";
import type { Store } from "../../store/index.ts";
import { change, text } from "./run-change.ts";

/** Streams whose schemas are compared, runs in which they are looked for, and changes of one that are told. */
const mostStreams = 100;
const runsLookedAt = 50;
const mostChanges = 10;

/** What differs in what two runs of a job loaded: schemas, records of each stream, and how long it took. */
export async function loadedChanges(store: Store, before: Run, after: Run): Promise<RunChange[]> {
  const [old, now] = [await store.blocks.streams(before.runId), await store.blocks.streams(after.runId)];
  const names = [...new Set([...old, ...now].map(({ stream }) => stream))];
  const schemas: RunChange[] = [];
  for (const name of names.slice(0, mostStreams))
    schemas.push(...(await schemaChanges(store, name, before, after)));
  // A stream that one run did not see has none there.
  const count = (of: typeof old, name: string): string | null =>
    text(of.find(({ stream }) => stream === name)?.records ?? null);
  const records = names.flatMap((name) => change(`records of ${name}`, count(old, name), count(now, name)));
  return [...schemas, ...records, ...change("duration", seconds(before), seconds(after))];
}

/** How the SCHEMA of a stream differs, property by property. */
async function schemaChanges(store: Store, stream: string, before: Run, after: Run): Promise<RunChange[]> {
  const seen = await store.quality.schemas(after, stream, runsLookedAt);
  const of = ({ runId }: Run) => seen.find((one) => one.runId === runId);
  const [old, now] = [of(before), of(after)];
  if (old === undefined || now === undefined || old.hash === now.hash) return [];
  if (old.schema === null || now.schema === null)
    return change(`schema of ${stream} (its hash)`, old.hash.slice(0, 12), now.hash.slice(0, 12));
  const declared = (schema: Json) => ({ schema, keyProperties: null });
  const { changes, total } = diffSchemas(declared(old.schema), declared(now.schema), null);
  const told = changes.slice(0, mostChanges).map(({ path, before, after }) => ({
    what: `schema of ${stream}: ${path.replace(/^\$\./, "")}`,
    ...{ before: shown(before), after: shown(after) },
  }));
  const more = total - told.length;
  return more > 0 ? [...told, { what: `schema of ${stream}`, before: null, after: `${more} more` }] : told;
}

function shown(value: Json): string | null {
  if (value === null) return null;
  return typeof value === "string" ? value : canonicalJson(value).slice(0, 200);
}

function seconds({ startedAt, endedAt }: Run): string | null {
  return endedAt === null ? null : `${((endedAt - startedAt) / 1000).toFixed(1)} s`;
}
