// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written so
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "./load.ts";
import type { LoadOptions } from "./load-options.ts";
import { settingsSchema } from "./schema.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-config-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function load(yaml: string | null, options: Partial<LoadOptions> = {}) {
  if (yaml !== null) writeFileSync(join(root, "pitchpipe.yml"), yaml);
  const sysDir = join(root, ".meltano");
  return loadConfig({ root, sysDir, env: {}, environment: null, job: null, overrides: {}, ...options });
}

const v1 = "version: 1\n";

describe("layers", () => {
  it("are defaults alone where there is no file", () => {
    const { settings, problems, file } = load(null);
    expect(problems).toEqual([]);
    expect(file).toBeNull();
    const defaults = settingsSchema.parse({});
    expect(settings).toEqual({
      ...defaults,
      quarantine: { ...defaults.quarantine, path: join(root, ".meltano/pitchpipe/quarantine") },
    });
  });

  it("win from the defaults over file, environment, job and variables to the command line", () => {
    const yaml = `${v1}run: {stall_after: 1m}
environments: {dev: {run: {stall_after: 2m}, jobs: {daily: {labels: {env: dev}}}}}
jobs: {daily: {stall_after: 3m, owner: ann, labels: {job: daily}}}
labels: {all: "yes"}`;
    const stall = (options: Partial<LoadOptions>) => load(yaml, options).settings.run.stall_after;
    const all = { environment: "dev", job: "daily" };
    const env = { PITCHPIPE_RUN_STALL_AFTER: "4m" };
    expect(stall({})).toBe(60_000);
    expect(stall({ environment: "dev" })).toBe(120_000);
    expect(stall(all)).toBe(180_000);
    expect(stall({ ...all, env })).toBe(240_000);
    expect(stall({ ...all, env, overrides: { "run.stall_after": "5m" } })).toBe(300_000);
    expect(load(yaml, all)).toMatchObject({
      owner: "ann",
      settings: { labels: { all: "yes", job: "daily", env: "dev" } },
      problems: [],
    });
  });

  it("take .env for environment, and the process before it", () => {
    writeFileSync(
      join(root, ".env"),
      "PITCHPIPE_RUN_TIMEOUT=1h\nPITCHPIPE_MAPPER_DRAIN=1s\nHOOK=https://h.example/",
    );
    const yaml = `${v1}channels: {h: {type: webhook, url: $HOOK}}`;
    expect(load(yaml, { env: { PITCHPIPE_MAPPER_DRAIN: "2s" } }).settings).toMatchObject({
      run: { timeout: 3_600_000 },
      mapper: { drain: 2000 },
      channels: { h: { url: "https://h.example/" } },
    });
  });

  it("replace an entry whose type changes, and merge any other", () => {
    const yaml = `${v1}channels: {a: {type: webhook, url: "https://x.example", token: t}, b: {type: log, path: x}}
environments: {dev: {channels: {a: {type: log, path: y}, b: {format: text}}}}`;
    const { settings, problems } = load(yaml, { environment: "dev" });
    expect(problems).toEqual([]);
    expect(settings.channels).toMatchObject({
      a: { type: "log", path: join(root, "y") },
      b: { type: "log", path: join(root, "x"), format: "text" },
    });
  });

  it("ignore what is written with nothing behind it", () => {
    expect(load(`${v1}run:\nchannels:\n  a: {type: log, path: x, format: }`)).toMatchObject({
      problems: [],
      settings: { run: { kill_after: 30_000 }, channels: { a: { format: "json" } } },
    });
  });
});

