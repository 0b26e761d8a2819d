import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { OpenedProject } from "../open-project.ts";
import { tryWithQuarantine } from "./hold-quarantine.ts";
import { quarantineFolder } from "./quarantine-folder.ts";
import { quarantineFiles, rowsOf } from "./read-rows.ts";
import { replayedFile } from "./replayed-lines.ts";
import { schemaFolder } from "./schema-files.ts";

/** Files taken away in one pass; the next pass goes on. */
const filesAtOnce = 100;
/** A mapper may keep a SCHEMA a moment before the row it is for. */
const youngMs = 86_400_000;

/** Takes files away whose last row is older than `before`, replayed or not. Answers how many rows those held. */
export async function retainQuarantine(project: OpenedProject, before: number): Promise<number> {
  const folder = quarantineFolder(project);
  const old = oldFiles(folder, before);
  if (old.length === 0) return 0;
  const done = await tryWithQuarantine(project, () => dropFiles(project, folder, { old, before }));
  return done?.result ?? 0;
}

function oldFiles(folder: string, before: number): string[] {
  return quarantineFiles(folder)
    .filter((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? before) < before)
    .slice(0, filesAtOnce);
}

async function dropFiles(
  { recorder, clock, newId }: OpenedProject,
  folder: string,
  { old, before }: { readonly old: readonly string[]; readonly before: number },
): Promise<number> {
  let records = 0;
  for (const _row of rowsOf(old)) records++;
  const by = { by: "retention", runId: null, stream: null, ofKey: false, note: null };
  const purge = { ...by, at: clock.now(), olderThan: before, records, files: old };
  if ((await recorder.record([{ kind: "purged", purgeId: newId(), purge }])) === "lost") return 0;
  for (const file of old) {
    rmSync(file, { force: true });
    rmSync(replayedFile(file), { force: true });
  }
  dropUnusedSchemas(folder, clock.now());
  return records;
}

function dropUnusedSchemas(folder: string, now: number): void {
  const used = new Set<string>();
  for (const { entry } of rowsOf(quarantineFiles(folder)))
    if (entry.schemaSha256 !== null) used.add(`${entry.schemaSha256}.json`);
  const schemas = schemaFolder(folder);
  for (const name of namesIn(schemas)) {
    const path = join(schemas, name);
    const isYoung = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) < youngMs;
    if (!used.has(name) && !isYoung) rmSync(path, { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
