import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { answer, type LocalServer, startServer } from "../../../test/fixtures/http/local-server.ts";

let project: ScratchProject;
let server: LocalServer;

beforeEach(async () => {
  project = makeScratchProject();
  server = await startServer();
  project.configure(`channels: {hook: {type: webhook, url: "${server.url}"}}\n`);
});

afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const cpu = [
  "alerts",
  "send",
  "--metric",
  "cpu_percent",
  "--value",
  "92",
  "--threshold",
  "80",
  "--resource",
  "web-1",
];

describe("alerts send", () => {
  it("makes an alert of a measured value and tells the channel", async () => {
    const alert = await project.json(cpu);
    expect(alert).toMatchObject({
      name: "cpu_percent",
      type: "performance",
      category: "performance",
      severity: "warning",
      priority: "medium",
      priority_reason: "15.0 % over the threshold, not more than 20 %",
      status: "active",
      title: "High CPU usage - web-1",
      message: "CPU is at 92 % (threshold: 80 %, exceeded by 15.0 %)",
      labels: { environment: "dev", resource: "web-1" },
      metrics: { cpu_percent: 92 },
      value: 92,
      threshold: 80,
      count: 1,
      events: [{ kind: "fired", by: "pitchpipe", note: "goes to hook" }],
      notifications: [
        {
          channel: "hook",
          kind: "firing",
          status: "accepted",
          attempts: [{ status_code: 200, error: null, recipients: [] }],
        },
      ],
    });
    expect(server.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
      {
        version: 1,
        status: "firing",
        notification_id: alert.notifications[0].id,
        alerts: [{ id: alert.id }],
      },
    ]);
  });

  it("carries everything it is given", async () => {
    const trace = join(project.root, "trace.txt");
    writeFileSync(trace, "Error: boom\n  at main");
    const alert = await project.json([
      ...[
        "alerts",
        "send",
        "--name",
        "app",
        "--title",
        "Errors",
        "--message",
        "DatabaseError",
        "--severity",
        "error",
      ],
      ...["--type", "custom", "--category", "application", "--label", "team=data", "--label", "eq=a=b"],
      ...[
        "--annotation",
        "runbook=https://wiki.example.com",
        "--detail",
        "top=[1,2]",
        "--detail",
        "note=plain",
      ],
      ...[
        "--affected-users",
        "11",
        "--error-count",
        "7",
        "--endpoint",
        "/orders",
        "--stack-trace",
        "trace.txt",
      ],
      ...["--recommend", "Restart it.", "--percentile", "95"],
    ]);
    expect(alert).toMatchObject({
      title: "Errors",
      priority: "critical",
      labels: { team: "data", eq: "a=b" },
      annotations: { runbook: "https://wiki.example.com" },
      details: {
        top: [1, 2],
        note: "plain",
        affected_users: 11,
        error_count: 7,
        endpoint: "/orders",
        stack_trace: "Error: boom\n  at main",
        percentile: "95",
      },
      recommendations: ["Restart it."],
    });
  });

  it("ends nothing of that name in another environment", async () => {
    const prod = { MELTANO_ENVIRONMENT: "prod" };
    await project.pitchpipe(["alerts", "send", "--name", "full"], prod);
    await project.json(["alerts", "send", "--name", "full"]);
    await project.json(["alerts", "send", "--name", "full", "--resolve"]);
    const statuses = async (): Promise<string[]> =>
      (await project.json(["alerts", "list"])).alerts
        .map(
          ({ labels, status }: { labels: { environment: string }; status: string }) =>
            `${labels.environment} ${status}`,
        )
        .sort();
    expect(await statuses()).toEqual(["dev resolved", "prod active"]);
    expect((await project.pitchpipe(["alerts", "send", "--name", "full", "--resolve"], prod)).code).toBe(0);
    expect(await statuses()).toEqual(["dev resolved", "prod resolved"]);
  });

  it("ends what it opened, also where not everything is said again", async () => {
    await project.json(cpu);
    const ended = await project.json([
      "alerts",
      "send",
      "--name",
      "cpu_percent",
      "--resource",
      "web-1",
      "--resolve",
    ]);
    expect(ended).toMatchObject({ status: "resolved", title: "High CPU usage - web-1" });
    expect(server.requests.map(({ body }) => JSON.parse(body).kind)).toEqual(["firing", "resolved"]);
  });

  it("exits 0 and says what happened where the channel did not take it; the next pass delivers", async () => {
    server.behave(answer(503, { body: "maintenance", headers: { "retry-after": "0" } }));
    const said = await project.pitchpipe(["alerts", "send", "--title", "Disk is full"]);
    expect(said.code).toBe(0);
    expect(said.out).toContain("hook: firing failed");
    expect(said.out).toContain("answered 503: maintenance");
  });

  it("takes no word about the signals beside their file, and shows a title in one line", async () => {
    writeFileSync(join(project.root, "one.jsonl"), JSON.stringify({ name: "x", title: "two\n lines" }));
    const both = await project.pitchpipe(["alerts", "send", "--file", "one.jsonl", "--stack-trace", "y"]);
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining("such as --stack-trace") });
    const { out } = await project.pitchpipe(["alerts", "send", "--file", "one.jsonl"]);
    expect(out).toMatch(/^warning two lines {2}alert /);
  });

  it("takes a percentile as a number or as p95, and nothing that is none", async () => {
    const lines = [95, "p99.9"].map((percentile, at) => JSON.stringify({ name: `n${at}`, percentile }));
    writeFileSync(join(project.root, "p.jsonl"), lines.join("\n"));
    expect((await project.pitchpipe(["alerts", "send", "--file", "p.jsonl"])).code).toBe(0);
    const wrong = await project.pitchpipe(["alerts", "send", "--name", "x", "--percentile", "101"]);
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining("percentile: must be from 0 to 100"),
    });
  });

  it("takes a file with a signal a line, ends among them", async () => {
    const lines = [
      { name: "one", severity: "error", labels: { job: "a" } },
      { name: "one", severity: "error", labels: { job: "a" } },
      { name: "two", title: "Two" },
      { name: "two", state: "resolved" },
    ];
    writeFileSync(
      join(project.root, "signals.jsonl"),
      lines.map((line) => `${JSON.stringify(line)}\n`).join("\n"),
    );
    const { alerts } = await project.json(["alerts", "send", "--file", "signals.jsonl"]);
    expect(alerts).toEqual([
      { id: alerts[0].id, status: "active", count: 2 },
      { id: alerts[0].id, status: "active", count: 2 },
      { id: alerts[2].id, status: "resolved", count: 1 },
      { id: alerts[2].id, status: "resolved", count: 1 },
    ]);
  });

  it("refuses a file with wrong lines whole, and names each of them", async () => {
    writeFileSync(
      join(project.root, "bad.jsonl"),
      '{"name": "ok"}\nnot json\n{"severity": "bad"}\n{"nme": "x"}\n',
    );
    const said = await project.pitchpipe(["alerts", "send", "--file", "bad.jsonl"]);
    expect(said.code).toBe(2);
    expect(said.err).toContain("3 lines are no signal; nothing was sent.");
    for (const line of ["line 2:", "line 3: severity", "line 4:"]) expect(said.err).toContain(line);
    expect((await project.json(["alerts", "list"])).alerts).toEqual([]);
  });

  it.each([
    ["nothing to tell it by", ["--message", "x"], "needs a name, a title or a metric"],
    ["a threshold without a value", ["--metric", "m", "--threshold", "8"], "is needed beside threshold"],
    ["a value that is no number", ["--metric", "m", "--value", "many"], "value"],
    ["an unknown severity", ["--title", "t", "--severity", "bad"], "severity"],
    ["a label without =", ["--title", "t", "--label", "job"], "--label takes KEY=VALUE, not job."],
    ["a stack trace that is not there", ["--title", "t", "--stack-trace", "no.txt"], "can't be read"],
    ["a channel that is not there", ["--title", "t", "--channel", "hok"], "Did you mean hook?"],
    ["an end of nothing", ["--name", "never", "--resolve"], "No open alert is named never"],
  ])("refuses %s with exit code 2", async (_, args, message) => {
    const said = await project.pitchpipe(["alerts", "send", ...args]);
    expect(said.code).toBe(2);
    expect(said.err).toContain(message);
    expect(server.requests).toEqual([]);
  });

  it("keeps secrets out of store and channel", async () => {
    project.configure(`channels: {hook: {type: webhook, url: "${server.url}", token: planted-token-9}}\n`);
    const said = await project.pitchpipe(["alerts", "send", "--title", "bad planted-token-9", "--json"]);
    expect(said.out).not.toContain("planted-token-9");
    expect(server.requests[0]?.body).not.toContain("planted-token-9");
    expect(server.requests[0]?.headers["authorization"]).toBe("Bearer planted-token-9");
    const stored = readFileSync(join(project.root, ".meltano/pitchpipe/pitchpipe.db"), "latin1");
    expect(stored).not.toContain("planted-token-9");
  });

  it("keeps the signal where the store can't be opened, and says so", async () => {
    project.configure(`store: {url: "postgres://nobody@127.0.0.1:1/none"}\n`);
    const said = await project.pitchpipe(["alerts", "send", "--title", "Disk is full"]);
    expect(said.code).toBe(2);
    expect(said.err).toContain("What you sent is kept");
  });
});

