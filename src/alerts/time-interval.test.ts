import { describe, expect, it } from "vitest";
import { maintenanceWindows } from "./maintenance.ts";
import { maintenanceSettings } from "./settings.ts";
import { nextChange, timeInterval } from "./time-interval.ts";
import { timeIntervalsSettings } from "./time-interval-settings.ts";

function interval(part: Record<string, unknown>, zone = "UTC") {
  const [settings] = timeIntervalsSettings.parse([{ name: "it", time_intervals: [part] }]);
  if (settings === undefined) throw new Error("no interval");
  return timeInterval(settings, zone);
}

function endOf(part: Record<string, unknown>, now: string, zone?: string): string | null {
  const one = interval(part, zone);
  const at = nextChange([one], one.isOn, Date.parse(now));
  return at === null ? null : new Date(at).toISOString();
}

describe("a time interval", () => {
  it.each([
    [
      "the first minute of a time",
      { times: [{ start_time: "09:00", end_time: "17:00" }] },
      "2026-05-05T09:00:00Z",
      true,
    ],
    [
      "the minute before",
      { times: [{ start_time: "09:00", end_time: "17:00" }] },
      "2026-05-05T08:59:59Z",
      false,
    ],
    [
      "the minute it ends",
      { times: [{ start_time: "09:00", end_time: "17:00" }] },
      "2026-05-05T17:00:00Z",
      false,
    ],
    [
      "the last minute of a day",
      { times: [{ start_time: "22:00", end_time: "24:00" }] },
      "2026-05-05T23:59:59Z",
      true,
    ],
    ["a weekday in a range", { weekdays: ["monday:friday"] }, "2026-05-08T12:00:00Z", true],
    ["a day outside it", { weekdays: ["monday:friday"] }, "2026-05-09T12:00:00Z", false],
    ["Sunday, which is the first", { weekdays: ["sunday"] }, "2026-05-10T12:00:00Z", true],
    ["the last day of a month", { days_of_month: ["-1"] }, "2026-02-28T12:00:00Z", true],
    ["the last day of a leap year's February", { days_of_month: ["-1"] }, "2028-02-28T12:00:00Z", false],
    ["the last three days of a month", { days_of_month: ["-3:-1"] }, "2026-04-28T00:00:00Z", true],
    ["a day from the 29th to the end", { days_of_month: ["29:-1"] }, "2026-02-28T12:00:00Z", false],
    ["a day this month does not have", { days_of_month: ["31"] }, "2026-04-30T12:00:00Z", false],
    ["a month by name", { months: ["january:march"] }, "2026-03-31T23:59:00Z", true],
    ["a month by number", { months: ["4"] }, "2026-03-31T23:59:00Z", false],
    ["a year in a range", { years: ["2026:2027"] }, "2027-12-31T23:59:00Z", true],
    ["another year", { years: [2026] }, "2027-01-01T00:00:00Z", false],
    [
      "a day as its location has it",
      { weekdays: ["monday"], location: "Pacific/Auckland" },
      "2026-05-10T13:00:00Z",
      true,
    ],
  ])("at %s", (_, part, at, expected) => {
    expect(interval(part).isOn(Date.parse(at))).toBe(expected);
  });

  it.each<[string, Record<string, unknown>]>([
    ["an abbreviated weekday", { weekdays: ["mon"] }],
    ["a time that ends before it starts", { times: [{ start_time: "17:00", end_time: "09:00" }] }],
    ["a time after 24:00", { times: [{ start_time: "23:00", end_time: "24:30" }] }],
    ["day 0", { days_of_month: ["0"] }],
    ["day 32", { days_of_month: ["32"] }],
    ["days from the end to the start", { days_of_month: ["-1:3"] }],
    ["month 13", { months: ["13"] }],
    ["an unknown zone", { location: "Mars/Olympus" }],
  ])("is not made of %s", (_, part) => {
    expect(timeIntervalsSettings.safeParse([{ name: "x", time_intervals: [part] }]).success).toBe(false);
  });
});

describe("the end of a time interval", () => {
  const night = { times: [{ start_time: "00:00", end_time: "07:00" }] };
  const early = { times: [{ start_time: "01:00", end_time: "02:30" }] };

  it.each([
    ["on a plain night", night, "2026-05-05T01:00:00Z", "UTC", "2026-05-05T07:00:00.000Z"],
    ["when clocks go forward", night, "2026-03-29T00:00:00Z", "Europe/Berlin", "2026-03-29T05:00:00.000Z"],
    ["when clocks go back", night, "2026-10-25T00:00:00Z", "Europe/Berlin", "2026-10-25T06:00:00.000Z"],
    [
      "in an hour the clock leaves out",
      early,
      "2026-03-29T00:30:00Z",
      "Europe/Berlin",
      "2026-03-29T01:00:00.000Z",
    ],
    // 02:30 comes twice: the interval is on again when it is 02:00 again.
    [
      "in an hour that comes twice",
      early,
      "2026-10-25T00:00:00Z",
      "Europe/Berlin",
      "2026-10-25T00:30:00.000Z",
    ],
    [
      "over midnight",
      { weekdays: ["saturday:saturday", "sunday"] },
      "2026-05-09T12:00:00Z",
      "UTC",
      "2026-05-11T00:00:00.000Z",
    ],
    [
      "at the end of a month",
      { months: ["february"] },
      "2026-02-10T00:00:00Z",
      "America/Sao_Paulo",
      "2026-03-01T03:00:00.000Z",
    ],
    ["in a zone off the hour", night, "2026-05-05T00:00:00Z", "Asia/Kathmandu", "2026-05-05T01:15:00.000Z"],
  ])("is found %s", (_, part, now, zone, end) => {
    expect(endOf(part, now, zone)).toBe(end);
  });

  it("is not known where it is always on", () => {
    expect(endOf({}, "2026-05-05T00:00:00Z")).toBeNull();
  });
});

describe("a maintenance window", () => {
  function endsAt(entry: Record<string, unknown>, now: string): string | null {
    const settings = maintenanceSettings.parse([{ name: "m", ...entry }]);
    const [window] = maintenanceWindows(settings, "UTC");
    const end = window?.endOf(Date.parse(now)) ?? null;
    return end === null ? null : new Date(end).toISOString();
  }
  const weekly = { schedule: "0 22 * * 2", duration: "4h", timezone: "America/Sao_Paulo" };

  it.each([
    ["before it begins", weekly, "2026-05-06T00:59:59Z", null],
    ["when it begins", weekly, "2026-05-06T01:00:00Z", "2026-05-06T05:00:00.000Z"],
    ["in its last second", weekly, "2026-05-06T04:59:59Z", "2026-05-06T05:00:00.000Z"],
    ["when it has ended", weekly, "2026-05-06T05:00:00Z", null],
    [
      "where windows overlap",
      { schedule: "0 * * * *", duration: "90m" },
      "2026-05-05T12:10:00Z",
      "2026-05-05T13:30:00.000Z",
    ],
    [
      "in an hour the clock leaves out",
      { schedule: "30 2 * * *", duration: "1h", timezone: "Europe/Berlin" },
      "2026-03-29T01:45:00Z",
      "2026-03-29T02:00:00.000Z",
    ],
  ])("%s", (_, entry, now, end) => {
    expect(endsAt(entry, now)).toBe(end);
  });
});
