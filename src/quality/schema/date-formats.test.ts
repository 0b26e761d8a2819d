import { describe, expect, it } from "vitest";
import { dateFormats, isTargetParseable } from "./date-formats.ts";

describe("a date", () => {
  it.each([
    ["date-time", "2021-01-01T00:00:00Z", true, true],
    ["date-time", "2021-01-01t23:59:59.123456+05:30", true, true],
    ["date-time", "2021-01-01T00:00:00", false, true],
    ["date-time", "2021-01-01 00:00:00", false, true],
    ["date-time", "2021-01-01 00:00:00+0000", false, true],
    ["date-time", "20210101T000000Z", false, true],
    ["date-time", "2021-01-01", false, true],
    ["date-time", "2016-12-31T23:59:60Z", false, false],
    ["date-time", "2021-02-30T00:00:00Z", false, false],
    ["date-time", "2021-13-01T00:00:00Z", false, false],
    ["date-time", "0000-00-00 00:00:00", false, false],
    ["date-time", "yesterday", false, false],
    ["date", "2024-02-29", true, true],
    ["date", "2023-02-29", false, false],
    ["date", "1900-02-29", false, false],
    ["date", "2000-02-29", true, true],
    ["date", "20240229", false, true],
    ["time", "12:00:00Z", true, true],
    ["time", "12:00", false, true],
    ["time", "25:00:00Z", false, false],
  ])("as %s, %s: strict %s, for targets %s", (format, text, strict, parseable) => {
    expect(dateFormats[format]?.(text)).toBe(strict);
    expect(isTargetParseable(format, text)).toBe(parseable);
  });
});
