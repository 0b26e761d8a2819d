import { afterEach, describe, expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import { fakeClock } from "./fake-clock.ts";
import { openForTest, type TestOptions, type TestPitchpipe } from "./open-for-test.ts";
import { openPitchpipe } from "./open-pitchpipe.ts";

let opened: TestPitchpipe | null = null;

function open(options?: TestOptions): TestPitchpipe {
  opened = openForTest(options);
  return opened;
}

afterEach(() => opened?.close());

/** The steps of an explanation by name and outcome, with what they say. */
async function steps(pitchpipe: TestPitchpipe, id = "latest"): Promise<string[]> {
  const { steps: all } = (await pitchpipe.alerts.explain(id)) as {
    steps: { step: string; outcome: string; reason: string }[];
  };
  return all.map(({ step, outcome, reason }) => `${step} ${outcome}: ${reason}`);
}

describe("openPitchpipe", () => {
  it("sends, lists, and does what people do", async () => {
    const pitchpipe = open();
    const { alerts } = pitchpipe;
    const alert = await alerts.send({ metric: "cpu_percent", value: 92, threshold: 80, resource: "web-1" });
    expect(alert).toMatchObject({
      title: "High CPU usage - web-1",
      notifications: [{ channel: "ops", status: "accepted" }],
    });
    await alerts.acknowledge(alert.id, { by: "ana", note: "on it" });
    await alerts.assign(alert.id, "bo", { by: "ana" });
    await alerts.note(alert.id, "hm", { by: "ana" });
    await alerts.annotate(alert.id, { ticket: "4711" });
    await alerts.suppress(alert.id, new Date(pitchpipe.clock.now() + 3_600_000));
    await alerts.unsuppress(alert.id);
    await alerts.suppress(alert.id, "green");
    const ended = await alerts.resolve(alert.id, { by: "ana", falseAlarm: true });
    expect(ended).toMatchObject({ status: "resolved", acknowledged_by: "ana", assigned_to: "bo" });
    expect(pitchpipe.channel().lines).toEqual([
      "firing High CPU usage - web-1",
      "acknowledged Acknowledged: High CPU usage - web-1",
      "resolved Resolved: High CPU usage - web-1",
    ]);
    expect(await alerts.list({ since: new Date(pitchpipe.clock.now() - 1) })).toHaveLength(1);
    expect(await alerts.list({ statuses: ["active"] })).toEqual([]);
    expect(await alerts.get("latest")).toMatchObject({ id: alert.id });
    expect(await alerts.stats()).toMatchObject({ false_alarms: 1 });
  });

  it("refuses what is no signal, and a channel that isn't there", async () => {
    const { alerts } = open();
    await expect(alerts.send({})).rejects.toMatchObject({ code: "USAGE" });
    await expect(alerts.send({ name: "x", channels: ["pos"] })).rejects.toMatchObject({
      code: "CHANNEL_UNKNOWN",
    });
    await expect(alerts.get("ffff")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("says where there is no project", () => {
    expect(() => openPitchpipe({ cwd: "/", env: {} })).toThrow("not a Meltano project");
  });

  it("looks at the rules", async () => {
    const evaluated = await open().rules.evaluate();
    expect(evaluated.rules_evaluated).toBeGreaterThan(0);
    expect(evaluated.rule_signals).toBe(0);
  });
});

describe("a test of one's own configuration", () => {
  it("moves through time: nobody acknowledges, so the next one is told", async () => {
    const config: TestOptions["config"] = {
      route: { channel: "ops", escalate: [{ after: "15m", channel: "phone" }] },
    };
    const pitchpipe = open({ config, channels: ["ops", "phone"] });
    await pitchpipe.alerts.send({ name: "load", severity: "critical" });
    await pitchpipe.wait("14m");
    expect(pitchpipe.channel("phone").lines).toEqual([]);
    await pitchpipe.wait("2m");
    expect(pitchpipe.channel("phone").lines).toEqual(["escalation Not acknowledged: load"]);
    expect(() => pitchpipe.channel("mail")).toThrow("no channel mail");
  });

  it("lets a channel fail, and forget", async () => {
    const pitchpipe = open();
    const ops = pitchpipe.channel();
    ops.answer({ kind: "failed", statusCode: 503, error: "answered 503", retryAfterMs: null });
    const alert = await pitchpipe.alerts.send({ name: "load" });
    expect(alert.notifications).toMatchObject([{ status: "failed", attempts: [{ status_code: 503 }] }]);
    ops.answer({ kind: "accepted", statusCode: 200, vendorId: null });
    await pitchpipe.wait("10m");
    expect(ops.lines).toEqual(["firing load"]);
    ops.clear();
    expect(ops.heard).toEqual([]);
  });

  it("has a clock that takes durations, numbers and dates", () => {
    const clock = fakeClock(new Date(0));
    clock.move("90s");
    clock.move(-1);
    expect(clock.now()).toBe(89_999);
    clock.set(new Date(5));
    expect(clock.now()).toBe(5);
    expect(() => clock.move("soon")).toThrow("soon is no duration");
  });
});

describe("why was I not told?", () => {
  const asked = async (config: { readonly [key: string]: Json }, channels: readonly string[] = ["ops"]) =>
    open({ config, channels });

  it("because there is no channel", async () => {
    const pitchpipe = await asked({}, []);
    await pitchpipe.alerts.send({ name: "load" });
    expect(await steps(pitchpipe)).toContain(
      "route nobody: No channel is configured: add one under channels in pitchpipe.yml.",
    );
  });

  it("because it is milder than the channel wants", async () => {
    const pitchpipe = await asked({ route: { channel: "ops", min_severity: "error" } });
    await pitchpipe.alerts.send({ name: "load", severity: "info" });
    expect(await steps(pitchpipe)).toContain(
      "route refused: A route leads to ops, but it is not told: info is below error.",
    );
  });

  it("because no route leads there, or none takes it", async () => {
    const pitchpipe = await asked({
      route: { routes: [{ matchers: ['severity="critical"'], channel: "ops" }] },
    });
    await pitchpipe.alerts.send({ name: "load" });
    expect(await steps(pitchpipe)).toEqual(
      expect.arrayContaining([
        "route nobody: No route takes it: it is stored and shown, and nobody is told.",
        "route not_taken: No route leads this alert to ops.",
      ]),
    );
  });

  it("because the signal named another channel", async () => {
    const pitchpipe = await asked({ route: { channel: "ops" } }, ["ops", "mail"]);
    await pitchpipe.alerts.send({ name: "load", channels: ["mail"] });
    expect(await steps(pitchpipe)).toContain("route taken: The signal itself named mail.");
  });

  it("because another alert explains it, and which", async () => {
    const rule = {
      name: "down",
      source_matchers: ['type="connection_error"'],
      target_matchers: ['type="pipeline_failure"'],
    };
    const pitchpipe = await asked({ inhibit_rules: [rule] });
    const source = await pitchpipe.alerts.send({ name: "tap-x", type: "connection_error" });
    pitchpipe.clock.move(1);
    await pitchpipe.alerts.send({ name: "load", type: "pipeline_failure" });
    expect((await steps(pitchpipe)).join("\n")).toContain(
      `inhibit held: Now: the rule down keeps it quiet while alert ${source.id.slice(0, 8)} (tap-x) is on.`,
    );
    await pitchpipe.alerts.resolve(source.id);
    expect(pitchpipe.channel().lines).toContain("firing load");
    expect((await steps(pitchpipe)).join("\n")).toMatch(
      /inhibit held_earlier: 2026-01-01T12:00:00.001Z: not told/,
    );
  });

  it("because of maintenance, a time interval, or being suppressed", async () => {
    const pitchpipe = await asked({
      timezone: "UTC",
      maintenance: [{ name: "patch", matchers: ['job="a"'], schedule: "0 12 * * *", duration: "1h" }],
      time_intervals: [
        { name: "noon", time_intervals: [{ times: [{ start_time: "11:00", end_time: "14:00" }] }] },
      ],
      route: { channel: "ops", routes: [{ matchers: ['job="b"'], mute_time_intervals: ["noon"] }] },
    });
    await pitchpipe.alerts.send({ name: "one", labels: { job: "a" } });
    expect((await steps(pitchpipe)).join("\n")).toContain(
      "maintenance held: Now: the maintenance window patch is on until 2026-01-01T13:00:00.000Z.",
    );
    pitchpipe.clock.move("1s");
    await pitchpipe.alerts.send({ name: "two", labels: { job: "b" } });
    expect((await steps(pitchpipe)).join("\n")).toMatch(
      /mute held: ops is not told because of the time interval noon/,
    );
    pitchpipe.clock.move("1s");
    const three = await pitchpipe.alerts.send({ name: "three" });
    await pitchpipe.alerts.suppress(three.id, "green");
    expect(await steps(pitchpipe, three.id)).toContain(
      "suppress held: Now: it is suppressed until the next green run.",
    );
  });

  it("because its group waits, and when it is told", async () => {
    const pitchpipe = await asked({ route: { channel: "ops", group_wait: "5m" } });
    await pitchpipe.alerts.send({ name: "load" });
    expect((await steps(pitchpipe)).join("\n")).toContain(
      "group waiting: ops is told at 2026-01-01T12:05:00.000Z: its group waits for others",
    );
  });

  it("because the channel's limit is reached", async () => {
    const pitchpipe = await asked({
      limits: { window: "5m", max_per_window: 1 },
      route: { channel: "ops", group_by: ["..."] },
    });
    await pitchpipe.alerts.send({ name: "one" });
    pitchpipe.clock.move(1);
    await pitchpipe.alerts.send({ name: "two" });
    expect((await steps(pitchpipe)).join("\n")).toContain(
      "limit held: ops is not told because of the limit of ops until",
    );
  });

  it("because it is only a repeat, and somebody has it in hand", async () => {
    const pitchpipe = await asked({ route: { channel: "ops", escalate: [{ after: "1h", channel: "ops" }] } });
    const { id } = await pitchpipe.alerts.send({ name: "load" });
    pitchpipe.clock.move("1m");
    await pitchpipe.alerts.send({ name: "load" });
    expect((await steps(pitchpipe)).join("\n")).toContain("deduplicate counted: It was seen 2 times between");
    await pitchpipe.alerts.acknowledge(id, { by: "ana" });
    expect(await steps(pitchpipe)).toEqual(
      expect.arrayContaining([
        "repeat stopped: ana has it in hand: ops hears of it again when it is over.",
        "escalate stopped: Stopped: ana has it in hand.",
      ]),
    );
  });

  it("because the other side refused, with its answer", async () => {
    const pitchpipe = await asked({});
    pitchpipe.channel().answer({ kind: "dead", statusCode: 404, error: "answered 404" });
    const { id } = await pitchpipe.alerts.send({ name: "load" });
    const all = (await steps(pitchpipe, id)).join("\n");
    expect(all).toMatch(/notify dead: ops: firing, answered 404\. It will not be tried again by itself/);
    expect(all).toMatch(/attempt failed: ops, try 1 at \S+ answered 404 after 0\.0 s: answered 404\./);
  });

  it("that it is over: because it flaps, or the channel wants no ends", async () => {
    const config = {
      alerts: { flapping: { changes: 3, within: "1h" } },
      channels: { ops: { type: "log", path: "ops.jsonl", send_resolved: false } },
    };
    const pitchpipe = await asked(config);
    for (const state of ["firing", "resolved", "firing", "resolved"] as const) {
      await pitchpipe.alerts.send({ name: "load", state });
      await pitchpipe.wait("1m");
    }
    expect((await steps(pitchpipe)).join("\n")).toMatch(
      /resolve held: It has been over since 2026-01-01T12:03/,
    );
    await pitchpipe.wait("2h");
    expect((await steps(pitchpipe)).join("\n")).toMatch(/resolve resolved: 2026-01-01T14:0/);
  });

  it("because a variable is missing here", async () => {
    const pitchpipe = await asked({ channels: { hook: { type: "webhook", url: "$NOT_THERE" } } }, []);
    await pitchpipe.alerts.send({ name: "load" });
    expect((await steps(pitchpipe)).join("\n")).toContain(
      "channel misconfigured: hook can't be used here: it refers to NOT_THERE, which is not there.",
    );
  });
});
