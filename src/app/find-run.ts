import { UsageError } from "../lib/errors.ts";
import type { Run } from "../model/run.ts";
import type { Store } from "../store/index.ts";

/** The run that a person means by `latest` or by the start of its id (at least four characters). */
export async function findRun(store: Store, id: string): Promise<Run> {
  if (id === "latest") {
    const [latest] = await store.runs.list({ limit: 1 });
    if (latest) return latest;
    throw notFound("No run has been seen yet.", "Run one: `pitchpipe run tap-x watch target-y`.");
  }
  return pickOne(await byPrefix(id, (prefix) => store.runs.findByPrefix(prefix)), "run", id);
}

/** What an id's start leads to; fewer than four characters lead nowhere. */
export async function byPrefix<Found>(
  id: string,
  find: (prefix: string) => Promise<Found[]>,
): Promise<Found[]> {
  return id.length < 4 ? [] : find(id.toLowerCase());
}

/** The only thing found; raises `NOT_FOUND` or `AMBIGUOUS_ID` otherwise. */
export function pickOne<Found>(found: readonly Found[], noun: string, id: string): Found {
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  if (only === undefined)
    throw notFound(
      `No ${noun} has the id ${id}.`,
      `Take an id (four characters or more) from \`pitchpipe ${noun}s list\`, or \`latest\`.`,
    );
  throw new UsageError({
    code: "AMBIGUOUS_ID",
    what: `More than one ${noun} has an id that begins with ${id}.`,
    whatToDo: "Give more characters of it.",
  });
}

/** A `NOT_FOUND` error. */
export function notFound(what: string, whatToDo: string): UsageError {
  return new UsageError({ code: "NOT_FOUND", what, whatToDo });
}
