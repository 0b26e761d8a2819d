import { describe, expect, it } from "vitest";
import { formatByteSize, parseByteSize } from "./byte-size.ts";
import { formatDuration, parseDuration } from "./duration.ts";

describe("durations", () => {
  it.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["26h", 93_600_000],
    ["7d", 604_800_000],
    ["1h30m", 5_400_000],
    ["500ms", 500],
    ["0s", 0],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["90", "", "s", "1 h", "-5m", "1w", "1h 30m"])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it.each([
    [400, "0.4 s"],
    [12_400, "12 s"],
    [185_000, "3 m 05 s"],
    [7_800_000, "2 h 10 m"],
    [352_800_000, "4 d 2 h"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe("sizes", () => {
  it.each([
    ["256MiB", 268_435_456],
    ["1GiB", 1_073_741_824],
    ["100MB", 100_000_000],
    ["12B", 12],
  ])("reads %s", (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(["12", "MiB", "1 GiB", "1gib"])("refuses %j", (text) => {
    expect(parseByteSize(text)).toBeNull();
  });

  it.each([
    [812, "812 B"],
    [1234, "1.2 kB"],
    [38_400_000, "38.4 MB"],
  ])("writes %d as %s", (bytes, text) => {
    expect(formatByteSize(bytes)).toBe(text);
  });
});
