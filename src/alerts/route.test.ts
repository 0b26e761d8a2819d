import { describe, expect, it } from "vitest";
import { failureSignal } from "../../test/alerts/samples.ts";
import type { Signal } from "../model/signal.ts";
import { createRouter, routeBy } from "./route.ts";
import { namedChannels, routeSettings } from "./settings.ts";

const channels = Object.fromEntries(
  ["ops", "oncall", "teams", "mail"].map((name) => [name, { send_resolved: true }]),
);

function told(route: unknown, parts: Partial<Signal> = {}): readonly string[] {
  return routeBy(createRouter({ route: routeSettings.parse(route), channels }), failureSignal(parts)).told;
}

describe("the routing tree", () => {
  const tree = {
    channel: "ops",
    routes: [
      {
        matchers: ['severity="critical"'],
        channel: "oncall",
        continue: true,
        routes: [{ matchers: ['job="daily-load"'] }, { matchers: ['job="hourly"'], channel: "mail" }],
      },
      { matchers: ['type=~"data_quality|schema_change"'], channel: "teams" },
      { matchers: ['job!~"daily-.*"'], channel: "mail", min_severity: "error" },
    ],
  };

  it.each([
    ["the root where no branch fits", {}, ["ops"]],
    ["the first branch that fits", { type: "data_quality" }, ["teams"]],
    [
      "also a later branch where one continues",
      { severity: "critical", type: "schema_change" },
      ["oncall", "teams"],
    ],
    ["a deeper branch, which inherits the channel", { severity: "critical" }, ["oncall"]],
    ["a deeper branch with its own channel", { severity: "critical", labels: { job: "hourly" } }, ["mail"]],
    ["the branch whose floor it reaches", { labels: { job: "hourly" } }, ["mail"]],
    ["nobody under that floor", { labels: { job: "hourly" }, severity: "warning" }, []],
  ] satisfies [string, Partial<Signal>, string[]][])("tells %s", (_, parts, expected) => {
    expect(told(tree, parts)).toEqual(expected);
  });

  it("stores and tells nobody what no route takes", () => {
    const route = { routes: [{ matchers: ['job="x"'], channel: "ops" }] };
    const routing = routeBy(createRouter({ route: routeSettings.parse(route), channels }), failureSignal());
    expect(routing).toEqual({
      told: [],
      destinations: [],
      untold: [],
      reason: "nobody is told; no route takes it",
    });
  });

  it("tells every channel where the tree names none, from its floor on", () => {
    expect(told({ min_severity: "error" })).toEqual(["ops", "oncall", "teams", "mail"]);
    expect(told({ min_severity: "critical" })).toEqual([]);
  });

  it("says so where a route names a channel that is not there", () => {
    const router = createRouter({ route: routeSettings.parse({ channel: "pager" }), channels });
    const routing = routeBy(router, failureSignal());
    expect(routing.reason).toBe("nobody is told; not pager: no channel of that name is configured");
  });

  it("lists the channels it names with their paths", () => {
    expect(namedChannels(routeSettings.parse(tree))).toContainEqual({
      path: "route.routes[0].routes[1].channel",
      channel: "mail",
    });
  });
});

describe("the settings of a route", () => {
  it.each([
    ["a matcher without operator", { routes: [{ matchers: ["job"] }] }],
    ["matchers at the root", { matchers: ['job="x"'] }],
    ["an unknown key in a branch", { routes: [{ reciever: "x" }] }],
    ["an unknown severity", { min_severity: "bad" }],
  ])("refuse %s", (_, settings) => {
    expect(routeSettings.safeParse(settings).success).toBe(false);
  });
});
