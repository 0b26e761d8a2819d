import { stripControl } from "../../lib/terminal-text.ts";

/** What a target may have been holding, as the run's document has it. */
export interface FlightView {
  readonly reason: string;
  readonly streams: readonly {
    readonly stream: string;
    readonly records: number;
    readonly first_line: number;
    readonly last_line: number;
  }[];
  readonly likely: {
    readonly line: number;
    readonly stream: string;
    readonly key: unknown;
    readonly record: unknown;
  } | null;
  readonly caveat: string;
}

const mostStreams = 5;
const longestValue = 300;

/** For people: what was handed on since the last STATE, and where to look first. */
export function flightLines(flights: readonly FlightView[]): string[] {
  return flights.flatMap(({ reason, streams, likely, caveat }) => {
    if (streams.length === 0 && likely === null) return [];
    return [
      `Flight recorder: ${stripControl(reason)}`,
      ...streams
        .slice(0, mostStreams)
        .map(
          ({ stream, records, first_line, last_line }) =>
            `  since the last STATE: ${stripControl(stream)} ${records} records, lines ${first_line} to ${last_line}`,
        ),
      ...(streams.length > mostStreams ? [`  and ${streams.length - mostStreams} more streams`] : []),
      ...(likely === null ? [] : likelyLines(likely)),
      `  ${caveat}`,
    ];
  });
}

function likelyLines({ stream, line, key, record }: NonNullable<FlightView["likely"]>): string[] {
  const named = key === null ? "" : `, key ${shortJson(key)}`;
  return [
    `  likely: ${stripControl(stream)}, line ${line}${named}`,
    ...(record === null ? [] : [`    ${shortJson(record)}`]),
  ];
}

function shortJson(value: unknown): string {
  const text = stripControl(JSON.stringify(value) ?? "");
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
