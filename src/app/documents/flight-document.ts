import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { FlightEntry, FlightRecord } from "../../model/flight-record.ts";
import type { MapperBlock } from "../../model/mapper-block.ts";

const mostFlights = 3;
const mostStreams = 10;

/** What targets may have been holding when they went, one entry for each mapper that kept one. */
export function flightDocuments(blocks: readonly MapperBlock[]) {
  return blocks.flatMap(({ tap, flight }) => {
    if (flight === null) return [];
    return [
      {
        tap,
        at: toTimestamp(flight.at),
        reason: flight.reason,
        streams: flight.streams.map(streamDocument),
        likely: flight.likely === null ? null : entryDocument(flight.likely),
        last_taken: flight.lastTaken.map(entryDocument),
        caveat: flight.caveat,
      },
    ];
  });
}

/** The same in short, for an alert; `null` where no target left anything behind. */
export function flightDetails(blocks: readonly MapperBlock[]): Json {
  const flights = blocks.flatMap(({ flight }) => (flight === null ? [] : [flight]));
  if (flights.length === 0) return null;
  return flights.slice(0, mostFlights).map(({ streams, likely, caveat }) => ({
    since_last_state: streams.slice(0, mostStreams).map(streamDocument),
    likely: likely === null ? null : entryDocument(likely),
    caveat,
  }));
}

function streamDocument({ stream, records, firstLine, lastLine }: FlightRecord["streams"][number]) {
  return { stream, records, first_line: firstLine, last_line: lastLine };
}

function entryDocument({ line, stream, bytes, key, record }: FlightEntry) {
  return { line, stream, bytes, key, record };
}
