import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { openStore, type Store } from "../../store/index.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
});

afterEach(async () => {
  vi.useRealTimers();
  await project[Symbol.asyncDispose]();
});

const channels = "channels: {log: {type: log, path: told.jsonl}}";

function configure(...rules: readonly string[]): void {
  project.configure(["version: 1", channels, "rules:", ...rules.map((rule) => `- ${rule}`)].join("\n"));
}

async function inStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore({
    url: `sqlite:${join(project.root, ".meltano/pitchpipe/pitchpipe.db")}`,
    projectRoot: project.root,
    clock: { now: () => Date.now() },
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Measures a metric of the user's own. */
function measure(value: number, { job = "a", metric = "queue_length", at = Date.now() } = {}): Promise<void> {
  const name = basename(project.root);
  const labels = { project: name, job };
  return inStore((store) => store.metrics.record(name, [{ metric, labels, at, value }]));
}

function told(): readonly { readonly kind: string; readonly title: string }[] {
  const text = readFileSync(join(project.root, "told.jsonl"), "utf8").trimEnd();
  return text.split("\n").map((line) => JSON.parse(line));
}

const tick = () => project.json(["tick"]);
const alerts = async () => (await project.json(["alerts", "list"])).alerts;
const ruleNamed = async (name: string) =>
  (await project.json(["rules", "list"])).rules.find((rule: { name: string }) => rule.name === name);

/** From here on time passes only where `later` says so: how long the commands take is all the same. */
const standStill = () => vi.useFakeTimers({ toFake: ["Date"] });
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

const busy = '{name: busy, metric: queue_length, condition: "last > 10", window: 1h, severity: error}';

describe("a rule", () => {
  beforeEach(async () => {
    await tick();
  });

  it("raises one alert for each series that fits, and ends each by itself", async () => {
    configure(busy);
    await measure(20);
    await measure(30, { job: "b" });
    await measure(5, { job: "c" });
    expect((await tick()).did.rule_signals).toBe(2);
    expect((await tick()).did.rule_signals).toBe(0);
    await measure(1, { job: "b" });
    await tick();
    const open = await alerts();
    expect(
      open.map((one: { status: string; labels: { job: string } }) => [one.labels.job, one.status]).sort(),
    ).toEqual([
      ["a", "active"],
      ["b", "resolved"],
    ]);
    expect(told().map(({ kind, title }) => `${kind} ${title}`)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^firing .*busy/), expect.stringMatching(/^resolved /)]),
    );
    expect(await ruleNamed("busy")).toMatchObject({
      source: "file",
      enabled: true,
      state: "firing",
      fired_count: 2,
      value: 20,
      last_fired_at: expect.any(String),
    });
  });

  it("that has nothing measured any more stays, marked stale, until something is", async () => {
    standStill();
    configure(busy.replace("1h", "1s"));
    await measure(20);
    await tick();
    later(1_100);
    await tick();
    expect(await alerts()).toMatchObject([
      { status: "active", annotations: { stale: expect.any(String) }, details: { stale: true } },
    ]);
    expect(await ruleNamed("busy")).toMatchObject({ state: "stale" });
    await measure(1);
    await tick();
    expect(await alerts()).toMatchObject([{ status: "resolved" }]);
  });

  it("that is taken away, switched off or changed into another alert ends what it told", async () => {
    configure(busy);
    await measure(20);
    await tick();
    configure(busy.replace("}", ", labels: {team: data}}"));
    await tick();
    const changed = await alerts();
    expect(
      changed
        .map((one: { status: string; labels: { team?: string } }) => [one.labels.team, one.status])
        .sort(byText),
    ).toEqual([
      [undefined, "resolved"],
      ["data", "active"],
    ]);
    configure(busy.replace("}", ", enabled: false}"));
    await tick();
    expect(new Set((await alerts()).map((one: { status: string }) => one.status))).toEqual(
      new Set(["resolved"]),
    );
    expect(await ruleNamed("busy")).toMatchObject({ state: "off", enabled: false });
  });

  it("whose matchers change ends what it does not look at any more", async () => {
    configure(busy);
    await measure(20);
    await measure(30, { job: "b" });
    await tick();
    configure(busy.replace("}", ", matchers: ['job=\"b\"']}"));
    await tick();
    const open = (await alerts()).filter((one: { status: string }) => one.status === "active");
    expect(open.map((one: { labels: { job: string } }) => one.labels.job)).toEqual(["b"]);
  });

  it("whose severity changes stays the same alert", async () => {
    configure(busy);
    await measure(20);
    await tick();
    configure(busy.replace("error", "critical"));
    await measure(21);
    await tick();
    expect(await alerts()).toMatchObject([{ severity: "critical", status: "active", count: 2 }]);
  });

  it("in shadow is seen and never told", async () => {
    configure(busy.replace("}", ", mode: shadow}"));
    await measure(20);
    await tick();
    expect(await alerts()).toEqual([]);
    expect(await ruleNamed("busy")).toMatchObject({ state: "firing", shadow: true, fired_count: 1 });
    configure(busy);
    await tick();
    expect(await alerts()).toMatchObject([{ status: "active" }]);
  });

  it("that can't be computed is told once, and again that it can", async () => {
    const broken = `{name: broken, metric: queue_length, expression: 'labels["team"] == "x"', window: 1h}`;
    configure(broken);
    await measure(20);
    await tick();
    await tick();
    expect(await alerts()).toMatchObject([
      { type: "system_health", name: "rule_error", count: 1, status: "active" },
    ]);
    expect(await ruleNamed("broken")).toMatchObject({ state: "error" });
    configure(broken.replace("team", "job"));
    await tick();
    expect(await alerts()).toMatchObject([{ name: "rule_error", status: "resolved" }]);
  });

  it("fires when nothing is measured, once it has looked for as long as its window", async () => {
    standStill();
    configure("{name: silent, metric: queue_length, matchers: ['job=\"a\"'], condition: absent, window: 1s}");
    expect((await tick()).did.rule_signals).toBe(0);
    later(1_100);
    expect((await tick()).did.rule_signals).toBe(1);
    expect((await tick()).did.rule_signals).toBe(0);
    expect(await alerts()).toMatchObject([
      { labels: { job: "a" }, title: expect.stringMatching(/nothing measured/) },
    ]);
    await measure(1);
    await tick();
    expect(await alerts()).toMatchObject([{ status: "resolved" }]);
  });

  it("tells its own channel, and is looked at no more often than it says", async () => {
    configure(busy.replace("}", ", channel: log, every: 1h}"));
    expect((await tick()).did.rules_evaluated).toBe(3);
    await measure(20);
    expect((await tick()).did).toMatchObject({ rules_evaluated: 2, rule_signals: 0 });
    expect(await ruleNamed("busy")).toMatchObject({ channels: ["log"] });
  });

  it("is told again as often as it says itself", async () => {
    standStill();
    configure(busy.replace("}", ", repeat_interval: 1s}"));
    await measure(20);
    await tick();
    later(1_100);
    expect((await tick()).did.alerts_told).toBe(1);
    expect(told().map(({ kind }) => kind)).toEqual(["firing", "repeat"]);
  });

  it("is not set off by what was measured before anybody watched", async () => {
    const fresh = makeScratchProject();
    const before = project;
    project = fresh;
    try {
      configure(busy);
      await measure(20, { at: Date.now() - 60_000 });
      await tick();
      await tick();
      expect(await alerts()).toEqual([]);
    } finally {
      project = before;
      await fresh[Symbol.asyncDispose]();
    }
  });
});

