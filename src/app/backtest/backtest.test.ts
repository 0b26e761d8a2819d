import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { createAlerting } from "../alerting.ts";
import { changeAlert } from "../alerts/change-alert.ts";
import { addSilence, planSilence } from "../alerts/plan-silence.ts";
import { readSignal } from "../alerts/read-signals.ts";
import { sendSignals } from "../alerts/send-signals.ts";
import { expireSilence } from "../alerts/silences.ts";
import { fakeClock } from "../library/fake-clock.ts";
import { recordingChannel } from "../library/recording-channel.ts";
import { type OpenedProject, openProject } from "../open-project.ts";
import { tick } from "../tick/tick.ts";
import { backtest } from "./backtest.ts";
import { backtestDocument, compare } from "./document.ts";

const clock = fakeClock();
const start = clock.now();
let scratch: ScratchProject;
let project: OpenedProject;

const channels =
  "version: 1\nchannels: {ops: {type: log, path: ops.jsonl}, phone: {type: log, path: phone.jsonl}}\n";

beforeEach(() => {
  clock.set(start);
  scratch = makeScratchProject();
  open(`${channels}timezone: UTC\nroute: {channel: ops, repeat_interval: 1h}\n`);
});

afterEach(async () => {
  await project.close();
  await scratch[Symbol.asyncDispose]();
});

function open(yaml: string): void {
  scratch.configure(yaml);
  const own = new Map(["ops", "phone"].map((name) => [name, recordingChannel(name)]));
  project = openProject({ cwd: scratch.root, env: {}, clock, channels: own });
}

async function send(signal: object): Promise<string> {
  const alerting = createAlerting(project);
  const [alert] = await sendSignals(project, alerting, [readSignal(signal)]);
  await alerting.deliver(5_000);
  return alert?.id ?? "";
}

async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 5) {
    clock.move("5m");
    await tick(project, { deliverForMs: 5_000 });
  }
}

/** Tries settings on the day so far. */
function attempt(yaml?: string) {
  const file = yaml === undefined ? undefined : join(scratch.root, "changed.yml");
  if (file !== undefined) writeFileSync(file, channels + yaml);
  return backtest(project, { file, since: start });
}

