import { expect, it } from "vitest";
import { readInstant } from "./read-instant.ts";

const noon = Date.UTC(2025, 5, 1, 12, 30, 15);

it.each([
  "2025-06-01T12:30:15Z",
  "2025-06-01 12:30:15",
  "2025-06-01T12:30:15",
  "2025-06-01T14:30:15+02:00",
  "2025-06-01 09:30:15-0300",
  "2025-06-01 12:30:15 UTC",
  "2025-06-01T12:30:15.000000Z",
  "20250601T123015Z",
  "2025/06/01 12:30:15",
  "Sun, 01 Jun 2025 12:30:15 GMT",
  "01 Jun 2025 09:30:15 -0300",
  "1748781015",
  "1748781015000",
  1748781015,
  1748781015000,
])("%j is noon", (text) => {
  expect(readInstant(text)).toBe(noon);
});

it("reads days, fractions and leap seconds", () => {
  expect(readInstant("2025-06-01")).toBe(Date.UTC(2025, 5, 1));
  expect(readInstant("20250601")).toBe(Date.UTC(2025, 5, 1));
  expect(readInstant("2025-06-01T12:30:15.25Z")).toBe(noon + 250);
  expect(readInstant("2024-02-29T00:00:00Z")).toBe(Date.UTC(2024, 1, 29));
  expect(readInstant("2016-12-31T23:59:60Z")).toBe(Date.UTC(2017, 0, 1));
});

it.each([
  "",
  "soon",
  "2025-13-01",
  "2025-02-30",
  "2025-06-01T25:00:00Z",
  "12",
  5,
  -1,
  null,
  true,
  "x".repeat(100),
  Number.NaN,
])("%j is no time", (value) => {
  expect(readInstant(value)).toBeNull();
});