describe("variables", () => {
  it.each([
    ["PITCHPIPE_RUN_ALERT_AFTER_FAILURES", "3", { run: { alert_after_failures: 3 } }],
    ["PITCHPIPE_RUN_NOTIFY_SUCCESS", "False", { run: { notify: { success: null } } }],
    ["PITCHPIPE_RUN_NOTIFY_SUCCESS", "WARNING", { run: { notify: { success: "warning" } } }],
    ["PITCHPIPE_MAPPER_MIN_RECORDS_PER_SECOND", "2.5", { mapper: { min_records_per_second: 2.5 } }],
    ["PITCHPIPE_LABELS", '{"team": "data"}', { labels: { team: "data" } }],
    ["PITCHPIPE_LABELS", "{'team': 'da\\'ta'}", { labels: { team: "da'ta" } }],
    [
      "PITCHPIPE_CHANNELS",
      '{"log.type": "log", "log.path": "/x", "hook.type": "webhook", "hook.url": "https://h.example", "hook.headers.X-Team": "d"}',
      { channels: { log: { path: "/x" }, hook: { headers: { "X-Team": "d" } } } },
    ],
    [
      "PITCHPIPE_ROUTE_ROUTES",
      "[{'matchers': ['severity=\"error\"'], 'continue': True}]",
      { route: { routes: [{ matchers: ['severity="error"'], continue: true }] } },
    ],
    ["PITCHPIPE_RUN_TIMEOUT", "", { run: { stall_after: 600_000 } }],
    ["PITCHPIPE_STORE_URL", "postgres://u:p$NOT@h/${x}", { store: { url: "postgres://u:p$NOT@h/${x}" } }],
  ])("%s=%s is understood", (name, text, settings) => {
    const loaded = load(v1, { env: { [name]: text } });
    expect(loaded.problems).toEqual([]);
    expect(loaded.settings).toMatchObject(settings);
  });

  it("that are wrong are told by name, and what they cover holds", () => {
    const env = {
      PITCHPIPE_RUN_TIMEOUT: "90",
      PITCHPIPE_CHANNELS: "[not json",
      PITCHPIPE_LABELS: '"text"',
      PITCHPIPE_RUN_KILL_AFTER: "5s",
    };
    const { problems, settings } = load(`${v1}run: {timeout: 2h}`, { env });
    expect(settings.run).toMatchObject({ timeout: 7_200_000, kill_after: 5000 });
    expect(problems).toEqual([
      expect.objectContaining({
        path: "PITCHPIPE_LABELS",
        message: "PITCHPIPE_LABELS must hold a map as JSON.",
      }),
      expect.objectContaining({ path: "PITCHPIPE_CHANNELS", severity: "error", line: null }),
      expect.objectContaining({
        path: "PITCHPIPE_RUN_TIMEOUT",
        message: "PITCHPIPE_RUN_TIMEOUT: run.timeout is a bare number; write the unit with it, such as 90s.",
      }),
    ]);
  });

  it("that nobody knows are warnings with the nearest known one", () => {
    const env = {
      PITCHPIPE_RUN_STAL_AFTER: "1m",
      PITCHPIPE_CHANNELS_LOG_TYPE: "log",
      PITCHPIPE_DISABLED: "false",
      PITCHPIPE__EXTRA: "x",
      PITCHPIPE_EMPTY: "",
    };
    expect(load(v1, { env }).problems).toEqual([
      expect.objectContaining({ severity: "warning", hint: "Did you mean PITCHPIPE_RUN_STALL_AFTER?" }),
      expect.objectContaining({ severity: "warning", hint: expect.stringContaining("as JSON") }),
    ]);
  });

  it("that Meltano sets beside a whole map are no surprise", () => {
    const env = { PITCHPIPE_LABELS: '{"a": "b"}', PITCHPIPE_LABELS_A: "b" };
    expect(load(v1, { env }).problems).toEqual([]);
  });

  it("have no say over the command line, where a wrong path or value is told too", () => {
    const { problems, settings } = load(v1, {
      overrides: { "run.timeout": "3h", "run.tiemout": "1h", "run.kill_after": "9", channels: "x" },
    });
    expect(settings.run).toMatchObject({ timeout: 10_800_000, kill_after: 30_000 });
    expect(problems.map(({ path, hint }) => [path, hint])).toEqual([
      ["run.tiemout", "Did you mean run.timeout?"],
      ["channels", "It is not used."],
      ["run.kill_after", null],
    ]);
  });
});

