import { z } from "zod";
import type { HealthEffects } from "../effects.ts";
import { createWmsClient, type WmsClient, type WmsSettings } from "./client.ts";
import { readReply } from "./judge.ts";
import { jsonOf } from "./token.ts";

const page = z.object({ result_count: z.int().min(0) });
const entityList = z.record(z.string(), z.unknown());

/** How many rows the source has, or why that is not known; it may be that it has no such entity to count. */
export type SourceCount =
  | { readonly rows: number }
  | { readonly rows: null; readonly reason: string; readonly noEntity?: true };

/** Rows of an entity by a field of theirs, both ends with them; `null` leaves an end open. */
export interface WmsSpan {
  readonly entity: string;
  readonly field: string;
  readonly since: string | null;
  readonly until?: string | null;
}

/**
 * How many rows of an entity lie in a span, by the source's own word. The API refuses parts of a second, so both ends are
 * cut to whole ones; without rows it answers 404, and so it does for an entity that it does not have.
 */
export async function countWmsRows(
  settings: WmsSettings,
  { entity, field, since, until = null }: WmsSpan,
  effects: HealthEffects,
  signal: AbortSignal,
): Promise<SourceCount> {
  const query = new URLSearchParams({ page_size: "1", fields: "id" });
  if (since !== null) query.set(`${field}__gte`, wholeSeconds(since));
  if (until !== null) query.set(`${field}__lte`, wholeSeconds(until));
  const client = createWmsClient(settings, effects, signal);
  const reply = await client.ask("GET", `entity/${encodeURIComponent(entity)}/?${query}`);
  const reading = readReply(reply, "GET");
  if (reading.kind === "empty") return emptyOrUnknown(client, entity);
  if (reading.kind === "settled") return { rows: null, reason: reading.outcome.message };
  const read = page.safeParse(reply.kind === "answered" ? jsonOf(reply.text) : null);
  return read.success
    ? { rows: read.data.result_count }
    : { rows: null, reason: "the answer says no number of rows" };
}

async function emptyOrUnknown(client: WmsClient, entity: string): Promise<SourceCount> {
  const reply = await client.ask("GET", "entity/");
  const list = entityList.safeParse(reply.kind === "answered" ? jsonOf(reply.text) : null);
  if (list.success && Object.hasOwn(list.data, entity)) return { rows: 0 };
  const reason = `it answers 404, and does not say that it has an entity ${entity}`;
  return list.success ? { rows: null, reason, noEntity: true } : { rows: null, reason };
}

/** `2026-11-21T10:15:00.391494+05:30` without its parts of a second. */
function wholeSeconds(timestamp: string): string {
  return timestamp.replace(/(T?\d{2}:\d{2}:\d{2})\.\d+/, "$1");
}

/** The first whole second behind a timestamp, in its own zone; what is no timestamp stays as it is. */
export function secondAfter(timestamp: string): string {
  const match = /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(?:\.\d+)?(.*)$/.exec(timestamp);
  if (match === null) return timestamp;
  const [, day, between = "T", time, zone = ""] = match;
  const at = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(at)) return timestamp;
  const second = new Date(at + 1000).toISOString();
  return `${second.slice(0, 10)}${between}${second.slice(11, 19)}${zone}`;
}
