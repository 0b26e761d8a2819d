import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../alerts/project.ts";
import { caFile, type Smtp, startSmtp } from "../fixtures/vendors/smtp.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../projects/webhook-receiver.ts";
import { pitchpipeBin } from "../setup/dist.ts";

// The built program, as a user types it: real child processes, real sockets.

let project: ScratchProject;
let hook: WebhookReceiver;
let smtp: Smtp;

beforeEach(async () => {
  project = makeScratchProject();
  hook = await startWebhookReceiver();
  smtp = await startSmtp();
  write("meltano.yml", meltanoYml());
});

afterEach(async () => {
  hook.close();
  await smtp[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

function meltanoYml(task = "tap-x watch target-y", mapping = "{name: watch}"): string {
  return `default_environment: dev
environments: [{name: dev}]
plugins:
  extractors: [{name: tap-x, namespace: tap_x, settings: [{name: password, sensitive: true}], config: {password: planted-secret-1}}]
  loaders: [{name: target-y, namespace: target_y}]
  mappers: [{name: pitchpipe-mapper, namespace: pitchpipe_mapper, mappings: [${mapping}]}]
jobs: [{name: daily-load, tasks: [${task}]}]
`;
}

const channels = () => `version: 1
timezone: UTC
channels:
  hook: {type: webhook, url: "${hook.url}"}
  mail: {type: email, host: localhost, port: ${smtp.port}, tls: starttls, ca: ${caFile}, from: etl@example.com, to: [ops@example.com]}
`;

function write(file: string, content: string): void {
  writeFileSync(join(project.root, file), content);
}

interface Row {
  readonly channel: string;
  readonly type: string;
  readonly kind: string;
  readonly status: string;
  readonly status_code: number | null;
  readonly vendor_id: string | null;
  readonly seconds: number | null;
  readonly error: string | null;
  readonly title: string;
  readonly message: string;
  readonly route: string | null;
}

interface Document {
  readonly scenarios: readonly {
    readonly name: string;
    readonly alert: {
      readonly type: string;
      readonly labels: Record<string, string>;
      readonly run_id: string;
    } | null;
    readonly channels: readonly Row[];
    readonly resolved: boolean | null;
    readonly ok: boolean;
    readonly reason: string | null;
    readonly notes: readonly string[];
  }[];
  readonly ok: boolean;
}

async function drill(...args: string[]) {
  const { code, out, err } = await run("drill", ...args, "--json");
  if (out === "") throw new Error(err);
  return { code, document: JSON.parse(out) as Document, first: (JSON.parse(out) as Document).scenarios[0] };
}

async function run(...args: string[]) {
  const child = spawn(process.execPath, [pitchpipeBin, ...args], {
    cwd: project.root,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: code as number, out, err };
}

/** Every file with its bytes and its time of change. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(project.root, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(project.root, name);
    const { mtimeMs, mode } = statSync(path);
    hash.update(`${name} ${mtimeMs} ${mode}\n`);
    if (statSync(path).isFile()) hash.update(readFileSync(path));
  }
  return hash.digest("hex");
}

const told = (rows: readonly Row[] = []) =>
  rows.map(({ channel, kind, status }) => `${channel} ${kind} ${status}`);

describe("pitchpipe drill", () => {
  it("with --send tells all four through a real webhook and a real mail server, each marked, and their ends", async () => {
    // Lineage is of real runs only: an event there would be a body without a title.
    project.configure(`${channels()}openlineage: {url: "${hook.url}"}\n`);
    const { code, document } = await drill("--send");
    expect(document.scenarios.map(({ name, ok, reason, resolved }) => [name, ok, reason, resolved])).toEqual([
      ["failure", true, null, true],
      ["stall", true, null, true],
      ["bad-row", true, null, true],
      ["dead-channel", true, null, true],
    ]);
    expect([code, document.ok]).toEqual([0, true]);
    expect(document.scenarios.map(({ alert }) => alert?.type)).toEqual([
      "pipeline_failure",
      "pipeline_stalled",
      "data_quality",
      "system_health",
    ]);
    const [failure, , , dead] = document.scenarios;
    expect(told(failure?.channels)).toEqual([
      "hook firing accepted",
      "mail firing accepted",
      "hook resolved accepted",
      "mail resolved accepted",
    ]);
    expect(failure?.channels).toMatchObject([
      { type: "webhook", status_code: 200, route: "route", error: null, seconds: expect.any(Number) },
      { type: "email", vendor_id: expect.stringContaining("@") },
      {},
      {},
    ]);
    const [victim] = dead?.notes ?? [];
    const other = victim === "Played dead: hook." ? "mail" : "hook";
    expect(told(dead?.channels)).toEqual([`${other} firing accepted`, `${other} resolved accepted`]);

    expect(hook.told()).toEqual(
      expect.arrayContaining(["firing pipeline_failure", "resolved pipeline_stalled"]),
    );
    for (const { body } of hook.received) {
      const posted = JSON.parse(body);
      expect(posted.title).toMatch(/^DRILL: /);
      expect(posted.message).toContain("nothing is wrong");
      for (const alert of posted.alerts)
        expect([alert.labels.drill, alert.title]).toEqual(["true", expect.stringMatching(/^DRILL: /)]);
      expect(body).not.toContain("planted-secret-1");
    }
    for (const { source } of smtp.mails) expect(source).toMatch(/^Subject:\s.*DRILL: /m);
    const runIds = new Set(document.scenarios.slice(0, 3).map(({ alert }) => alert?.run_id));
    expect(runIds.size).toBe(3);
  });

  it("changes nothing in the project, its store, its state or its quarantine, and leaves no folder behind", async () => {
    project.configure(
      `${channels()}  log: {type: log, path: logs/alerts.jsonl}\nstreams: {orders: {checks: [{not_null: [id], on_violation: quarantine}]}}\n`,
    );
    await run("alerts", "send", "--name", "real", "--title", "a real one");
    mkdirSync(join(project.root, ".meltano/run"), { recursive: true });
    write(".meltano/meltano.db", "Meltano's own");
    const before = fingerprint();
    const { document } = await drill("failure", "bad-row", "dead-channel", "--send");
    expect(document.scenarios.map(({ ok, reason }) => [ok, reason])).toEqual([
      [true, null],
      [true, null],
      [true, null],
    ]);
    expect(document.scenarios[1]?.notes).toContain("Set aside in the drill's quarantine: 1 of its rows.");
    expect(fingerprint()).toBe(before);
  });

  it("sends nothing without --send, and says what it would have sent", async () => {
    project.configure(channels());
    const { code, first } = await drill("failure");
    expect([code, hook.received, smtp.connections()]).toEqual([0, [], 0]);
    expect(first?.channels).toMatchObject([
      {
        channel: "hook",
        status: "not_sent",
        error: "not sent: dry run",
        title: expect.stringMatching(/^DRILL: daily-load failed: /),
      },
      { channel: "mail", status: "not_sent" },
      { kind: "resolved" },
      { kind: "resolved" },
    ]);
  });

  it("marks the user's own words too, sent or not", async () => {
    project.configure(
      `${channels()}templates: {pipeline_failure: {title: "Oh no, {{ job }}", text: "Call Ana.", channels: {mail: {subject: "[ETL] {{ job }}"}}}}\n`,
    );
    const dry = await drill("failure");
    expect(dry.first?.channels[0]).toMatchObject({
      title: "DRILL: Oh no, daily-load",
      message: expect.stringContaining("Call Ana."),
    });
    await drill("failure", "--send");
    const [mail] = smtp.mails;
    expect(mail?.source).toMatch(/^Subject: DRILL: \[ETL\] daily-load/m);
    expect(mail?.source.replace(/=\r\n/g, "")).toMatch(/This is a drill/);
  });

  it("fails where a channel does not take it, and says which and why", async () => {
    hook.close();
    project.configure(channels());
    const { code, first } = await drill("failure", "--send");
    expect([code, first?.ok, first?.reason]).toEqual([
      1,
      false,
      expect.stringMatching(/^hook: .*ECONNREFUSED/),
    ]);
    expect(told(first?.channels).filter((line) => line.startsWith("mail"))).toEqual([
      "mail firing accepted",
      "mail resolved accepted",
    ]);
  });

  it("says that nobody would hear of the only channel's death", async () => {
    project.configure(`version: 1\nchannels: {hook: {type: webhook, url: "${hook.url}"}}\n`);
    const { code, first } = await drill("dead-channel");
    expect([code, first?.alert?.type, first?.reason]).toEqual([
      1,
      "system_health",
      expect.stringContaining("If hook dies nobody hears of it"),
    ]);
    expect(hook.received).toEqual([]);
  });

  it("follows the user's routes, floors and waits", async () => {
    project.configure(`${channels()}  quiet: {type: log, path: quiet.jsonl, min_severity: critical}
route:
  channel: mail
  group_wait: 30s
  routes:
    - {matchers: ['type="pipeline_failure"', 'job="daily-load"'], channel: hook, continue: true}
    - {matchers: ['type="pipeline_failure"'], channel: quiet}
`);
    const { code, first } = await drill("failure");
    expect([code, first?.reason, told(first?.channels)]).toEqual([
      0,
      null,
      ["hook firing not_sent", "hook resolved not_sent"],
    ]);
    expect(first?.channels[0]).toMatchObject({ route: "route.routes[0]" });
    expect(first?.channels[0]?.seconds).toBeGreaterThan(29);
  });

  it("says what is muted now, and that a channel lacks its variable", async () => {
    const muted = `time_intervals: [{name: always, time_intervals: [{times: [{start_time: "00:00", end_time: "24:00"}]}]}]
route: {channel: hook, routes: [{matchers: ['type="pipeline_failure"'], channel: hook, mute_time_intervals: [always]}]}\n`;
    project.configure(channels() + muted);
    expect((await drill("failure")).first?.reason).toMatch(/^not told to hook: .*always/);
    project.configure("version: 1\nchannels: {ops: {type: slack, webhook_url: $NOT_THERE}}\n");
    const { code, first } = await drill("failure");
    expect([code, first?.ok, first?.reason]).toEqual([1, false, expect.stringMatching(/^ops: /)]);
  });

  it("counts failures until they are told", async () => {
    project.configure(`${channels()}run: {alert_after_failures: 3}\n`);
    const { first } = await drill("failure");
    expect([first?.ok, first?.notes]).toEqual([true, [expect.stringContaining("failure 3 in a row")]]);
  });

  it("says where rows pass unseen, and where nothing is told by the settings", async () => {
    project.configure(`${channels()}run: {stall_after: none, notify: {failure: none}}\n`);
    write("meltano.yml", meltanoYml("tap-x target-y"));
    const { code, document } = await drill("failure", "stall", "bad-row");
    expect([code, document.scenarios.map(({ reason }) => reason)]).toEqual([
      1,
      [
        "Failures are not told: run.notify.failure is none.",
        "A stall is never told: run.stall_after is none.",
        expect.stringContaining("Nobody looks at the rows of tap-x"),
      ],
    ]);
    write("meltano.yml", meltanoYml(undefined, "{name: watch, config: {checks: off}}"));
    expect((await drill("bad-row")).first?.reason).toContain("checks: off");
  });

  it.each([
    "not_null: [id, other]",
    "required: [id]",
    "unique: [id]",
    "range: {field: qty, min: 0, max: 5}",
    "length: {field: nbr, min: 4}",
    "length: {field: nbr, max: 4}",
    'pattern: {field: nbr, regex: "^ORD[0-9]+$"}',
    "enum: {field: status, values: [OPEN]}",
    "format: {field: mail, format: email}",
  ])("violates the user's own check %s, and then does not", async (check) => {
    project.configure(`${channels()}streams: {"tap-x/ord*": {checks: [{${check}, fail: {count: 1}}]}}\n`);
    const { first } = await drill("bad-row");
    expect([first?.reason, first?.ok, first?.alert?.labels["stream"]]).toEqual([null, true, "orddrill"]);
    expect(first?.notes[0]).toMatch(/of your own checks\.$/);
  });

  it("prints a table and a line for each scenario", async () => {
    project.configure(channels());
    const { code, out, err } = await run("drill", "failure");
    expect(code).toBe(0);
    expect(out).toMatch(/failure +pipeline_failure +hook \(webhook\) +\d+\.\d s +not sent: dry run/);
    expect(out).toMatch(/ok +failure/);
    expect(err).toContain("Nothing leaves this machine");
  });

  it("refuses what it doesn't know", async () => {
    project.configure(channels());
    const answers = [
      await run("drill", "falure"),
      await run("drill", "--send", "--dry-run"),
      await run("drill", "failure", "--job", "daly-load"),
    ];
    expect(answers.map(({ code, err }) => [code, err])).toEqual([
      [2, expect.stringContaining("Did you mean failure?")],
      [2, expect.stringContaining("contradict")],
      [2, expect.stringContaining("Did you mean daily-load?")],
    ]);
    write("meltano.yml", "version: 1\n");
    expect((await run("drill", "failure")).err).toContain("There is nothing to drill");
  });

  it("stops at Ctrl-C, tidies up, and says how far it came", async () => {
    project.configure(channels());
    const child = spawn(process.execPath, [pitchpipeBin, "drill", "stall", "dead-channel", "--json"], {
      cwd: project.root,
      env: { PATH: process.env["PATH"], TMPDIR: project.root },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const out = text(child.stdout);
    // The tap that is played has fallen silent.
    const files = () => readdirSync(project.root, { recursive: true, encoding: "utf8" });
    await expect.poll(() => files().some((name) => /^trouble-\d+$/.test(basename(name)))).toBe(true);
    child.kill("SIGINT");
    const [code] = await once(child, "close");
    const document = JSON.parse(await out) as Document;
    expect([code, document.scenarios.map(({ ok }) => ok)]).toEqual([1, [false, false]]);
    expect(document.scenarios[1]?.reason).toContain("Not played");
    expect(readdirSync(project.root).filter((name) => name.startsWith("pitchpipe-drill-"))).toEqual([]);
  });
});
