import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
  project.configure(`
timezone: UTC
channels:
  ops: {type: log, path: ops.jsonl}
  phone: {type: log, path: phone.jsonl, min_severity: critical}
  night: {type: log, path: night.jsonl}
route:
  channel: ops
  group_wait: 30s
  routes:
    - {matchers: ['severity="critical"'], channel: phone, continue: true, escalate: [{after: 15m, channel: ops}]}
    - {matchers: ['type="performance"'], channel: night, mute_time_intervals: [nights], group_by: ['...']}
    - {matchers: ['job="loud"'], channel: phone}
time_intervals:
  - {name: nights, time_intervals: [{times: [{start_time: "22:00", end_time: "24:00"}]}]}
maintenance:
  - {name: patch-day, matchers: ['job="daily"'], schedule: "0 22 * * *", duration: 1h}
inhibit_rules:
  - {name: down, source_matchers: ['type="connection_error"'], target_matchers: ['type="pipeline_failure"'], equal: [plugin]}
`);
});

afterEach(() => project[Symbol.asyncDispose]());

const test = (...labels: string[]) =>
  project.json([
    "routes",
    "test",
    ...labels.flatMap((label) => (label.startsWith("--") ? label.split("=", 2) : ["--label", label])),
  ]);

describe("routes test", () => {
  it("says which channels are told, by which routes", async () => {
    expect(await test("severity=critical", "job=daily-load")).toMatchObject({
      channels: ["phone"],
      routes: [{ channel: "phone", path: "route.routes[0]" }],
      suppressed_by: null,
    });
    expect(await test("type=performance", "severity=critical")).toMatchObject({
      channels: ["phone", "night"],
      routes: [
        { channel: "phone", path: "route.routes[0]" },
        { channel: "night", path: "route.routes[1]" },
      ],
    });
    expect(await test("job=x")).toMatchObject({ channels: ["ops"], routes: [{ path: "route" }] });
  });

  it("says who is not told although a route leads there", async () => {
    expect(await test("job=loud", "severity=warning")).toMatchObject({
      channels: [],
      untold: [{ channel: "phone", reason: "warning is below critical" }],
    });
  });

  it("says what keeps it quiet at that time: time interval, maintenance, silence, another alert", async () => {
    const muted = await test("type=performance", "--at=2026-01-31T23:00");
    expect(muted.suppressed_by).toMatchObject({ kind: "mute", name: "nights" });
    const window = await test("job=daily", "--at=2026-01-31T22:30");
    expect(window.suppressed_by).toEqual({
      kind: "maintenance",
      name: "patch-day",
      until: "2026-01-31T23:00:00.000Z",
    });
    expect((await test("job=daily", "--at=2026-01-31T23:30")).suppressed_by).toBeNull();
    await project.pitchpipe([
      "alerts",
      "send",
      "--name",
      "c",
      "--type",
      "connection_error",
      "--label",
      "plugin=tap-x",
    ]);
    const inhibited = await test("type=pipeline_failure", "plugin=tap-x");
    expect(inhibited.suppressed_by).toMatchObject({ kind: "inhibition", name: "down" });
    expect((await test("type=pipeline_failure", "plugin=tap-y")).suppressed_by).toBeNull();
    const { id } = await project.json(["silences", "add", "job=a", "--duration", "1h"]);
    expect((await test("job=a")).suppressed_by).toMatchObject({ kind: "silence", name: id });
  });

  it("tells people in lines", async () => {
    const { out } = await project.pitchpipe(
      "routes test --label type=performance --label job=daily --at 2026-01-31T22:30".split(" "),
    );
    expect(out).toBe(
      "night by route.routes[1]\nnight is muted then by nights; a digest follows\nheld back by maintenance patch-day\n",
    );
    const nobody = await project.pitchpipe("routes test --label job=loud".split(" "));
    expect(nobody.out).toBe("not phone: error is below critical\nnobody is told\n");
  });

  it.each([
    ["severity=grave", "No alert has the severity grave."],
    ["type=perfomance", "Did you mean performance?"],
    ["nonsense", "--label takes KEY=VALUE, not nonsense."],
  ])("refuses %s", async (label, message) => {
    const { code, err } = await project.pitchpipe(["routes", "test", "--label", label]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});

describe("routes show", () => {
  it("shows the tree with what each branch takes over", async () => {
    const { out } = await project.pitchpipe(["routes", "show"]);
    expect(out.split("\n")).toEqual([
      "everything  → ops; by job, type; wait 30 s, interval 5 m 00 s, repeat 4 h 00 m",
      '  severity="critical"  → phone; by job, type; wait 30 s, interval 5 m 00 s, repeat 4 h 00 m; then ops after 15 m 00 s; continues',
      '  type="performance"  → night; by ...; wait 30 s, interval 5 m 00 s, repeat 4 h 00 m; muted in nights',
      '  job="loud"  → phone; by job, type; wait 30 s, interval 5 m 00 s, repeat 4 h 00 m',
      "",
    ]);
    const { route } = await project.json(["routes", "show"]);
    expect(route.routes[0]).toMatchObject({
      path: "route.routes[0]",
      channel: "phone",
      group_wait_seconds: 30,
      escalate: [{ after_seconds: 900, channel: "ops" }],
    });
  });

  it("says who is told without a tree", async () => {
    project.configure("channels: {a: {type: log, path: a}, b: {type: log, path: b}}\n");
    expect((await project.pitchpipe(["routes", "show"])).out).toContain("every channel is told (a, b)");
    project.configure("");
    expect((await project.pitchpipe(["routes", "show"])).out).toContain("nobody is told");
  });
});

it("a route for a label that only signals of people have is told of by config check, and works", async () => {
  project.configure(`
version: 1
channels: {ops: {type: log, path: ops.jsonl}, europe: {type: log, path: europe.jsonl}}
route: {channel: ops, routes: [{matchers: ['region="eu"'], channel: europe}]}
`);
  const { valid, problems } = await project.json(["config", "check"]);
  expect(valid).toBe(false);
  expect(problems).toMatchObject([{ path: "route.routes[0].matchers[0]", line: 4, severity: "error" }]);
  expect(await test("region=eu")).toMatchObject({ channels: ["europe"] });
  const sent = await project.json(["alerts", "send", "--name", "x", "--label", "region=eu"]);
  expect(sent.notifications).toMatchObject([{ channel: "europe" }]);
});