describe("backtest", () => {
  it("with the same settings comes to what really was: first, repeats, acknowledgement, end", async () => {
    const id = await send({ name: "load", severity: "error" });
    await pass(130);
    await changeAlert(project, { id, verb: { kind: "acknowledge" }, by: "ana", note: null });
    await pass(120);
    await send({ name: "load", state: "resolved" });
    const result = await attempt();
    const kinds = result.was.map(({ channel, kind }) => `${channel} ${kind}`);
    expect(kinds).toEqual(["ops firing", "ops repeat", "ops repeat", "ops acknowledged", "ops resolved"]);
    expect(result.would.map(({ channel, kind }) => `${channel} ${kind}`)).toEqual(kinds);
    expect(compare(result).every(({ was, would }) => was === would)).toBe(true);
    expect(result.would.map(({ createdAt }) => Math.round((createdAt - start) / 3_600_000))).toEqual([
      0, 1, 2, 2, 4,
    ]);
  });

  it("shows who would have been told under other routes, when and how often", async () => {
    await send({ name: "load", severity: "critical" });
    await pass(90);
    const result = await attempt(
      "timezone: UTC\nroute: {channel: phone, repeat_interval: 30m, escalate: [{after: 15m, channel: ops}]}\n",
    );
    expect(
      result.would.map(
        ({ channel, kind, createdAt }) => `${(createdAt - start) / 60_000} ${channel} ${kind}`,
      ),
    ).toEqual([
      "0 phone firing",
      "15 ops escalation",
      "30 phone repeat",
      "60 phone repeat",
      "90 phone repeat",
    ]);
    expect(backtestDocument(result)).toMatchObject({
      signals: 1,
      channels: [
        { channel: "ops", was: 2, would: 1 },
        { channel: "phone", was: 0, would: 4 },
      ],
      caveats: [],
    });
  });

  it("keeps silences as they were, also one that was ended early", async () => {
    const plan = await planSilence(project, {
      matchers: ["name=load"],
      from: clock.now(),
      until: clock.now() + 7_200_000,
      comment: "",
      by: null,
      anyLabel: true,
    });
    await addSilence(project, plan);
    await send({ name: "load" });
    await pass(30);
    await expireSilence(project, { id: plan.silence.id, by: null });
    await pass(30);
    const result = await attempt();
    expect(result.was.map(({ kind }) => kind)).toEqual(["firing"]);
    expect(result.would.map(({ kind }) => kind)).toEqual(["firing"]);
    expect(Math.round(((result.would[0]?.createdAt ?? 0) - start) / 60_000)).toBeGreaterThanOrEqual(30);
  });

  it("looks at changed rules over the stored metrics, and doesn't take what the old ones said", async () => {
    const rule = (limit: string) =>
      `timezone: UTC\nroute: {channel: ops}\ndefaults: {rules: false}\nrules: [{name: slow, metric: temperature, condition: "last > ${limit}", window: 1h, severity: warning}]\n`;
    await project.close();
    open(channels + rule("50"));
    const store = await project.store();
    const name = project.project.name;
    for (const value of [10, 60, 70, 20, 95, 10]) {
      await store.metrics.record(name, [
        { metric: "temperature", labels: { project: name }, at: clock.now(), value },
      ]);
      await pass(10);
    }
    const same = await attempt(rule("50"));
    expect(same.was.map(({ kind }) => kind)).toEqual(["firing", "resolved", "firing", "resolved"]);
    expect(same.would.map(({ kind }) => kind)).toEqual(["firing", "resolved", "firing", "resolved"]);
    expect(same).toMatchObject({ signals: 0 });
    const milder = await attempt(rule("90"));
    expect(milder.would.map(({ kind }) => kind)).toEqual(["firing", "resolved"]);
    expect(milder.ruleLooks).toBeGreaterThan(0);
  });

  it("changes nothing and tells nobody", async () => {
    await send({ name: "load" });
    const store = await project.store();
    const before = [await store.alerts.list({}), await store.outbox.list({}), await store.signals.oldestAt()];
    await attempt("route: {channel: phone}\n");
    expect([
      await store.alerts.list({}),
      await store.outbox.list({}),
      await store.signals.oldestAt(),
    ]).toEqual(before);
  });

  it("refuses settings that are wrong, and says where", async () => {
    await expect(attempt("route: {chanel: phone}\n")).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringMatching(/line 3: .*chanel/),
    });
    await expect(backtest(project, { file: "/nowhere.yml", since: start })).rejects.toMatchObject({
      code: "CONFIG_UNREADABLE",
    });
  });

  it("prints a table for people, and says since when signals are kept", async () => {
    await project.close();
    await scratch.pitchpipe(["alerts", "send", "--name", "load"]);
    writeFileSync(join(scratch.root, "changed.yml"), `${channels}route: {channel: phone}\n`);
    const { out, code } = await scratch.pitchpipe(["backtest", "--config", "changed.yml", "--since", "7d"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^1 signal and 0 looks at the rules, from .+\nSignals are kept since .+can't be replayed\.\n\n/,
    );
    expect(out).toMatch(/ops +1 +0\nphone +0 +1\n/);
    expect((await scratch.pitchpipe(["backtest"])).out).toContain("Nothing would have been different.");
    expect(await scratch.json(["backtest", "--config", "changed.yml"])).toMatchObject({
      changes: [
        { channel: "ops", about: "load", kind: "firing", was: 1, would: 0 },
        { channel: "phone", about: "load", kind: "firing", was: 0, would: 1 },
      ],
    });
  });
});

const step = fc.oneof(
  fc.record({
    do: fc.constant("send" as const),
    name: fc.constantFrom("a", "b"),
    severity: fc.constantFrom("warning" as const, "critical" as const),
  }),
  fc.record({ do: fc.constant("end" as const), name: fc.constantFrom("a", "b") }),
  fc.record({ do: fc.constant("ack" as const) }),
  fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 90 }) }),
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function take(one: Step): Promise<void> {
  const store = await project.store();
  if (one.do === "send") await send({ name: one.name, severity: one.severity });
  else if (one.do === "wait") {
    for (let minute = 0; minute < one.minutes; minute += 1) {
      clock.move("1m");
      await tick(project, { deliverForMs: 5_000 });
    }
  } else {
    const [open] = await store.alerts.list({
      statuses: ["active"],
      ...(one.do === "end" ? { name: one.name } : {}),
    });
    if (open === undefined) return;
    if (one.do === "end") await send({ name: one.name, state: "resolved" });
    else await changeAlert(project, { id: open.id, verb: { kind: "acknowledge" }, by: "ana", note: null });
  }
  // Two things never happen at the same moment.
  clock.move("1m");
  await tick(project, { deliverForMs: 5_000 });
}

describe("any day at all", () => {
  it("comes out as it was under the settings that were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        await project.close();
        await scratch[Symbol.asyncDispose]();
        clock.set(start);
        scratch = makeScratchProject();
        open(
          `${channels}timezone: UTC\ndefaults: {rules: false}\nroute: {channel: ops, group_wait: 2m, repeat_interval: 1h, routes: [{matchers: ['severity="critical"'], channel: phone, continue: true, escalate: [{after: 15m, channel: ops}]}]}\n`,
        );
        for (const one of steps) await take(one);
        const { was, would } = await attempt();
        const told = (all: typeof was): string[] =>
          all
            .map(
              ({ createdAt, channel, kind }) =>
                `${Math.round((createdAt - start) / 60_000)} ${channel} ${kind}`,
            )
            .sort();
        expect(told(would)).toEqual(told(was));
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
