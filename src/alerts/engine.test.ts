import { describe, expect, it } from "vitest";
import { failureSignal } from "../../test/alerts/samples.ts";
import { down, gone, startScore, up } from "../../test/alerts/score.ts";

const title = "daily-load failed: 401 Unauthorized";

describe("a problem's life", () => {
  it("is told once when it begins, counted when it repeats, and told when it is over", async () => {
    const score = startScore();
    await score.fire();
    await score.deliver();
    score.wait(60);
    await score.fire({ runId: "0199f2c1-0000-7000-8000-000000000002" });
    await score.deliver();
    score.wait(60);
    await score.end();
    await score.deliver();
    expect(score.staff("hook")).toEqual([`0 firing ${title}`, `120 resolved Resolved: ${title}`]);
    expect(score.store.allAlerts()).toMatchObject([
      { count: 2, status: "resolved", runId: "0199f2c1-0000-7000-8000-000000000002" },
    ]);
    expect(score.heard[1]?.notice.message).toBe(
      "The next run succeeded.\nIt lasted 2 h 00 m.\nLook: pitchpipe alerts show 00000001\n      pitchpipe runs show 0199f2c1-0000",
    );
  });

  it("is a new alert when it comes back", async () => {
    const score = startScore();
    for (const step of [score.fire, score.end, score.fire]) {
      await step();
      await score.deliver();
      score.wait(1);
    }
    expect(score.staff("hook").map((line) => line.split(" ")[1])).toEqual(["firing", "resolved", "firing"]);
    expect(score.store.allAlerts().map(({ status }) => status)).toEqual(["resolved", "active"]);
  });

  it("is news when its severity changes", async () => {
    const score = startScore();
    await score.fire({ severity: "warning" });
    await score.deliver();
    score.wait(5);
    await score.fire({ severity: "critical" });
    await score.deliver();
    expect(score.staff("hook")).toEqual([`0 firing ${title}`, `5 firing Now critical: ${title}`]);
    expect(score.store.allAlerts()).toMatchObject([{ severity: "critical", priority: "critical", count: 2 }]);
  });

  it("is news when the category of its cause changes", async () => {
    const score = startScore();
    await score.fire({ details: { cause_category: "network" } });
    await score.fire({ details: { cause_category: "network" } });
    await score.deliver();
    await score.fire({ details: { cause_category: "auth" } });
    await score.deliver();
    expect(score.heard.map(({ notice }) => notice.reason)).toEqual([
      "first notification",
      "cause changed from network to auth",
    ]);
  });

  it("is one notice when it was over before anyone could be told", async () => {
    const score = startScore();
    score.answers("hook", down);
    await score.fire();
    await score.deliver();
    score.wait(10);
    await score.end();
    score.answers("hook", up);
    await score.deliver();
    expect(score.staff("hook")).toEqual([`10 recovered Fired and recovered: ${title}`]);
    expect(score.store.allNotifications().map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      "firing suppressed",
      "recovered accepted",
    ]);
  });

  it("is not ended by a resolve that is older than its last firing", async () => {
    const score = startScore();
    await score.fire();
    const [processed] = await score.end({ at: score.clock.now() - 1 });
    expect(processed?.reason).toBe("older_than_firing");
    expect(score.store.allAlerts()).toMatchObject([{ status: "active" }]);
  });

  it("keeps newer words when an older signal comes late, but counts it", async () => {
    const score = startScore();
    await score.fire({ message: "new" });
    await score.fire({ message: "old", severity: "critical", at: score.clock.now() - 5 });
    expect(score.store.allAlerts()).toMatchObject([
      { message: "new", severity: "error", count: 2, firstSeenAt: score.clock.now() - 5 },
    ]);
  });

  it("can't end when it never began", async () => {
    const score = startScore();
    const [processed] = await score.end();
    expect(processed).toMatchObject({ reason: "nothing_open", alert: null });
    expect(score.store.allNotifications()).toEqual([]);
  });
});

describe("an event", () => {
  const success = { type: "pipeline_success", name: "pipeline_success", severity: "info" } as const;

  it("is told once and closed at once", async () => {
    const score = startScore();
    await score.fire(success);
    await score.end(success);
    await score.deliver();
    expect(score.staff("hook")).toEqual([`0 firing ${title}`]);
    expect(score.store.allAlerts()).toMatchObject([{ status: "resolved", count: 1 }]);
  });

  it("is told for each run, and not twice for one that is read twice", async () => {
    const score = startScore();
    await score.fire({ ...success, runId: "run-a" });
    await score.fire({ ...success, runId: "run-b" });
    const [again] = await score.fire({ ...success, runId: "run-a" });
    await score.deliver();
    expect(again?.reason).toBe("event_known");
    expect(score.staff("hook")).toHaveLength(2);
  });
});

