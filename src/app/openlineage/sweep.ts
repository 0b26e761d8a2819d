import { readFileSync } from "node:fs";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { lineageFacts } from "./lineage-hook.ts";
import { lineageOf } from "./lineage-of.ts";

const note = "openlineage.began_at";

/** Runs in one pass; the next pass goes on. */
const runsAtOnce = 50;

/** An end that came in later than this is history: a server is told what happens, not what once was. */
const lookBackMs = 7 * 86_400_000;

/**
 * Makes the events that nobody made when they happened: the store was away, or the run's process died. From the first pass with
 * somebody to tell on. Answers how many events were made.
 */
export async function sweepLineage(
  project: OpenedProject,
  store: Store,
  watchBegan: number,
): Promise<number> {
  const name = project.project.name;
  if (!tellsAnything(project)) return 0;
  const now = project.clock.now();
  const began = await beganAt(store, `${note}.${name}`, now);
  const since = Math.max(began, watchBegan, now - lookBackMs);
  const owing = [
    ...(await store.openlineage.untoldEnds(name, since, runsAtOnce)),
    ...(await store.openlineage.untoldAttempts(name, runsAtOnce)),
  ];
  let made = 0;
  for (const runId of owing) {
    const run = await store.runs.get(runId);
    const facts = run === null ? [] : await lineageFacts(project, store, run);
    if (facts.length > 0) await store.apply(facts);
    made += facts.reduce((sum, fact) => sum + (fact.kind === "lineage_events" ? fact.events.length : 0), 0);
  }
  return made;
}

/** Whether any environment of the project tells somebody. They differ only in the file: one that says nothing is read once. */
function tellsAnything(project: OpenedProject): boolean {
  const tells = (environment: string): boolean => lineageOf(project, environment).transports.length > 0;
  if (tells(project.environment)) return true;
  const { file } = project.config;
  const isNamed = file !== null && readFileSync(file, "utf8").includes("openlineage");
  return isNamed && [...project.project.environments, ""].some(tells);
}

async function beganAt(store: Store, key: string, now: number): Promise<number> {
  const known = await store.notes.get(key);
  if (typeof known === "number") return known;
  await store.transaction((tx) => tx.notes.set(key, now));
  return now;
}
