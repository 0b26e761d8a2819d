import { retryDelayMs } from "../../alerts/backoff.ts";
import { type Checkpoint, checkpointDigest } from "../../audit/checkpoint.ts";
import { httpResult } from "../../channels/http-result.ts";
import { createHttp, type Http } from "../../channels/index.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { addLine } from "./add-line.ts";
import { lastCheckpoint, undeliveredNote } from "./make-checkpoint.ts";
import { besideStore } from "./signing-key.ts";

const timeoutMs = 10_000;

/** What stands in the note while a place outside has not taken the newest checkpoint. */
interface Undelivered {
  readonly tries: number;
  readonly due_at: number;
  readonly error: string | null;
  /** The places that are left; `null` for all of them. */
  readonly places: readonly Place[] | null;
}

type Place = "path" | "url";

export interface Delivered {
  readonly path: string;
  /** Where it was sent to, without its path, which may be secret; `null` where there is no such address. */
  readonly url: string | null;
  /** Why not every place has it; `null` where all have. `tick` tries again. */
  readonly error: string | null;
}

/** The file that checkpoints are added to. */
export function checkpointsPath(project: OpenedProject, store: Store): string {
  return (
    project.config.settings.audit.checkpoints.path ?? besideStore(project, store, "audit-checkpoints.jsonl")
  );
}

/**
 * Gives the newest checkpoint to the places outside that don't have it yet, where that is due (or `now`). What failed waits
 * longer each time; until then it stands as failed. `null` where nothing is left to deliver.
 */
export async function deliverCheckpoint(
  project: OpenedProject,
  {
    atOnce = false,
    http = createHttp(project.env),
  }: { readonly atOnce?: boolean; readonly http?: Http } = {},
): Promise<Delivered | null> {
  const store = await project.store();
  const waiting = (await store.notes.get(undeliveredNote)) as Undelivered | null;
  const checkpoint = await lastCheckpoint(store);
  if (waiting === null || checkpoint === null || checkpoint === "damaged") return null;
  const { url } = project.config.settings.audit.checkpoints;
  const delivered = {
    path: checkpointsPath(project, store),
    url: url === undefined ? null : new URL(url).origin,
  };
  const now = project.clock.now();
  const isEarly = waiting.due_at > now && waiting.due_at - now <= longestWaitMs;
  if (!atOnce && waiting.error !== null && isEarly) return { ...delivered, error: waiting.error };
  const failed = await tryPlaces(project, {
    store,
    checkpoint,
    http,
    places: waiting.places ?? ["path", "url"],
  });
  const error = failed.length === 0 ? null : failed.map((one) => one.error).join(" ");
  const tries = waiting.tries + 1;
  const dueAt = now + retryDelayMs(tries, null, Math.random());
  const left = { tries, due_at: dueAt, error, places: failed.map(({ place }) => place) };
  await store.transaction((tx) =>
    error === null ? tx.notes.remove(undeliveredNote) : tx.notes.set(undeliveredNote, left),
  );
  return { ...delivered, error };
}

/** No try is put off for longer: what lies further ahead was noted by a clock that ran ahead. */
const longestWaitMs = 15 * 60_000;

interface Delivery {
  readonly store: Store;
  readonly checkpoint: Checkpoint;
  readonly http: Http;
  readonly places: readonly Place[];
}

async function tryPlaces(
  project: OpenedProject,
  { store, checkpoint, http, places }: Delivery,
): Promise<{ readonly place: Place; readonly error: string }[]> {
  const failed: { place: Place; error: string }[] = [];
  for (const place of places) {
    const error =
      place === "path"
        ? addToFile(checkpointsPath(project, store), checkpoint)
        : await send(project, checkpoint, http);
    if (error !== null) failed.push({ place, error });
  }
  return failed;
}

function addToFile(path: string, checkpoint: Checkpoint): string | null {
  try {
    addLine(path, JSON.stringify(checkpoint));
    return null;
  } catch (thrown) {
    return `The checkpoint could not be added to ${path}: ${messageOf(thrown)}.`;
  }
}

/** By the rules of channels: forbidden addresses are refused, redirects are not followed. */
async function send(project: OpenedProject, checkpoint: Checkpoint, http: Http): Promise<string | null> {
  const lacking = project.config.misconfigured.find(({ path }) => path === "audit.checkpoints.url");
  if (lacking !== undefined)
    return `audit.checkpoints.url refers to ${lacking.missing.join(" and ")}, which is not set.`;
  const { url } = project.config.settings.audit.checkpoints;
  if (url === undefined) return null;
  const outcome = await http.post({
    url,
    headers: { "content-type": "application/json", "idempotency-key": checkpointDigest(checkpoint) },
    body: JSON.stringify(checkpoint),
    timeoutMs,
    signal: new AbortController().signal,
  });
  const result = httpResult(outcome, project);
  return result.kind === "accepted"
    ? null
    : `The checkpoint was not taken by ${new URL(url).origin}: ${result.error}.`;
}