describe("alerts list", () => {
  beforeEach(async () => {
    for (const [name, job] of [
      ["old", "a"],
      ["new", "b"],
    ] as const)
      await project.json(["alerts", "send", "--name", name, "--title", name, "--label", `job=${job}`]);
    await project.json(["alerts", "send", "--name", "old", "--resolve"]);
  });

  it.each([
    ["everything, open ones above all", [], ["new", "old"]],
    ["a status", ["--status", "resolved"], ["old"]],
    ["a job", ["--job", "b"], ["new"]],
    ["a label", ["--label", "job=a"], ["old"]],
    ["a type and severity", ["--type", "custom", "--severity", "error"], []],
    ["open ones beyond the limit", ["--limit", "1"], ["new"]],
  ])("shows %s", async (_, args, names) => {
    const { alerts } = await project.json(["alerts", "list", ...args]);
    expect(alerts.map(({ name }: { name: string }) => name).sort()).toEqual(names);
  });

  it("is a table for people, and says what it shows", async () => {
    const { out } = await project.pitchpipe(["alerts", "list"]);
    expect(out).toContain("last seen (UTC)");
    expect(out).toContain("Every open alert, and the newest 20 of all.");
  });

  it.each([
    [["--status", "actve"], "Did you mean active?"],
    [["--limit", "none"], "--limit takes a whole number"],
  ])("refuses %j", async (args, message) => {
    const said = await project.pitchpipe(["alerts", "list", ...args]);
    expect([said.code, said.err.includes(message)]).toEqual([2, true]);
  });
});

