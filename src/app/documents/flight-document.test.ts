import { expect, it } from "vitest";
import { block } from "../../../test/fixtures/runs/seed.ts";
import { flightDetails, flightDocuments } from "./flight-document.ts";

const entry = { line: 7, stream: "a", bytes: 9, key: null, record: null };
const flight = { at: 0, reason: "gone", likely: entry, lastTaken: [entry], caveat: "c", streams: [] };

it("is null for an alert where no target left anything behind", () => {
  expect(flightDetails([block])).toBeNull();
  expect(flightDocuments([block])).toEqual([]);
});

it("tells an alert what is likely, in short", () => {
  const streams = Array.from({ length: 30 }, (_, at) => ({
    ...{ stream: `s${at}`, records: 1, firstLine: at, lastLine: at },
  }));
  const details = flightDetails([{ ...block, flight: { ...flight, streams } }]);
  expect(details).toMatchObject([{ likely: { line: 7 }, caveat: "c" }]);
  expect((details as { since_last_state: unknown[] }[])[0]?.since_last_state).toHaveLength(10);
});
