import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  byteSize,
  duration,
  filePath,
  httpUrl,
  labelMap,
  percent,
  retentionTime,
  secret,
  switchable,
  timeZone,
} from "./setting-types.ts";

const severity = switchable(z.enum(["info", "error"]));

describe("settings as people write them", () => {
  it.each([
    [duration, "90s", 90_000],
    [duration, "26h", 93_600_000],
    [byteSize, "256MiB", 268_435_456],
    [retentionTime, "forever", null],
    [retentionTime, "7d", 604_800_000],
    [severity, "none", null],
    [severity, false, null],
    [severity, "error", "error"],
    [percent, 0.5, 0.5],
    [httpUrl, "https://example.com/x", "https://example.com/x"],
    [timeZone, "America/Sao_Paulo", "America/Sao_Paulo"],
    [labelMap, { team: "data" }, { team: "data" }],
    [filePath, "logs/a.jsonl", "logs/a.jsonl"],
    [secret, "x", "x"],
  ])("%# reads %j", (schema: z.ZodType, written, read) => {
    expect(schema.parse(written)).toEqual(read);
  });

  it.each([
    [duration, 90, "is a bare number; write the unit with it, such as 90s"],
    [duration, "90", "is a bare number; write the unit with it, such as 90s"],
    [duration, "soon", "must be a duration such as 90s, 15m, 26h or 7d"],
    [duration, true, "must be a duration such as 90s, 15m, 26h or 7d"],
    [byteSize, 256, "is a bare number; write the unit with it, such as 256B"],
    [byteSize, "256 megs", "must be a size such as 512KiB, 256MiB or 1GiB"],
    [httpUrl, "ftp://example.com", "must be an address that begins with http:// or https://"],
    [timeZone, "Sao Paulo", "must be a time zone such as America/Sao_Paulo or UTC"],
  ])("%# refuses %j and says why", (schema: z.ZodType, written, why) => {
    expect(schema.safeParse(written).error?.issues[0]?.message).toBe(why);
  });

  it("keeps the pattern and the default in JSON Schema", () => {
    const schema = z.toJSONSchema(duration.prefault("2h").meta({ description: "How long." }), {
      io: "input",
    });
    expect(schema).toMatchObject({
      type: "string",
      default: "2h",
      description: "How long.",
      pattern: expect.stringContaining("(?:ms|s|m|h|d)"),
    });
  });
});
