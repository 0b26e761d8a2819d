import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { UsageError } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Silence } from "../../model/alerting.ts";
import type { Store } from "../../store/index.ts";
import { createAlerting } from "../alerting.ts";
import { byPrefix, notFound, pickOne } from "../find-run.ts";
import type { OpenedProject } from "../open-project.ts";
import { authorOf } from "./author.ts";
import { deliverForMs } from "./deliver-for.ts";

/** Silences that are on or still to come, the one that ends last first; with `all` also those that are over. */
export async function listSilences(
  project: OpenedProject,
  { all, limit }: { readonly all: boolean; readonly limit: number },
): Promise<Silence[]> {
  const store = await project.store();
  const now = project.clock.now();
  const silences = await store.silences.list({ ...(all ? {} : { endsAfter: now }), limit });
  return silences.filter((silence) => all || silenceStatus(silence, now) !== "expired");
}

/** Ends a silence before its time and tells what it held back. Raises `USAGE` for one that is over. */
export async function expireSilence(
  project: OpenedProject,
  { id, by }: { readonly id: string; readonly by: string | null },
): Promise<Silence> {
  const store = await project.store();
  const found = await findSilence(store, id);
  const now = project.clock.now();
  const alerting = createAlerting(project);
  const ended = await store.transaction(async (tx) => {
    const current = await tx.silences.get(found.id);
    if (current === null || silenceStatus(current, now) === "expired")
      throw new UsageError({ code: "USAGE", what: `Silence ${shortId(found.id)} is over already.` });
    const expired = { ...current, endsAt: now, expiredBy: authorOf(by) };
    await tx.silences.save(expired);
    await tx.tellings.wake({ kind: "silence", name: expired.id }, now);
    await alerting.engine.advance(tx, now);
    return expired;
  });
  await alerting.deliver(deliverForMs);
  return ended;
}

async function findSilence(store: Store, id: string): Promise<Silence> {
  if (id !== "latest")
    return pickOne(await byPrefix(id, (prefix) => store.silences.findByPrefix(prefix)), "silence", id);
  const silences = await store.silences.list({ limit: 1_000 });
  const [latest] = silences.sort((one, other) => other.createdAt - one.createdAt);
  if (latest !== undefined) return latest;
  throw notFound("There is no silence.", "Make one: `pitchpipe silences add job=x --duration 2h`.");
}

/** Whether a silence is still to come, on, or over. */
export function silenceStatus(
  { startsAt, endsAt, expiredBy }: Silence,
  now: number,
): "pending" | "active" | "expired" {
  if (expiredBy !== null || endsAt <= now) return "expired";
  return startsAt > now ? "pending" : "active";
}

/** A silence as `silences list --json` prints it. */
export function silenceDocument(silence: Silence, now: number): { readonly [key: string]: Json } {
  return {
    id: silence.id,
    status: silenceStatus(silence, now),
    matchers: [...silence.matchers],
    starts_at: toTimestamp(silence.startsAt),
    ends_at: toTimestamp(silence.endsAt),
    created_at: toTimestamp(silence.createdAt),
    created_by: silence.createdBy,
    comment: silence.comment,
    expired_by: silence.expiredBy,
    alert_id: silence.alertId,
  };
}
