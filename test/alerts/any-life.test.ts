import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Severity } from "../../src/model/severity.ts";
import { down, gone, up } from "./score.ts";
import { Died, startTimeline } from "./timelines/timeline.ts";

type Line = ReturnType<typeof startTimeline>;

const names = ["A", "B", "C"] as const;
const channels = { ops: {}, phone: { min_severity: "error" } };

const both = {
  group_by: ["job"],
  routes: [
    { matchers: [], channel: "ops", continue: true },
    { matchers: [], channel: "phone" },
  ],
};
const policies: readonly Record<string, unknown>[] = [
  { route: both },
  { route: { ...both, group_by: ["..."] }, limits: { window: "10m", max_per_window: 2 } },
  { route: { ...both, group_wait: "3m", repeat_interval: "20m" } },
  { route: { channel: "ops", escalate: [{ after: "10m", channel: "phone" }] } },
  {
    route: both,
    inhibit_rules: [{ name: "a", source_matchers: ['name="A"'], target_matchers: ['name=~"B|C"'] }],
    alerts: { dedupe_window: "30m" },
  },
  { route: both, alerts: { flapping: { changes: 3, within: "30m" } } },
];

type Step =
  | { readonly do: "fire"; readonly name: string; readonly severity: Severity }
  | { readonly do: "end" | "ack" | "suppress" | "green"; readonly name: string }
  | { readonly do: "wait"; readonly minutes: number }
  | { readonly do: "answers"; readonly channel: string; readonly result: typeof up }
  | { readonly do: "silence"; readonly minutes: number }
  | { readonly do: "reload"; readonly policy: number }
  | { readonly do: "die"; readonly left: number; readonly when: "before" | "after" };

const named = fc.constantFrom(...names);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("fire" as const),
      name: named,
      severity: fc.constantFrom<Severity>("warning", "error", "critical"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("end" as const), name: named }) },
  fc.record({ do: fc.constantFrom("ack" as const, "suppress" as const, "green" as const), name: named }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.constantFrom(1, 7, 45, 600, -60) }),
  },
  fc.record({
    do: fc.constant("answers" as const),
    channel: fc.constantFrom("ops", "phone"),
    result: fc.constantFrom(up, down, gone),
  }),
  fc.record({ do: fc.constant("silence" as const), minutes: fc.constantFrom(5, 90) }),
  fc.record({ do: fc.constant("reload" as const), policy: fc.nat({ max: policies.length - 1 }) }),
  fc.record({
    do: fc.constant("die" as const),
    left: fc.integer({ min: 1, max: 4 }),
    when: fc.constantFrom("before" as const, "after" as const),
  }),
);

/** A process that dies is followed by another one; a signal that was not committed is sent again. */
async function surviving(line: Line, work: () => Promise<unknown>, commits: boolean): Promise<boolean> {
  const before =
    line.store.allEvents().length + line.store.allAlerts().reduce((sum, { count }) => sum + count, 0);
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof Died)) throw thrown;
    line.dieIn(null);
    const after =
      line.store.allEvents().length + line.store.allAlerts().reduce((sum, { count }) => sum + count, 0);
    if (commits && before === after) return surviving(line, work, false);
  }
  return true;
}

async function play(line: Line, one: Step): Promise<number> {
  switch (one.do) {
    case "fire":
      await surviving(line, () => line.fire(one.name, { severity: one.severity }), true);
      return 1;
    case "end":
      await surviving(line, () => line.end(one.name), true);
      return 0;
    case "ack":
      await surviving(line, () => line.act(one.name, { kind: "acknowledge" }), false);
      return 0;
    case "suppress":
      await surviving(line, () => line.act(one.name, { kind: "suppress", until: "green" }), false);
      return 0;
    case "green":
      await surviving(line, () => line.rearm(), false);
      return 0;
    case "wait":
      line.clock.move(one.minutes * 60_000);
      await surviving(line, () => line.pass(), false);
      return 0;
    case "answers":
      line.answers(one.channel, one.result);
      return 0;
    case "silence":
      line.silence(['job="load"'], one.minutes);
      return 0;
    case "reload":
      line.reload(policies[one.policy] ?? {}, channels);
      return 0;
    case "die":
      line.dieIn(one.left, one.when);
      return 0;
  }
}

