import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
  project.configure("channels: {ops: {type: log, path: ops.jsonl, format: json}}\n");
});

afterEach(() => project[Symbol.asyncDispose]());

const send = (...more: string[]) => project.json(["alerts", "send", "--title", "the load is slow", ...more]);
const heard = (): string[] =>
  readFileSync(join(project.root, "ops.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).kind);

describe("what people do about an alert", () => {
  it("is written into its history with author, time and note", async () => {
    const { id } = await send();
    const by = ["--by", "ana", "--note", "n"];
    await project.json(["alerts", "ack", id, ...by]);
    await project.json(["alerts", "assign", id, "bo", "jones", ...by]);
    await project.json(["alerts", "note", id, "the", "vendor", "is on it", "--by", "ana"]);
    await project.json(["alerts", "annotate", id, "ticket=4711", "runbook=https://x", ...by]);
    await project.json(["alerts", "suppress", id, "--until", "2h", ...by]);
    await project.json(["alerts", "unsuppress", id, ...by]);
    const alert = await project.json(["alerts", "resolve", id, ...by]);
    expect(alert).toMatchObject({
      status: "resolved",
      acknowledged_by: "ana",
      assigned_to: "bo jones",
      annotations: { ticket: "4711", runbook: "https://x" },
    });
    const own = alert.events.filter(({ by: author }: { by: string }) => author === "ana");
    expect(own.map(({ kind }: { kind: string }) => kind)).toEqual([
      "acknowledged",
      "assigned",
      "noted",
      "annotated",
      "suppressed",
      "unsuppressed",
      "resolved",
    ]);
    expect(own[2]).toMatchObject({ note: "the vendor is on it", at: expect.stringMatching(/Z$/) });
    expect(heard()).toEqual(["firing", "acknowledged", "resolved"]);
  });

  it("names the system's user as unverified where no name is given", async () => {
    await send();
    const alert = await project.json(["alerts", "ack", "latest"]);
    expect(alert.acknowledged_by).toMatch(/^\S.* \(unverified\)$/);
  });

  it("says in one line what was done", async () => {
    const { id } = await send();
    const short = id.slice(0, 8);
    const said = async (...args: string[]) => (await project.pitchpipe(["alerts", ...args])).out;
    expect(await said("assign", id, "bo")).toBe(`Assigned to bo: the load is slow  (${short})\n`);
    expect(await said("assign", id, "--nobody")).toBe(`Assigned to nobody: the load is slow  (${short})\n`);
    expect(await said("suppress", id, "--until-green")).toContain("Suppressed until its job's next good run");
    expect(await said("unsuppress", id)).toContain("No longer suppressed");
    expect(await said("note", id, "--note", "hm")).toContain("Noted");
    expect(await said("annotate", id, "a=b")).toContain("Annotated with a");
    expect(await said("resolve", id)).toContain("Resolved: the load is slow");
  });

  it("of a false alarm says what in the settings would have stopped it, and statistics count it", async () => {
    await send("--name", "slow", "--label", "job=daily");
    const { out } = await project.pitchpipe(["alerts", "resolve", "latest", "--false-alarm"]);
    expect(out).toContain(
      `route: {routes: [{matchers: ['name="slow"', 'job="daily"'], min_severity: critical}]}`,
    );
    expect(await project.json(["alerts", "stats"])).toMatchObject({ false_alarms: 1, alerts: 1 });
    const late = await project.json(["alerts", "resolve", "latest", "--false-alarm"]);
    expect(late.would_have_stopped_it).toContain("min_severity: critical");
  });

  it("strips what could steer a terminal", async () => {
    await send("--name", "x", "--message", "m\u001b[2J");
    const { out } = await project.pitchpipe(["alerts", "assign", "latest", "\u001b[31mbo\u202e"]);
    expect(out).toContain("Assigned to bo:");
  });

  it.each([
    [["resolve", "latest"], "is over already"],
    [["ack", "latest"], "is over: there is nothing to take in hand"],
    [["suppress", "latest", "--until", "1h"], "is over: there is nothing to keep quiet"],
    [["unsuppress", "latest"], "is not suppressed"],
  ])("refuses %j for one that is over", async (args, message) => {
    await send();
    await project.pitchpipe(["alerts", "resolve", "latest"]);
    const { code, err } = await project.pitchpipe(["alerts", ...args]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });

  it.each([
    [["suppress", "latest"], "Suppressing needs one end."],
    [["suppress", "latest", "--until", "1h", "--until-green"], "Suppressing needs one end."],
    [["suppress", "latest", "--until", "yesterday"], "--until does not take yesterday."],
    [["note", "latest"], "A word is missing."],
    [["assign", "latest"], "A word is missing."],
    [["annotate", "latest", "x"], "annotate takes KEY=VALUE, not x."],
    [["ack", "ffffffff"], "No alert has the id ffffffff."],
  ])("refuses %j", async (args, message) => {
    await send();
    const { code, err } = await project.pitchpipe(["alerts", ...args]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});

describe("alerts list", () => {
  it("filters by time, name, several types and severities", async () => {
    await send("--name", "a", "--type", "security", "--severity", "critical");
    await send("--name", "b", "--type", "performance");
    const names = async (...args: string[]) =>
      (await project.json(["alerts", "list", ...args])).alerts
        .map(({ name }: { name: string }) => name)
        .sort();
    expect(await names("--since", "1h")).toEqual(["a", "b"]);
    expect(await names("--since", "2099-01-01")).toEqual([]);
    expect(await names("--name", "a")).toEqual(["a"]);
    expect(await names("--type", "security", "--type", "performance")).toEqual(["a", "b"]);
    expect(await names("--severity", "critical", "--since", "1d")).toEqual(["a"]);
  });
});

describe("alerts deliveries", () => {
  it("lists what did not arrive with its reason, and sends it again when asked", async () => {
    project.configure('channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}\n');
    const { id } = await send();
    const { notifications } = await project.json(["alerts", "deliveries", "list", "--status", "failed"]);
    expect(notifications).toMatchObject([
      { alert_id: id, channel: "hook", kind: "firing", status: "failed", attempts: [{ status_code: null }] },
    ]);
    const [{ id: notification }] = notifications;
    const failed = await project.pitchpipe(["alerts", "deliveries", "retry", notification, "--by", "ana"]);
    expect(failed).toMatchObject({ code: 1, out: expect.stringContaining("hook: failed") });
    project.configure("channels: {hook: {type: log, path: hook.jsonl}}\n");
    const taken = await project.json(["alerts", "deliveries", "retry", "latest"]);
    expect(taken).toMatchObject({ status: "accepted" });
    expect(taken.attempts.length).toBeGreaterThan(1);
    const again = await project.pitchpipe(["alerts", "deliveries", "retry", notification]);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("It arrived.") });
    expect((await project.json(["alerts", "show", id])).events).toContainEqual(
      expect.objectContaining({ kind: "delivery_retried", by: "ana", note: "to hook" }),
    );
    const table = await project.pitchpipe(["alerts", "deliveries", "list", "--channel", "hook"]);
    expect(table.out).toContain("accepted");
  });

  it("says when nothing was sent, and when nothing failed", async () => {
    expect((await project.pitchpipe(["alerts", "deliveries", "list"])).out).toBe("Nothing was sent.\n");
    const { code, err } = await project.pitchpipe(["alerts", "deliveries", "retry", "latest"]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("No notification failed.") });
  });
});

describe("alerts explain", () => {
  it("says it in a line for each step, without colours in a pipe and without what steers a terminal", async () => {
    const { id } = await send("--title", "slow\u001b[2J\nload");
    const { out } = await project.pitchpipe(["alerts", "explain", id.slice(0, 8)]);
    expect(out.split("\n")[0]).toBe(`slow load  active  ${id.slice(0, 8)}`);
    expect(out).toMatch(/^route {8}taken {9}route leads to ops, grouped by job, type\.$/m);
    expect(out).toMatch(/^notify {7}accepted {6}ops: firing/m);
    expect(out).not.toContain("\u001b");
    const document = await project.json(["alerts", "explain", id]);
    expect(Object.keys(document)).toEqual(["id", "steps", "notifications"]);
    expect(document.notifications).toMatchObject([{ channel: "ops", attempts: [{ error: null }] }]);
  });
});

describe("alerts stats", () => {
  it("shows bars, what people did and what arrived", async () => {
    expect((await project.pitchpipe(["alerts", "stats"])).out).toBe("No alert began in the last 7 days.\n");
    await send("--name", "slow");
    await project.pitchpipe(["alerts", "ack", "latest"]);
    await project.pitchpipe(["alerts", "resolve", "latest"]);
    const { out } = await project.pitchpipe(["alerts", "stats", "--days", "3"]);
    expect(out).toContain("1 alert in the last 3 days, seen 1 time; 0 still open.");
    expect(out).toMatch(/slow +1 {2}█{24}\n/);
    expect(out).toMatch(/acknowledged +1 \(100 %\), after \d/);
    expect(out).toMatch(/ops +3 +3 +0 +0 +0 +100\.0 %/);
    expect(out).not.toContain("\u001b");
    const document = await project.json(["alerts", "stats"]);
    expect(document.by_hour).toHaveLength(24);
    expect(document).toMatchObject({
      days: 7,
      most_frequent: [{ name: "slow", alerts: 1, signals: 1 }],
      channels: [{ channel: "ops", delivery_rate_percent: 100 }],
      insight: null,
    });
  });
});