describe("references", () => {
  const env = { NAME: "https://h.example/", EMPTY: "", N: "7", D: "5m", B: "yes" };

  it("are looked up in every text but literal ones", () => {
    writeFileSync(join(root, "secret"), "from-file\n");
    const yaml = `${v1}
channels:
  a: {type: webhook, url: $NAME, token: "\${file:secret}", hmac_secret: "a$$b\${NO:-c}\${EMPTY:-d}$NAME"}
route: {channel: a, routes: [{matchers: ['name="$NAME"']}]}
run: {alert_after_failures: $N, stall_after: "\${D}"}
labels: {price: "$5", "x": "\${N}"}`;
    const { settings, problems, secrets } = load(yaml, { env });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      channels: { a: { url: "https://h.example/", token: "from-file", hmac_secret: "a$bcd$NAME" } },
      route: { routes: [{ matchers: ['name="$NAME"'] }] },
      run: { alert_after_failures: 7, stall_after: 300_000 },
      labels: { price: "$5", x: "7" },
    });
    expect(secrets).toEqual(["https://h.example/", "from-file", "a$bcd$NAME"]);
  });

  it("that lead nowhere leave out their channel and nothing else, and are warnings", () => {
    const yaml = `${v1}
channels:
  a: {type: webhook, url: $NOPE, token: "\${file:/nope}", tokn: x}
  b: {type: log, path: x}
route: {channel: a}
external_url: $EMPTY`;
    const { settings, problems, misconfigured } = load(yaml, { env });
    expect(Object.keys(settings.channels)).toEqual(["b"]);
    expect(settings.route?.channel).toBe("a");
    expect(settings.external_url).toBeUndefined();
    expect(misconfigured).toEqual([
      { path: "channels.a", name: "a", missing: ["NOPE", "file:/nope"] },
      { path: "external_url", name: "external_url", missing: ["EMPTY"] },
    ]);
    expect(problems.map(({ path, severity, line }) => [path, severity, line])).toEqual([
      ["channels.a.url", "warning", 4],
      ["channels.a.token", "warning", 4],
      ["channels.a.tokn", "error", 4],
      ["external_url", "warning", 7],
    ]);
    const strict = load(yaml, { env, secretsRequired: true });
    expect(strict.problems.every(({ severity }) => severity === "error")).toBe(true);
  });
});