describe("who is told", () => {
  it("is every channel that is not too coarse, where there is no route", async () => {
    const score = startScore({ channels: { hook: {}, phone: { min_severity: "critical" } } });
    await score.fire();
    await score.deliver();
    await score.end();
    await score.deliver();
    expect(score.staff("hook")).toHaveLength(2);
    expect(score.staff("phone")).toEqual([]);
    expect(score.store.allEvents()[0]?.note).toBe("goes to hook; not phone: error is below critical");
  });

  it("is nobody without a channel, and the alert's history says so", async () => {
    const score = startScore({ channels: {} });
    await score.fire();
    expect(score.store.allAlerts()).toHaveLength(1);
    expect(score.store.allEvents()).toMatchObject([
      { kind: "fired", note: "nobody is told: no channel is configured" },
    ]);
  });

  it("hears the end although a milder severity would not be told any more", async () => {
    const score = startScore({ channels: { phone: { min_severity: "critical" } } });
    await score.fire({ severity: "critical" });
    await score.deliver();
    await score.fire({ severity: "warning" });
    await score.deliver();
    await score.end({ severity: "warning" });
    await score.deliver();
    expect(score.staff("phone").map((line) => line.split(" ")[1])).toEqual(["firing", "resolved"]);
  });

  it("does not hear the end where the channel wants none, but hears of what it was never told", async () => {
    const score = startScore({
      channels: { hook: { send_resolved: false }, other: { send_resolved: false } },
    });
    score.answers("other", down);
    await score.fire();
    await score.deliver();
    score.wait(10);
    await score.end();
    score.answers("other", up);
    await score.deliver();
    expect(score.staff("hook")).toEqual([`0 firing ${title}`]);
    expect(score.staff("other")).toEqual([`10 recovered Fired and recovered: ${title}`]);
  });

  it("is the channel a signal names itself", async () => {
    const score = startScore({ channels: { hook: {}, chat: {} } });
    await score.fire({ channels: ["chat"] });
    await score.deliver();
    expect(score.staff("hook")).toEqual([]);
    expect(score.staff("chat")).toHaveLength(1);
  });

  it("is told with the next repeat where the first notification died", async () => {
    const score = startScore();
    score.answers("hook", gone);
    await score.fire();
    await score.deliver();
    score.answers("hook", up);
    score.wait(60);
    const [repeat] = await score.fire();
    await score.deliver();
    expect(repeat?.reason).toBe("not_told_before");
    expect(score.staff("hook")).toEqual([`60 firing ${title}`]);
  });

  it("hears nothing of the end where the firing died without a doubt", async () => {
    const score = startScore();
    score.answers("hook", gone);
    await score.fire();
    await score.deliver();
    score.answers("hook", up);
    await score.end();
    await score.deliver();
    expect(score.staff("hook")).toEqual([]);
  });

  it("gets the newest news alone when older news still waits", async () => {
    const score = startScore();
    score.answers("hook", down);
    await score.fire({ severity: "warning" });
    await score.deliver();
    score.wait(10);
    await score.fire({ severity: "critical" });
    score.answers("hook", up);
    await score.deliver();
    expect(score.staff("hook")).toEqual([`10 firing Now critical: ${title}`]);
  });
});

describe("a channel that is dead", () => {
  it("is told about through the others, once, and told again when it works", async () => {
    const score = startScore({ channels: { hook: {}, chat: {} } });
    score.answers("hook", gone);
    await score.fire();
    await score.deliver();
    await score.fire({ labels: { job: "other" } });
    await score.deliver();
    expect(score.staff("chat").filter((line) => line.includes("Channel hook"))).toEqual([
      "0 firing Channel hook does not deliver",
    ]);
    score.answers("hook", up);
    score.wait(1);
    await score.fire({ labels: { job: "third" } });
    await score.deliver();
    expect(score.staff("chat").at(-1)).toBe("1 resolved Resolved: Channel hook does not deliver");
  });

  it("is told the end it refused, once it takes notifications again, and not a third time", async () => {
    const score = startScore();
    await score.fire();
    await score.deliver();
    score.answers("hook", gone);
    await score.end();
    await score.deliver();
    score.answers("hook", up);
    score.wait(60);
    await score.deliver();
    expect(score.staff("hook")).toHaveLength(1);
    await score.fire({ labels: { job: "other" } });
    await score.deliver();
    expect(score.staff("hook").at(-1)).toBe(`60 resolved Resolved: ${title}`);
    const end = score.store.allNotifications().find(({ kind }) => kind === "resolved");
    expect(score.store.attemptsOf(end?.id ?? "").map(({ statusCode }) => statusCode)).toEqual([404, 200]);
  });

  it("does not make two dead channels tell each other for ever", async () => {
    const score = startScore({ channels: { hook: {}, chat: {} } });
    score.answers("hook", gone);
    score.answers("chat", gone);
    await score.fire();
    await score.deliver();
    expect(score.store.allNotifications().length).toBeLessThanOrEqual(6);
    expect(score.store.allNotifications().every(({ status }) => status === "dead")).toBe(true);
  });
});

describe("what comes in", () => {
  it("is cut to what store and channels can carry", async () => {
    const score = startScore();
    const labels = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [`label_${at}`, "x".repeat(5_000)]),
    );
    const details = { log: "x".repeat(1_000_000) };
    await score.fire({ title: "🎵".repeat(1_000), message: "x".repeat(1_000_000), labels, details });
    const [alert] = score.store.allAlerts();
    expect(JSON.stringify(alert).length).toBeLessThan(200_000);
    expect(alert?.title.isWellFormed()).toBe(true);
    expect(JSON.stringify(alert?.details).length).toBeLessThan(300_000);
  });

  it("is counted from the alert's identity, not from what passes", async () => {
    const score = startScore();
    const base = failureSignal().labels;
    await score.fire({ labels: { ...base, host: "a", stream: "" } });
    await score.fire({ labels: { ...base, host: "b", run_id: "7" } });
    await score.fire({ labels: { ...base, plugin: "target-csv" } });
    expect(score.store.allAlerts().map(({ count }) => count)).toEqual([2, 1]);
  });
});