describe("rules", () => {
  it("that pitchpipe brings are listed, and can be switched off together or one by one", async () => {
    const states = async () =>
      Object.fromEntries(
        (await project.json(["rules", "list"])).rules.map((rule: { name: string; enabled: boolean }) => [
          rule.name,
          rule.enabled,
        ]),
      );
    expect(await states()).toEqual({ failures_in_a_row: true, outbox_stuck: true });
    project.configure("version: 1\nrules: [{name: outbox_stuck, enabled: false}]\n");
    expect(await states()).toEqual({ outbox_stuck: false, failures_in_a_row: true });
    project.configure("version: 1\ndefaults: {rules: false}\n");
    expect(await states()).toEqual({ failures_in_a_row: false, outbox_stuck: false });
  });

  it("that are stored stand beside those of the file, which win", async () => {
    configure(busy);
    const rule = { metric: "queue_length", condition: "last > 1" };
    const stored = (name: string, json: Record<string, string>) =>
      inStore((store) =>
        store.ruleStates.saveStoredRule(basename(project.root), {
          name,
          rule: json,
          createdAt: 1,
          createdBy: "ada",
        }),
      );
    await stored("busy", { name: "busy", ...rule });
    await stored("mine", { name: "mine", ...rule });
    await stored("unreadable", { from: "the future" });
    expect(await ruleNamed("busy")).toMatchObject({ source: "file", condition: "last > 10" });
    expect(await ruleNamed("mine")).toMatchObject({ source: "stored", enabled: true });
    expect(await ruleNamed("unreadable")).toMatchObject({ source: "stored", enabled: false, state: "off" });
  });

  it("say what they see now without writing anything, and exit with 1 where one would fire", async () => {
    configure(busy);
    await measure(20);
    const said = await project.pitchpipe(["rules", "test", "busy"]);
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/would fire\s+job=a\s+20/);
    expect((await project.json(["rules", "test", "--all"])).rules).toHaveLength(3);
    expect(await alerts()).toEqual([]);
    await measure(1);
    expect((await project.pitchpipe(["rules", "test", "busy"])).code).toBe(0);
  });

  it.each([
    [["rules", "test", "bussy"], /Did you mean busy\?/],
    [["rules", "test"], /takes a rule's name, or --all/],
    [["rules", "suggest", "queue_lenght"], /Did you mean queue_length\?/],
  ])("%j is refused with what to do", async (args, sentence) => {
    configure(busy);
    await measure(20);
    const said = await project.pitchpipe(args);
    expect(said.code).toBe(2);
    expect(said.err).toMatch(sentence);
  });

  it("are said to look at nothing where their metric is misspelt", async () => {
    configure('{name: typo, metric: run_duration_secnds, condition: "last > 1"}');
    expect((await project.pitchpipe(["rules", "list"])).out).toMatch(/did you mean run_duration_seconds\?/);
  });

  it("can be made of what is measured, which is listed", async () => {
    expect((await project.pitchpipe(["metrics", "show"])).out).toMatch(/Nothing was measured yet/);
    await measure(20);
    await measure(3, { metric: "run_records", job: "b" });
    expect((await project.pitchpipe(["metrics", "show"])).out).toMatch(/queue_length\s+job=a\s+20\s/);
    expect((await project.json(["metrics", "show", "run_records"])).metrics).toMatchObject([
      { metric: "run_records", unit: "records", labels: { job: "b" }, value: 3, at: expect.any(String) },
    ]);
  });

  it("are proposed from history, as YAML that can be used as it stands", async () => {
    standStill();
    for (let at = 0; at < 20; at += 1)
      await measure(at === 7 ? 500 : 100 + at, { at: Date.now() - (30 - at) * 60_000 });
    const said = await project.pitchpipe(["rules", "suggest", "queue_length"]);
    expect(said.out).toMatch(/it would have fired once/);
    const proposed = parse(said.out) as { rules: readonly unknown[] };
    expect(proposed.rules).toMatchObject([{ metric: "queue_length", matchers: ['job="a"'] }]);
    project.configure(`version: 1\n${said.out}`);
    expect((await project.pitchpipe(["config", "check"])).code).toBe(0);
    expect((await project.json(["rules", "suggest", "queue_length"])).suggestions).toMatchObject([
      { labels: { job: "a" }, samples: 20, would_have_fired: 1 },
    ]);
  });
});

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