/** Everything mended, everything over, everything told; something new shows each channel that it works. */
async function settle(line: Line): Promise<void> {
  line.dieIn(null);
  for (const channel of Object.keys(channels)) line.answers(channel, up);
  // A clock that was put back is right again by then.
  line.clock.move(20 * 3_600_000);
  await line.rearm();
  await line.end(names.join(""));
  for (let round = 0; round < 12; round += 1) {
    line.clock.move(20 * 60_000);
    await line.pass();
    if (round === 2) await line.fire("Z", { severity: "critical", labels: { job: "probe" } });
  }
}

/** What a channel heard of an alert, each message once: `on` and `off`. */
function heardOf(line: Line, alertId: string, channel: string): string {
  const seen = new Map(
    line
      .everything()
      .filter((one) => one.channel === channel)
      .map(({ notice }) => [notice.id, notice]),
  );
  return [...seen.values()]
    .flatMap(({ kind, alerts }) => {
      const shown = alerts.find(({ id }) => id === alertId);
      if (shown === undefined) return [];
      if (kind === "resolved" || kind === "recovered") return ["off"];
      const over = shown.status === "resolved" || shown.status === "expired";
      if (kind === "digest" && over) return ["both"];
      return kind === "firing" || kind === "repeat" || kind === "escalation" || kind === "digest"
        ? ["on"]
        : [];
    })
    .join(" ");
}

function refusedForGood(line: Line, alertId: string, channel: string): boolean {
  return line.store
    .allNotifications()
    .some((one) => one.channel === channel && one.alertIds.includes(alertId) && one.status === "dead");
}

function judgeAll(line: Line, { id, name }: Pick<Judged, "id" | "name">): void {
  for (const channel of Object.keys(channels))
    if (!refusedForGood(line, id, channel)) judge(line, { id, name, channel });
}

interface Judged {
  readonly id: string;
  readonly name: string;
  readonly channel: string;
}

/** Each alert began and ended on each channel, or its history says what kept it quiet; a promised digest came. */
function judge(line: Line, { id, name, channel }: Judged): void {
  const heard = heardOf(line, id, channel);
  expect(`${name} ${channel}: ${heard}`).toMatch(/: (((on )*on off|off|both)( |$))*$/);
  const notes = line.store.allEvents().filter(({ alertId }) => alertId === id);
  const text = notes.map(({ note }) => note).join("\n");
  if (heard === "" && channel === "ops")
    expect(text).toMatch(/ops: (the (silence|maintenance|time|inhibit|limit)|being suppressed)/);
  if (notes.at(-1)?.note?.includes(`later in a digest to ${channel}`)) expect(heard).toMatch(/both$/);
}

describe("whatever happens", () => {
  it("no firing is lost, who was told of one is told of its end, nobody of an end alone, and counts add up", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const line = startTimeline({ settings: policies[0] ?? {}, channels });
        let fired = 0;
        for (const one of steps) fired += await play(line, one);
        await settle(line);
        const about = line.store.allAlerts().filter(({ labels }) => labels["job"] === "load");
        expect(about.reduce((sum, { count }) => sum + count, 0)).toBe(fired);
        expect(about.filter(({ status }) => status !== "resolved" && status !== "expired")).toEqual([]);
        for (const alert of about) judgeAll(line, alert);
        expect(
          line.store.allNotifications().filter(({ status }) => ["pending", "failed"].includes(status)),
        ).toEqual([]);
        expect(line.store.allTellings().filter(({ state }) => state === "waiting")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("signals of one commit that have nothing to do with each other may come in any order", async () => {
    const shuffled = fc.shuffledSubarray(["A", "B", "C", "D", "E", "F"], { minLength: 6 });
    await fc.assert(
      fc.asyncProperty(shuffled, fc.nat({ max: policies.length - 1 }), async (order, policy) => {
        const told = async (letters: string): Promise<string[]> => {
          const line = startTimeline({ settings: policies[policy] ?? {}, channels });
          await line.fire(letters);
          await line.until(25);
          await line.end(letters);
          await line.until(60);
          return line
            .everything()
            .flatMap(({ at, channel, notice }) => notice.alerts.map(({ name }) => `${at} ${channel} ${name}`))
            .sort();
        };
        // With a limit the first ones are told at once, whichever they are.
        if (policy === 1) return;
        expect(await told(order.join(""))).toEqual(await told("ABCDEF"));
      }),
      { numRuns: 40 },
    );
  });
});
