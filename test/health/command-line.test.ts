import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeScratchProject } from "../alerts/project.ts";
import { answer, startServer } from "../fixtures/http/local-server.ts";

const meltano = `
version: 1
default_environment: dev
environments: [{name: dev}]
plugins:
  extractors:
  - {name: tap-postgres, namespace: tap_postgres, config: {host: 127.0.0.1, port: 1, user: etl, password: geheim-555, database: x}}
  - {name: tap-odd, namespace: tap_odd, config: {colour: red}}
  - {name: tap-idle, namespace: tap_idle, config: {path: x}}
  loaders:
  - {name: target-jsonl, namespace: target_jsonl, config: {destination_path: out}}
jobs:
- {name: load, tasks: [tap-postgres target-jsonl, tap-odd target-jsonl]}
`;

function projectWith(pitchpipe: string, plugins = "") {
  const project = makeScratchProject();
  if (plugins !== "") writeFileSync(join(project.root, "meltano.yml"), plugins);
  project.configure(pitchpipe);
  return project;
}

describe("pitchpipe health", () => {
  it("shows each check, ends with 1 where something is unhealthy, and names the one to blame", async () => {
    await using project = projectWith(`health:
  vpn: {type: tcp, host: 127.0.0.1, port: 1}
  site: {type: http, url: "http://127.0.0.1:1/", depends_on: [vpn]}
  here: {type: disk, path: ., min_free_percent: 0}
  meltano: {type: meltano}
`);
    const said = await project.pitchpipe(["health"]);
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/site +http +unhealthy .*\(because of vpn\)/);
    const { status, checks } = await project.json(["health"]);
    expect(status).toBe("unhealthy");
    expect(checks).toMatchObject([
      { name: "vpn", status: "unhealthy", blocked_by: [], root_cause: null, cached: true },
      { name: "site", status: "unhealthy", blocked_by: ["vpn"], root_cause: "vpn" },
      { name: "here", status: "healthy" },
      { name: "meltano", status: "healthy", type: "meltano" },
    ]);
    const fresh = await project.json(["health", "here", "--fresh"]);
    expect(fresh).toMatchObject({ status: "healthy", checks: [{ name: "here", cached: false }] });
    const graph = (await project.pitchpipe(["health", "graph"])).out;
    expect(graph).toContain("site (http) unhealthy\n└─ vpn (tcp) unhealthy");
    expect(await project.json(["health", "graph"])).toMatchObject({ edges: [{ from: "site", to: "vpn" }] });
    const history = await project.json(["health", "history", "here"]);
    expect(history).toMatchObject({
      name: "here",
      uptime_percent: 100,
      results: [{ status: "healthy" }, {}],
    });
    expect((await project.pitchpipe(["health", "history", "vpn"])).out).toContain("up 0 % of 1 results");
  });

  it("ends with 2 for a name that isn't there, a circle, and a dependency that isn't there", async () => {
    await using project = projectWith("health: {a: {type: host}}");
    expect(await project.pitchpipe(["health", "b"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("NOT_FOUND"),
    });
    expect((await project.pitchpipe(["health", "history", "b"])).code).toBe(2);
    project.configure("health:\n  a: {type: store, depends_on: [b]}\n  b: {type: store, depends_on: [a]}\n");
    expect(await project.pitchpipe(["health"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("a -> b -> a"),
    });
    const checked = await project.json(["config", "check"]);
    expect(checked).toMatchObject({
      valid: false,
      problems: [{ path: "version" }, { path: "health.a.depends_on", line: 2 }],
    });
    project.configure("health:\n  warehouse: {type: store}\n  b: {type: store, depends_on: [warehous]}\n");
    expect(await project.pitchpipe(["health"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Did you mean warehouse?"),
    });
  });

  it("derives checks from the taps and targets of the jobs, and prints no secret", async () => {
    await using project = projectWith("", meltano);
    mkdirSync(join(project.root, "out"));
    const document = await project.json(["health"]);
    expect(document.checks).toMatchObject([
      {
        name: "tap-postgres",
        type: "postgres",
        status: "unhealthy",
        derived: true,
        details: { plugin: "tap-postgres" },
      },
      { name: "target-jsonl", type: "path", status: "healthy", details: { plugin: "target-jsonl" } },
      { name: "meltano", type: "meltano" },
      { name: "tap-odd", status: "unknown", message: "its settings don't say where it leads" },
    ]);
    const discovered = await project.pitchpipe(["health", "discover"]);
    expect(discovered.out).toContain("password: $TAP_POSTGRES_PASSWORD");
    const found = await project.json(["health", "discover"]);
    expect(found.checks[0]).toMatchObject({ type: "postgres", missing: ["TAP_POSTGRES_PASSWORD"] });
    for (const text of [JSON.stringify(document), discovered.out, JSON.stringify(found)])
      expect(text).not.toContain("geheim-555");
    project.configure("health: {mine: {type: store, plugins: [tap-postgres, tap-odd]}}");
    const names = (await project.json(["health"])).checks.map(({ name }: { name: string }) => name);
    expect(names).toEqual(["mine", "target-jsonl", "meltano"]);
  });

  it("lists what lacks a variable or is wrong as unknown, for that reason", async () => {
    await using project = projectWith(
      "health:\n  a: {type: postgres, url: $NOT_SET_HERE}\n  b: {type: tcp, host: x, port: 0}\n  c: {type: store, depends_on: [a]}\n",
    );
    const { checks } = await project.json(["health"]);
    expect(checks).toMatchObject([
      { name: "c" },
      { name: "meltano" },
      { name: "b", status: "unknown" },
      { name: "a", status: "unknown" },
    ]);
    expect(checks[3].message).toContain("NOT_SET_HERE");
  });

  it("watches", async () => {
    await using project = projectWith("health: {a: {type: store}}");
    const { out } = await project.pitchpipe(["health", "a", "--watch", "--times", "1", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ status: "healthy", checks: [{ name: "a", cached: false }] });
  });

  it("runs a program of the user's with a small environment", async () => {
    await using project = projectWith(
      'health: {own: {type: command, command: [sh, -c, "echo $TOKEN-$ROOM >&2; exit 4"], env: [ROOM]}, gone: {type: command, command: [./nowhere.sh]}}',
    );
    const env = { PATH: process.env["PATH"] ?? "", TOKEN: "not-for-you", ROOM: "etl" };
    const { out } = await project.pitchpipe(["health", "own", "gone", "--json"], env);
    expect(JSON.parse(out).checks).toMatchObject([
      { status: "unhealthy", message: "sh ended with exit code 4: -etl", details: { exit_code: 4 } },
      { status: "unknown", message: expect.stringContaining("is not there") },
    ]);
  });

  it("knows how deliveries through a channel have gone, and sends nothing to find out", async () => {
    await using receiver = await startServer(answer(200));
    await using project = projectWith(
      `channels: {hook: {type: webhook, url: "${receiver.url}"}}\nroute: {channel: hook}\nhealth: {told: {type: channel, channel: hook}}`,
    );
    expect(await project.json(["health", "told"])).toMatchObject({ status: "unknown" });
    await project.pitchpipe(["alerts", "send", "--name", "x", "--title", "x", "--message", "x"]);
    expect(receiver.requests).toHaveLength(1);
    expect(await project.json(["health", "told", "--fresh"])).toMatchObject({ status: "healthy" });
    expect(receiver.requests).toHaveLength(1);
  });
});

describe("pitchpipe's own parts", () => {
  it("are not well where deliveries fail, or a channel lacks something", async () => {
    await using receiver = await startServer(answer(503));
    await using project = projectWith(
      `version: 1
channels: {hook: {type: webhook, url: "${receiver.url}"}, lacking: {type: webhook, url: $NOT_SET_HERE}}
route: {channel: hook}
health:
  failing: {type: channel, channel: hook}
  lacking: {type: channel, channel: lacking}
  nobody: {type: channel, channel: none}
`,
    );
    await project.pitchpipe(["alerts", "send", "--name", "x", "--title", "x", "--message", "x"]);
    const { checks } = await project.json(["health", "failing", "lacking", "nobody"]);
    expect(checks[0].status).toMatch(/^(degraded|unhealthy)$/);
    expect(checks).toMatchObject([
      { message: expect.stringMatching(/503|failed/) },
      { status: "unhealthy", message: expect.stringContaining("NOT_SET_HERE") },
      { status: "unknown", message: "there is no channel none" },
    ]);
  });

  it("are looked at also where the store is away, and the password of it is not said", async () => {
    await using project = projectWith(
      'version: 1\nstore: {url: "postgres://etl:geheim-888@127.0.0.1:1/x"}\nhealth: {st: {type: store}, port: {type: tcp, host: 127.0.0.1, port: 1}}',
    );
    const said = await project.pitchpipe(["health", "st", "port", "--json"]);
    expect(said.code).toBe(1);
    expect(JSON.parse(said.out).checks).toMatchObject([{ status: "unhealthy" }, { status: "unhealthy" }]);
    expect(said.out + said.err).not.toContain("geheim-888");
    expect(said.err).not.toBe("");
  });
});

describe("what changes", () => {
  it("is told once, for the one to blame only, and ends by itself", async () => {
    await using source = await startServer(answer(500));
    await using hook = await startServer(answer(200));
    await using project = projectWith(`
channels: {hook: {type: webhook, url: "${hook.url}"}}
route: {channel: hook}
health:
  source: {type: http, url: "${source.url}", plugins: [tap-wms], severity: critical, labels: {site: DC01}}
  report: {type: http, url: "${source.url}", depends_on: [source]}
`);
    for (let at = 0; at < 3; at += 1) await project.pitchpipe(["health", "source", "report", "--fresh"]);
    const { alerts } = await project.json(["alerts", "list"]);
    expect(alerts).toMatchObject([
      {
        type: "connection_error",
        category: "availability",
        severity: "critical",
        status: "active",
        labels: { plugin: "tap-wms", check: "source", site: "DC01" },
      },
    ]);
    expect(hook.requests).toHaveLength(1);
    source.behave(answer(200));
    await project.pitchpipe(["health", "--fresh"]);
    expect((await project.json(["alerts", "show", alerts[0].id])).status).toBe("resolved");
    expect(hook.requests.map(({ body }) => JSON.parse(body).status)).toEqual(["firing", "resolved"]);
  });

  it("is seen by tick, with samples for rules, and a check that is taken out ends what it told", async () => {
    await using project = projectWith(
      "health: {port: {type: tcp, host: 127.0.0.1, port: 1, every: 1h}, ok: {type: store}}",
    );
    expect(await project.json(["tick"])).toMatchObject({
      did: { health_checks_made: 2, health_signals: 1 },
      failed: [],
    });
    expect(await project.json(["tick"])).toMatchObject({ did: { health_checks_made: 0 } });
    const { metrics } = await project.json(["metrics", "show", "health_up"]);
    expect(metrics).toMatchObject([
      { labels: { check: "ok" }, value: 1 },
      { labels: { check: "port" }, value: 0 },
    ]);
    project.configure("health: {ok: {type: store}}");
    await project.pitchpipe(["tick"]);
    const { alerts } = await project.json(["alerts", "list"]);
    expect(alerts.filter(({ status }: { status: string }) => status === "active")).toEqual([]);
  });

  it("is looked at by no dry run", async () => {
    await using source = await startServer(answer(500));
    await using project = projectWith(`health: {source: {type: http, url: "${source.url}"}}`);
    expect((await project.json(["tick", "--dry-run"])).did).toMatchObject({
      health_checks_due: 1,
      health_checks_made: 0,
    });
    expect(source.requests).toEqual([]);
  });
});
