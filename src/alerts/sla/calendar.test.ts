import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { deadlinesBetween, mostDeadlines, nextDeadline } from "./calendar.ts";
import { type SlaEntry, slaEntries } from "./entry.ts";
import { slaEntrySettings, slaSettings } from "./settings.ts";
import { parseWeekdays } from "./weekdays.ts";

function entry(parts: Record<string, unknown>): SlaEntry {
  const settings = slaEntrySettings.parse({ job: "j", ...parts });
  const [made] = slaEntries([settings], { zone: "UTC", schedules: [] });
  if (made === undefined) throw new TypeError("no entry");
  return made;
}

const between = (parts: Record<string, unknown>, from: string, to: string) =>
  deadlinesBetween(entry(parts), Date.parse(from), Date.parse(to)).map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );

describe("deadlines by a time of day", () => {
  it("hold by the wall clock of their zone, in winter and in summer", () => {
    const berlin = { expected_by: "09:00", timezone: "Europe/Berlin" };
    expect(between(berlin, "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z")).toEqual([
      "2026-03-28T08:00",
      "2026-03-29T07:00",
      "2026-03-30T07:00",
    ]);
    expect(between(berlin, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z")).toEqual([
      "2026-10-25T08:00",
      "2026-10-26T08:00",
    ]);
  });

  it("come once on the day that has the hour twice, and on the day that skips it", () => {
    const night = { expected_by: "02:30", timezone: "Europe/Berlin" };
    expect(between(night, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z")).toHaveLength(1);
    expect(between(night, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z")).toEqual(["2026-03-29T01:30"]);
  });

  it("keep to their days, and to the end of the day", () => {
    const work = { expected_by: "24:00", weekdays: ["monday:friday"] };
    expect(between(work, "2026-02-26T12:00:00Z", "2026-03-04T12:00:00Z")).toEqual([
      "2026-02-27T00:00",
      "2026-02-28T00:00",
      "2026-03-03T00:00",
      "2026-03-04T00:00",
    ]);
  });

  it("come once a local day, in every zone and year", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/Sao_Paulo",
      "Australia/Lord_Howe",
      "Asia/Kolkata",
      "Pacific/Apia",
    );
    const start = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) });
    const time = fc.constantFrom("00:00", "00:30", "02:30", "09:00", "23:59");
    fc.assert(
      fc.property(zones, start, time, (timezone, from, expected_by) => {
        const found = deadlinesBetween(entry({ expected_by, timezone }), from, from + 30 * 86_400_000);
        const days = found.map((at) => DateTime.fromMillis(at, { zone: timezone }).toISODate());
        expect(new Set(days).size).toBe(found.length);
        expect(found.length).toBeGreaterThanOrEqual(29);
        expect(found.length).toBeLessThanOrEqual(31);
      }),
      { numRuns: 60 },
    );
  });
});

describe("deadlines by a cron line", () => {
  it("come each hour, also in the hour that comes twice", () => {
    const hourly = { schedule: "0 * * * *", timezone: "Europe/Berlin" };
    expect(between(hourly, "2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z")).toEqual([
      "2026-10-25T00:00",
      "2026-10-25T01:00",
      "2026-10-25T02:00",
    ]);
  });

  it("of a day that a month lacks come in the months that have it", () => {
    expect(between({ schedule: "0 6 31 * *" }, "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z")).toEqual([
      "2026-01-31T06:00",
      "2026-03-31T06:00",
      "2026-05-31T06:00",
    ]);
  });

  it("are not counted without end after a very long sleep", () => {
    const minutely = entry({ schedule: "* * * * *" });
    const until = Date.parse("2026-03-01T00:00:00Z");
    const found = deadlinesBetween(minutely, until - 400 * 86_400_000, until);
    expect(found).toHaveLength(mostDeadlines);
    expect(found.at(-1)).toBe(until);
  });

  it("know the next one", () => {
    expect(nextDeadline(entry({ schedule: "@daily" }), Date.parse("2026-03-01T00:00:00Z"))).toBe(
      Date.parse("2026-03-02T00:00:00Z"),
    );
    expect(nextDeadline(entry({ max_duration: "1h" }), 0)).toBeNull();
  });
});

describe("entries", () => {
  const schedules = [
    { name: "nightly", interval: "@daily", job: "a" },
    { name: "hourly", interval: "0 * * * *", job: "b" },
    { name: "by-hand", interval: "@once", job: "a" },
    { name: "old", interval: "@daily", job: null },
  ];
  const of = (list: readonly Record<string, unknown>[]) =>
    slaEntries(slaSettings.parse(list), { zone: "UTC", schedules });

  it("take the schedules of meltano.yml where they say so, and only those that come again", () => {
    const all = of([{ job: "*", schedule: "meltano", grace: "5m" }]);
    expect(all.map(({ job, name, source, graceMs }) => [job, name, source, graceMs])).toEqual([
      ["a", "schedule @daily (nightly)", "meltano", 300_000],
      ["b", "schedule 0 * * * * (hourly)", "meltano", 300_000],
    ]);
    expect(of([{ job: "b", schedule: "meltano" }]).map(({ job }) => job)).toEqual(["b"]);
  });

  it("hold one expectation for each thing they name, each remembered by what it says", () => {
    const both = of([{ job: "a", expected_by: "09:00", max_duration: "150%", freshness: "26h" }]);
    expect(both.map(({ expects }) => expects.kind)).toEqual(["expected_by", "max_duration", "freshness"]);
    const [before] = of([{ job: "a", expected_by: "09:00" }]);
    const [after] = of([{ job: "a", expected_by: "10:00" }]);
    expect(before?.key).not.toBe(after?.key);
    expect(of([{ job: "a", expected_by: "09:00", enabled: false }])).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["nothing to expect", {}, /says nothing to watch/],
    ["every job without meltano", { job: "*", expected_by: "09:00" }, /only goes with schedule: meltano/],
    ["days without a time", { max_duration: "1h", weekdays: ["monday"] }, /only goes with expected_by/],
    ["a time that is none", { expected_by: "25:00" }, /time of day/],
    ["a day that is none", { expected_by: "09:00", weekdays: ["mon"] }, /a day or a range of days/],
    ["days that run backwards", { expected_by: "09:00", weekdays: ["friday:monday"] }, /a day or a range/],
    ["a share that is no limit", { max_duration: "90%" }, /more than 100%/],
  ])("are refused with %s", (_, parts, sentence) => {
    const parsed = slaEntrySettings.safeParse({ job: "j", ...parts });
    expect(JSON.stringify(parsed.error?.issues)).toMatch(sentence);
  });

  it("read days and ranges of days", () => {
    expect([...(parseWeekdays(["monday:wednesday", "Sunday"]) ?? [])]).toEqual([1, 2, 3, 7]);
    expect(parseWeekdays(["noday"])).toBeNull();
  });
});
