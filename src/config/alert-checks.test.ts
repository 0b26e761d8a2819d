import { describe, expect, it } from "vitest";
import type { Json } from "../lib/canonical-json.ts";
import { checkAlerting } from "./alert-checks.ts";
import { settingsSchema } from "./schema.ts";
import { pathText } from "./walk.ts";

function found(settings: Record<string, Json>): string[] {
  return checkAlerting(settingsSchema.parse(settings)).map(
    ({ path, message, hint }) => `${pathText(path)} | ${message} | ${hint}`,
  );
}

const channels = { ops: { type: "log", path: "a.log" } };

describe("the settings of alerts", () => {
  it.each([
    [
      "a label nobody has",
      { matchers: ['jbo="x"'] },
      "asks for the label jbo, which neither our signals nor these settings have. | Did you mean job?",
    ],
    ["a pattern that does not compile", { matchers: ['job=~"["'] }, "does not compile: missing closing ]"],
    ["a pattern that is not linear", { matchers: ['job=~"(?=x)y"'] }, "Patterns are RE2's"],
    ["an interval nobody made", { mute_time_intervals: ["nigths"] }, 'names the time interval "nigths"'],
  ] satisfies [string, Record<string, Json>, string][])(
    "name %s in a route with its place",
    (_, branch, text) => {
      const [line, ...more] = found({
        channels,
        route: { channel: "ops", routes: [branch] },
        time_intervals: [{ name: "nights", time_intervals: [{ months: ["may"] }] }],
      });
      expect(line).toMatch(/^route\.routes\[0\]\.(matchers|mute_time_intervals)\[0\] \|/);
      expect(line).toContain(text);
      expect(more).toEqual([]);
    },
  );

  it("know the labels that the settings put on signals", () => {
    const route = { channel: "ops", routes: [{ matchers: ['team="data"', 'region="eu"'] }] };
    const jobs = { daily: { labels: { region: "eu" } } };
    expect(found({ channels, route, labels: { team: "data" }, jobs })).toEqual([]);
    expect(found({ channels, route, jobs })).toHaveLength(1);
  });

  it("leave a route for a label that signals of people may have in use, and no mute for a misspelt one", () => {
    const used = (settings: Record<string, Json>) =>
      checkAlerting(settingsSchema.parse(settings)).map(({ keeps, severity }) => [severity, keeps ?? false]);
    const error = (keeps: boolean) => [[undefined, keeps]];
    const window = (matcher: string) => ({
      name: "w",
      matchers: [matcher],
      schedule: "0 22 * * 2",
      duration: "4h",
    });
    const route = (matcher: string) => ({
      channels,
      route: { channel: "ops", routes: [{ matchers: [matcher] }] },
    });
    expect(used(route('colour="red"'))).toEqual(error(true));
    expect(used(route('jobb="x"'))).toEqual(error(true));
    expect(used({ maintenance: [window('colour="red"')] })).toEqual(error(true));
    expect(used({ maintenance: [window('jobb!="x"')] })).toEqual(error(false));
  });

  it("know the labels of metrics that rules look at", () => {
    const route = { channel: "ops", routes: [{ matchers: ['shop="berlin"'] }] };
    const rules = [{ name: "r", metric: "orders", matchers: ['shop=~".+"'], condition: "last > 5" }];
    expect(found({ channels, route, rules })).toEqual([]);
  });

  it("check matchers of inhibit rules and maintenance as well", () => {
    const rule = { source_matchers: ['nmae="x"'], target_matchers: ['job=~"("'] };
    const window = { name: "w", matchers: ['jb="x"'], schedule: "0 22 * * 2", duration: "4h" };
    expect(found({ inhibit_rules: [rule], maintenance: [window] }).map((line) => line.split(" ")[0])).toEqual(
      [
        "inhibit_rules[0].source_matchers[0]",
        "inhibit_rules[0].target_matchers[0]",
        "maintenance[0].matchers[0]",
      ],
    );
  });

  it.each([
    ["0 25 * * *", "is no cron line"],
    ["0 0 30 2 *", "is a cron line that never comes to pass"],
  ])("refuse the cron line %s: %s", (schedule, text) => {
    const [line] = found({ maintenance: [{ name: "w", schedule, duration: "1h" }] });
    expect(line).toContain(`maintenance[0].schedule ${text}`);
  });

  it("take each name once", () => {
    const named = { name: "a", time_intervals: [{ years: ["2026"] }] };
    expect(found({ time_intervals: [named, { ...named, name: "b" }, named] })).toEqual([
      expect.stringContaining('time_intervals[2].name is named "a" like time_intervals[0]'),
    ]);
  });
});

describe("a critical alert that nobody would be told of", () => {
  const branch = (matchers: string[], more = {}) => ({ matchers, channel: "ops", ...more });

  it.each([
    ["a root without a channel", { routes: [branch(['job="daily"'])] }, "pipeline_failure"],
    ["branches for some types only", { routes: [branch(['type=~"pipeline_.*"'])] }, "data_quality"],
    [
      "a branch that stops the walk and tells nobody",
      { routes: [{ matchers: ['severity="critical"'] }, branch([])] },
      "pipeline_failure",
    ],
  ] satisfies [string, Json, string][])("is refused: %s", (_, route, type) => {
    const [line] = found({ channels, route });
    expect(line).toContain(`route tells nobody of a critical alert of type ${type}`);
  });

  it.each([
    ["the root has a channel", { channel: "ops", routes: [branch(['job="x"'])] }],
    ["a branch takes what is critical", { routes: [branch(['severity=~"error|critical"'])] }],
    ["a later branch takes it", { routes: [{ matchers: [], continue: true }, branch([])] }],
    ["no branch names a channel: then all are told", { min_severity: "error" }],
  ] satisfies [string, Json][])("is not found where %s", (_, route) => {
    expect(found({ channels, route })).toEqual([]);
  });

  it("is not found where there is no channel at all", () => {
    expect(found({ route: { routes: [] } })).toEqual([]);
  });
});
