import { z } from "zod";
import type { HealthEffects } from "../effects.ts";
import { createWmsClient, type WmsSettings } from "./client.ts";
import { readReply } from "./judge.ts";
import { jsonOf } from "./token.ts";

const page = z.object({ result_count: z.int().min(0) });

/** How many rows the source has, or why that is not known. */
export type SourceCount = { readonly rows: number } | { readonly rows: null; readonly reason: string };

/**
 * How many rows of an entity were changed since a bookmark, by the source's own word. The API refuses parts of a second,
 * so the bookmark is cut to whole ones; without rows it answers 404.
 */
export async function countWmsRows(
  settings: WmsSettings,
  { entity, field, since }: { readonly entity: string; readonly field: string; readonly since: string },
  effects: HealthEffects,
  signal: AbortSignal,
): Promise<SourceCount> {
  const query = new URLSearchParams({ page_size: "1", fields: "id", [`${field}__gte`]: wholeSeconds(since) });
  const client = createWmsClient(settings, effects, signal);
  const reply = await client.ask("GET", `entity/${encodeURIComponent(entity)}/?${query}`);
  const reading = readReply(reply, "GET");
  if (reading.kind === "empty") return { rows: 0 };
  if (reading.kind === "settled") return { rows: null, reason: reading.outcome.message };
  const read = page.safeParse(reply.kind === "answered" ? jsonOf(reply.text) : null);
  return read.success
    ? { rows: read.data.result_count }
    : { rows: null, reason: "the answer says no number of rows" };
}

/** `2026-11-21T10:15:00.391494+05:30` without its parts of a second. */
export function wholeSeconds(timestamp: string): string {
  return timestamp.replace(/(T?\d{2}:\d{2}:\d{2})\.\d+/, "$1");
}
