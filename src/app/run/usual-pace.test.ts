import { describe, expect, it } from "vitest";
import { slaEntries } from "../../alerts/sla/index.ts";
import { slaEntrySettings } from "../../alerts/sla/settings.ts";
import type { Run } from "../../model/run.ts";
import { paceWords, type Standing, usualOf } from "./usual-pace.ts";

const zone = "America/Sao_Paulo";
/** 12:00 there. */
const startedAt = Date.parse("2026-03-02T15:00:00Z");
const minutes = (count: number): number => count * 60_000;
const run = { job: "daily-load", environment: "prod", startedAt };

/** Good runs that took so many minutes, with so many records each. */
const good = (took: readonly number[], records: readonly number[] = took.map(() => 1000)) => ({
  runs: took.map(
    (length) => ({ status: "success", startedAt: 0, endedAt: minutes(length), source: "runner" }) as Run,
  ),
  records,
});
const entries = (...settings: readonly object[]) =>
  slaEntries(
    settings.map((one) => slaEntrySettings.parse({ job: "daily-load", ...one })),
    { zone, schedules: [] },
  );
const sla = entries({ expected_by: "13:00" });

function words(
  standing: Partial<Standing> & { readonly after: number },
  {
    past = good([40, 40, 40, 40]),
    expects = sla,
  }: { past?: ReturnType<typeof good>; expects?: ReturnType<typeof entries> } = {},
): string | null {
  const usual = usualOf(run, past, { entries: expects, zone });
  const { after, ...rest } = standing;
  return usual === null
    ? null
    : paceWords(usual, { now: startedAt + minutes(after), records: null, again: false, ...rest });
}

describe("where a run stands", () => {
  it("is told by the usual records, the usual end and the deadline", () => {
    expect(words({ after: 25, records: 620 })).toBe("62 % of the usual, about 12:40, SLA 13:00");
  });

  it.each([
    ["without a run before", good([])],
    ["with two good runs", good([40, 40])],
  ])("is not told %s, and no deadline either", (_case, past) => {
    expect(words({ after: 25, records: 620 }, { past })).toBeNull();
  });

  it.each([
    ["nobody counts", null, good([40, 40, 40])],
    ["the good runs were not counted", 620, good([40, 40, 40], [1000, 1000])],
    ["they usually bring nothing", 620, good([40, 40, 40], [0, 0, 0])],
  ])("is told by the usual time where %s", (_case, records, past) => {
    expect(words({ after: 10, records }, { past, expects: [] })).toBe("25 % of the usual time, about 12:40");
  });

  it("names no end where fewer than three good runs took so long", () => {
    expect(words({ after: 45, records: 900 }, { past: good([40, 41, 42, 50, 60]), expects: [] })).toBe(
      "90 % of the usual",
    );
    expect(words({ after: 45 }, { past: good([40, 41, 42, 50, 60]), expects: [] })).toBeNull();
  });

  it("says that it takes longer than all of them, and that the deadline has passed", () => {
    expect(words({ after: 61, records: 1200 })).toBe(
      "120 % of the usual, longer than its last 4 good runs (usually 40 m), SLA 13:00 passed",
    );
  });

  it("has no measure for another attempt but the deadline", () => {
    expect(words({ after: 25, records: 620, again: true })).toBe("SLA 13:00");
    expect(words({ after: 25, records: 620, again: true }, { expects: [] })).toBeNull();
  });

  it("takes the medians, not the outlier", () => {
    expect(
      words(
        { after: 20, records: 500 },
        { past: good([38, 40, 42, 44, 300], [900, 1000, 1000, 1000, 90_000]), expects: [] },
      ),
    ).toBe("50 % of the usual, about 12:42");
  });
});

describe("the deadline", () => {
  it.each([
    ["a limit of its length", entries({ max_duration: "45m" }), "SLA 12:45"],
    ["the nearest of several", entries({ max_duration: "45m" }, { expected_by: "12:30" }), "SLA 12:30"],
    ["one after midnight", entries({ expected_by: "00:30" }), null],
    ["one of the next day, near enough", entries({ expected_by: "00:00" }), "SLA Tue 00:00"],
    ["when it has to begin", entries({ schedule: "0 13 * * *" }), null],
    ["another job's", entries({ job: "other", expected_by: "13:00" }), null],
    ["another environment's", entries({ environment: "dev", expected_by: "13:00" }), null],
    ["a limit by too short a history", entries({ max_duration: "150%" }), null],
  ])("is that of %s", (_case, expects, deadline) => {
    expect(words({ after: 10, again: true }, { expects })).toBe(deadline);
  });
});