describe("alerts show", () => {
  it("shows one alert whole by the start of its id, without anything that steers the terminal", async () => {
    const { id } = await project.json([
      "alerts",
      "send",
      "--title",
      "red \u001b[31malert",
      "--detail",
      "a=1",
    ]);
    const said = await project.pitchpipe(["alerts", "show", id.slice(0, 8)]);
    expect(said.code).toBe(0);
    expect(said.out).toContain("warning red alert");
    expect(said.out).toContain("hook: firing accepted (first notification)");
    expect(said.out).toContain("a=1");
    expect(said.out).not.toContain("\u001b");
  });

  it.each([
    ["nonsense", "No alert has the id nonsense."],
    ["abc", "No alert has the id abc."],
    ["latest", "There is no alert yet."],
  ])("exits 2 for %s", async (id, message) => {
    const said = await project.pitchpipe(["alerts", "show", id]);
    expect(said.code).toBe(2);
    expect(said.err).toContain(message);
  });
});

describe("alerts ack", () => {
  it("says who has an alert in hand, in its document and its history", async () => {
    await project.json(cpu);
    const alert = await project.json(["alerts", "ack", "latest", "--by", "ana", "--note", "on it"]);
    expect(alert).toMatchObject({
      status: "acknowledged",
      acknowledged_by: "ana",
      events: [{ kind: "fired" }, { kind: "acknowledged", by: "ana", note: "on it" }],
    });
  });

  it("marks this system's user as unverified where nobody is named", async () => {
    await project.json(cpu);
    const alert = await project.json(["alerts", "ack", "latest"]);
    expect(alert).toMatchObject({ acknowledged_by: expect.stringMatching(/ \(unverified\)$/) });
  });

  it("stays in hand while the problem goes on, and ends with it", async () => {
    await project.json(cpu);
    await project.json(["alerts", "ack", "latest", "--by", "ana"]);
    expect(await project.json(cpu)).toMatchObject({ status: "acknowledged", count: 2 });
    expect(await project.json([...cpu, "--resolve"])).toMatchObject({ status: "resolved" });
    const { code, err } = await project.pitchpipe(["alerts", "ack", "latest"]);
    expect(code).toBe(2);
    expect(err).toContain("is over: there is nothing to take in hand");
  });
});