describe("problems", () => {
  const cases: readonly (readonly [string, string, string, string | null])[] = [
    ["labls: {a: b}", "2:1 labls", "There is no key labls at the top.", "Did you mean labels?"],
    [
      "stall_after: 5m",
      "2:1 stall_after",
      "There is no key stall_after at the top.",
      "It belongs at run.stall_after or jobs.<name>.stall_after.",
    ],
    [
      "banana: 1",
      "2:1 banana",
      "There is no key banana at the top.",
      expect.stringContaining("Known here: store") as unknown as string,
    ],
    [
      "run: {timeout: 90}",
      "2:16 run.timeout",
      "run.timeout is a bare number; write the unit with it, such as 90s.",
      null,
    ],
    [
      "run: {stall_after: soon}",
      "2:20 run.stall_after",
      'run.stall_after must be a duration such as 90s, 15m, 26h or 7d, or none, not "soon".',
      null,
    ],
    ["run: {timeout: 10ms}", "2:16 run.timeout", 'run.timeout must be at least 1s, not "10ms".', null],
    [
      "run: {alert_after_failures: 0}",
      "2:29 run.alert_after_failures",
      "run.alert_after_failures must be at least 1, not 0.",
      null,
    ],
    [
      "run: {alert_after_failures: '2'}",
      "2:29 run.alert_after_failures",
      'run.alert_after_failures must be a whole number, not "2".',
      "Write it without quotes.",
    ],
    [
      "run: {zero_records: warm}",
      "2:21 run.zero_records",
      'run.zero_records must be ok, warn or fail, not "warm".',
      "Did you mean warn?",
    ],
    ["run: fast", "2:6 run", 'run must be a map, not "fast".', null],
    ["run: [fast]", "2:6 run", "run must be a map, not a list.", null],
    [
      "channels: {a: {type: log}}",
      "2:12 channels.a.path",
      "channels.a.path is missing.",
      "It must be a path.",
    ],
    [
      "channels: {a: {type: slak}}",
      "2:22 channels.a.type",
      'channels.a.type must be log, email, slack, teams, webhook, discord, pagerduty, sms, whatsapp, alertmanager, exec or custom, not "slak".',
      "Did you mean slack?",
    ],
    [
      "channels: {a: {type: log, path: x, send_resolved: yes}}",
      "2:51 channels.a.send_resolved",
      'channels.a.send_resolved must be true or false, not "yes".',
      "In YAML 1.2 only true and false are booleans.",
    ],
    [
      "channels: {a: {type: log, path: ''}}",
      "2:33 channels.a.path",
      "channels.a.path must not be empty.",
      null,
    ],
    [
      "channels: {'': {type: log, path: x}}",
      "2:12 channels.",
      expect.stringContaining("short name") as unknown as string,
      null,
    ],
    [
      "timezone: Mars/Base",
      "2:11 timezone",
      'timezone must be a time zone such as America/Sao_Paulo or UTC, not "Mars/Base".',
      null,
    ],
    [
      "route: {channel: nope}",
      "2:18 route.channel",
      'route.channel names the channel "nope", which is not among channels.',
      "There are no channels yet.",
    ],
    [
      "environments: {dev: {run: {timeout: 5}}}",
      "2:37 environments.dev.run.timeout",
      "environments.dev: run.timeout is a bare number; write the unit with it, such as 5s.",
      null,
    ],
    ["environments: {dev: 5}", "2:21 environments.dev", "environments.dev must be a map of settings.", null],
    ["environments: 5", "2:15 environments", "environments must be a map of settings.", null],
    [
      "environments: {dev: {version: 1}}",
      "2:22 environments.dev.version",
      "environments.dev: There is no key version at the top.",
      expect.anything() as unknown as string,
    ],
    [
      "jobs: {a: {timeout: 1h, x: 1}}",
      "2:25 jobs.a.x",
      "There is no key x in jobs.a.",
      expect.stringContaining("Known here: timeout") as unknown as string,
    ],
  ];

  it.each(cases)("%s is told with its place and a way out", (yaml, place, message, hint) => {
    const { problems } = load(v1 + yaml);
    expect(problems.map(({ line, column, path }) => `${line}:${column} ${path}`)).toEqual([place]);
    expect(problems[0]).toMatchObject({ severity: "error", message, hint });
  });

  it.each([
    ["run: {}", "version is missing.", "Write `version: 1` at the top of the file."],
    ["", "version is missing.", "Write `version: 1` at the top of the file."],
    [
      "version: 2",
      "version must be 1, not 2.",
      "The file was written for a newer pitchpipe; update this one.",
    ],
    ["version: '1'", 'version must be 1, not "1".', "Write `version: 1` at the top of the file."],
  ])("%j is a wrong version", (yaml, message, hint) => {
    expect(load(yaml).problems).toEqual([
      expect.objectContaining({ path: "version", line: 1, message, hint }),
    ]);
  });

  it.each([
    ["version: 1\nrun: {timeout: 2h", 2],
    ["version: 1\n- a", 2],
    ["just text", 1],
    ["version: 1\nversion: 1", 2],
  ])("%j is not YAML we can read, and nothing of it is used", (yaml, line) => {
    const { problems, settings } = load(yaml);
    expect(problems[0]).toMatchObject({
      severity: "error",
      line,
      message: expect.stringContaining("Not valid YAML"),
    });
    expect(settings.run.timeout).toBeUndefined();
  });

  it("are told all at once, in the order of the file, and what is valid is used", () => {
    const { problems, settings } = load(`${v1}
timezone: Mars
run: {timeout: 2h, stal_after: 1m, notify: {failure: loud, start: info}}
channels:
  good: {type: log, path: a.jsonl, format: jsn}
  bad: {type: webhook, url: ftp://x}
route:
  channel: good
  routes:
  - {matchers: ['nonsense'], channel: good}
  - {matchers: ['severity="error"'], channel: good, contine: true}
  - {matchers: ['severity="info"'], channel: bad}
`);
    expect(problems.map(({ path }) => path)).toEqual([
      "timezone",
      "run.stal_after",
      "run.notify.failure",
      "channels.good.format",
      "channels.bad.url",
      "route.routes[0].matchers[0]",
      "route.routes[1].contine",
    ]);
    expect(settings).toMatchObject({
      run: { timeout: 7_200_000, stall_after: 600_000, notify: { failure: "error", start: "info" } },
      channels: { good: { format: "json" } },
      // What was for the channel that fell away goes to the one above.
      route: { channel: "good", routes: [] },
    });
    expect(Object.keys(settings.channels)).toEqual(["good"]);
  });

  it("of a wrong overlay let what lies below show through", () => {
    const { settings } = load(
      `${v1}run: {timeout: 2h}\nenvironments: {dev: {run: {timeout: 5, kill_after: 1s}}}`,
      {
        environment: "dev",
      },
    );
    expect(settings.run).toMatchObject({ timeout: 7_200_000, kill_after: 1000 });
  });

  it("never quote a secret", () => {
    const { problems } = load(`${v1}channels: {a: {type: webhook, url: s3cr3t-host, token: [s3cr3t]}}`);
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain("s3cr3t");
  });

  it("hold a file that can't be read, and only a file that was asked for must be there", () => {
    mkdirSync(join(root, "pitchpipe.yml"));
    expect(load(null).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining("EISDIR") }),
    ]);
    expect(() => load(null, { file: join(root, "other.yml") })).toThrow(
      expect.objectContaining({ code: "CONFIG_UNREADABLE" }),
    );
    writeFileSync(join(root, "other.yml"), v1);
    chmodSync(join(root, "other.yml"), 0o644);
    expect(load(null, { file: join(root, "other.yml") }).problems).toEqual([]);
  });

  it("are all there ever is: no content makes it throw", () => {
    const word = fc.constantFrom(
      ..."version: 1 run channels route jobs environments labels routes matchers a b type log webhook path url timeout 1h 5 true null x {} []".split(
        " ",
      ),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        word,
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(word, tie("node"), { maxKeys: 4 }),
      ),
    })).node;
    void fc.assert(
      fc.property(fc.dictionary(word, tree, { maxKeys: 5 }), (content) => {
        const { settings } = load(JSON.stringify({ ...content, version: 1 }), { environment: "a", job: "b" });
        expect(settingsSchema.safeParse({}).success && settings.run.notify !== undefined).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the hash", () => {
  const yaml = `${v1}channels: {a: {type: webhook, url: $URL, token: one}}`;

  it("changes with what holds, and not with secrets or the order of keys", () => {
    const { hash } = load(yaml, { env: { URL: "https://a.example" } });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(load(yaml.replace("one", "two"), { env: { URL: "https://b.example" } }).hash).toBe(hash);
    expect(
      load(`${v1}run: {stall_after: 10m}\nchannels: {a: {token: t, url: $URL, type: webhook}}`).hash,
    ).toBe(hash);
    expect(load(`${yaml}\nrun: {stall_after: 11m}`).hash).not.toBe(hash);
  });
});

describe("a part with a reference that leads nowhere", () => {
  it("is told for that alone, and not for what the reference may bring", () => {
    const { problems, misconfigured } = load(`${v1}channels:
  bot: {type: slack, bot_token: $SLACK_BOT_TOKEN, channel: C0123456789}
  mail: {type: email, host: smtp.example.com, username: etl, password: $SMTP_PASSWORD, from: a@example.com, to: [b@example.com]}
`);
    expect(problems.map(({ path, severity }) => [path, severity])).toEqual([
      ["channels.bot.bot_token", "warning"],
      ["channels.mail.password", "warning"],
    ]);
    expect(misconfigured.map(({ name }) => name)).toEqual(["bot", "mail"]);
  });
});

describe("the variables of earlier systems", () => {
  const mail = {
    PITCHPIPE_ALERT_SMTP_HOST: "smtp.example.com",
    PITCHPIPE_ALERT_EMAIL_FROM: "etl@example.com",
    PITCHPIPE_ALERT_EMAIL_RECIPIENTS: "ops@example.com",
    PITCHPIPE_ALERT_SMTP_USERNAME: "etl",
    PITCHPIPE_ALERT_SMTP_PASSWORD: "s3cret-password",
    PITCHPIPE_ALERT_MIN_SEVERITY: "ERROR",
    PITCHPIPE_ALERT_RATE_LIMIT_WINDOW: "10",
    PITCHPIPE_ALERT_MAX_PER_WINDOW: "3",
  };

  it("alone, with no file, make channels, the least severity and limits", () => {
    const { settings, problems, secrets } = load(null, { env: mail });
    expect(problems).toEqual([]);
    expect(settings.channels).toMatchObject({ email: { type: "email", to: ["ops@example.com"] } });
    expect(settings.route).toMatchObject({ min_severity: "error" });
    expect(settings.limits).toMatchObject({ window: 600_000, max_per_window: 3 });
    expect(secrets).toContain("s3cret-password");
  });

  it("give way to a channel of that name in the file, which is used whole", () => {
    const { settings, problems } = load(`${v1}channels: {email: {type: log, path: alerts.log}}\n`, {
      env: mail,
    });
    expect(settings.channels["email"]).toMatchObject({ type: "log" });
    expect(problems).toMatchObject([{ severity: "warning", path: "PITCHPIPE_ALERT_SMTP_HOST" }]);
  });

  it("that make a wrong channel are told by its name", () => {
    const env = { PITCHPIPE_ALERT_SLACK_WEBHOOK_URL: "not a url" };
    const { settings, problems } = load(null, { env });
    expect(settings.channels).toEqual({});
    expect(problems).toMatchObject([{ severity: "error", path: "channels.slack.webhook_url" }]);
  });
});
