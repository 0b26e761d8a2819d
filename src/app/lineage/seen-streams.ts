import type { SeenStream } from "../../audit/lineage/index.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";
import type { StreamClaim } from "../../model/run.ts";
import type { StreamSight } from "../../store/index.ts";
import type { PlannedBlock } from "./planned-blocks.ts";

/** A stream as a mapper saw it, or as the logs counted it. */
export interface CountedStream extends SeenStream {
  readonly records: number | null;
  readonly forwarded: number | null;
}

/** All that tells of the streams of a run. */
export interface Evidence {
  readonly mappers: readonly MapperBlock[];
  readonly sights: readonly StreamSight[];
  readonly claims: readonly StreamClaim[];
}

/** Which streams went through which block. */
export function seenByBlock(
  planned: readonly PlannedBlock[],
  { mappers, sights, claims }: Evidence,
): CountedStream[][] {
  const places = placesOf(planned, mappers);
  const byPlace = planned.map((_, number) =>
    streamsOf(sights.filter(({ blockId }) => places.get(blockId) === number)),
  );
  const blind = planned.flatMap((_, number) => ([...places.values()].includes(number) ? [] : [number]));
  const [only, ...others] = blind;
  // Logs don't say which block they counted in: of several it could be any.
  if (only === undefined || others.length > 0) return byPlace;
  const known = new Set(sights.map(({ stream }) => stream));
  return byPlace.with(only, claimedStreams(claims.filter(({ stream }) => !known.has(stream))));
}

/** Mappers don't know their place: the first one of a tap is that of the first watched block of the tap, and so on. */
export function placesOf(
  planned: readonly PlannedBlock[],
  mappers: readonly MapperBlock[],
): ReadonlyMap<string, number> {
  const watched = planned.flatMap((block, number) => (block.watched ? [{ ...block, number }] : []));
  const places = new Map<string, number>();
  const byTap = Map.groupBy(
    mappers.toSorted((a, b) => a.openedAt - b.openedAt),
    ({ tap }) => tap,
  );
  for (const [tap, blocks] of byTap) {
    const fitting = tap === null && watched.length === 1 ? watched : watched.filter((one) => one.tap === tap);
    // Another attempt begins again at the first.
    for (const [at, { blockId }] of blocks.entries()) {
      const place = fitting[at % Math.max(1, fitting.length)];
      if (place !== undefined) places.set(blockId, place.number);
    }
  }
  return places;
}

/** Attempts add up; the last one's SCHEMA counts. */
function streamsOf(sights: readonly StreamSight[]): CountedStream[] {
  const streams = Map.groupBy(sights, ({ stream }) => stream);
  return [...streams].map(([stream, all]) => {
    const last = all.findLast(({ schemaHash }) => schemaHash !== null) ?? all.at(-1);
    return {
      stream,
      properties: propertiesOf(last?.schema),
      keys: last?.keys ?? null,
      schemaHash: last?.schemaHash ?? null,
      reason:
        propertiesOf(last?.schema) === null
          ? "No SCHEMA of this stream was kept, so its columns are not known."
          : null,
      records: sum(all.map(({ records }) => records)),
      forwarded: sum(all.map(({ forwarded }) => forwarded)),
    };
  });
}

function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof schema !== "object" || schema === null || !("properties" in schema)) return null;
  const { properties } = schema;
  return typeof properties === "object" && properties !== null
    ? (properties as Record<string, unknown>)
    : null;
}

function claimedStreams(claims: readonly StreamClaim[]): CountedStream[] {
  const streams = Map.groupBy(claims, ({ stream }) => stream);
  return [...streams].map(([stream, said]) => ({
    stream,
    properties: null,
    keys: null,
    schemaHash: null,
    reason: "No mapper of ours stood in this block, so its columns are not known.",
    records: said.find(({ side }) => side === "tap")?.records ?? null,
    forwarded: said.find(({ side }) => side === "target")?.records ?? null,
  }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
