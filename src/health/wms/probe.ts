import { degraded, healthy, type Outcome, unhealthy } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import { createWmsClient, type WmsClient, type WmsSettings } from "./client.ts";
import { type EntityReading, judgeEntities, type Reading, readReply } from "./judge.ts";

/** Entities that are asked for at once: a check is no load test. */
const atOnce = 4;

/** The least that a list can be asked for. */
const least = "?fields=id&page_size=1&page_mode=sequenced";

/**
 * Looks at an Oracle WMS Cloud as its guide says: HEAD on a list that every user has, a second look where that is empty
 * or not allowed, then each selected entity.
 */
export async function probeWms(
  settings: WmsSettings,
  effects: HealthEffects,
  signal: AbortSignal,
): Promise<Outcome> {
  const client = createWmsClient(settings, effects, signal);
  const api = await probeApi(client);
  if (api.status === "unhealthy" || api.status === "unknown" || api.details["fault"] === "throttled")
    return api;
  const readings: EntityReading[] = [];
  for (let at = 0; at < settings.entities.length && !signal.aborted; at += atOnce) {
    const some = settings.entities.slice(at, at + atOnce);
    readings.push(...(await Promise.all(some.map((entity) => probeEntity(client, entity)))));
  }
  return judgeEntities(api, readings);
}

async function probeApi(client: WmsClient): Promise<Outcome> {
  const head = readReply(await client.ask("HEAD", "entity/company/"), "HEAD");
  if (head.kind === "not_allowed") return fallback(client);
  return head.kind === "empty" ? confirmEmpty(client) : outcomeOf(head);
}

/** Some instances know no HEAD. */
async function fallback(client: WmsClient): Promise<Outcome> {
  const get = readReply(await client.ask("GET", `entity/facility/${least}`), "GET");
  return get.kind === "empty" ? confirmEmpty(client) : outcomeOf(get);
}

/** 404 is an empty list, or a path that leads nowhere: the list of entities tells them apart. */
async function confirmEmpty(client: WmsClient): Promise<Outcome> {
  const list = readReply(await client.ask("GET", "entity/"), "GET");
  if (list.kind === "ok")
    return degraded("it answers, but this user may see no rows: check facility and company eligibility", {
      status_code: 404,
    });
  if (list.kind === "empty")
    return unhealthy("nothing is there (404): check env and base_url", { status_code: 404, fault: "path" });
  return outcomeOf(list);
}

function outcomeOf(reading: Reading): Outcome {
  if (reading.kind === "settled") return reading.outcome;
  if (reading.kind === "ok") return healthy("it answers", { status_code: 200 });
  return unhealthy("it takes neither HEAD nor GET (405)", { status_code: 405 });
}

async function probeEntity(client: WmsClient, entity: string): Promise<EntityReading> {
  const head = readReply(await client.ask("HEAD", `entity/${entity}/`), "HEAD");
  if (head.kind !== "not_allowed") return { entity, reading: head };
  return { entity, reading: readReply(await client.ask("GET", `entity/${entity}/${least}`), "GET") };
}
