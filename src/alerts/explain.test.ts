import { describe, expect, it } from "vitest";
import { sampleAlert, sampleNotice } from "../../test/alerts/samples.ts";
import type { DeliveryAttempt, Notification } from "../model/alert.ts";
import type { Telling } from "../model/alerting.ts";
import { type ExplainInput, explainAlert } from "./explain.ts";
import { compilePolicy } from "./policy.ts";
import { silencesAt } from "./silence.ts";

const now = Date.UTC(2026, 0, 1, 13);

const settings = {
  channels: { hook: { send_resolved: true }, phone: { send_resolved: true } },
  timezone: "UTC",
};

const quietInput: ExplainInput = {
  alert: sampleAlert,
  events: [],
  notifications: [],
  tellings: [],
  mark: null,
  quiet: { silences: silencesAt([], now), inhibited: () => false },
  inhibitors: [],
  policy: compilePolicy(settings),
  misconfigured: new Map(),
  channelStates: [],
  now,
};

function explained(parts: Partial<ExplainInput>): string[] {
  return explainAlert({ ...quietInput, ...parts }).map(
    ({ step, outcome, reason }) => `${step} ${outcome}: ${reason}`,
  );
}

const telling: Telling = {
  alertId: sampleAlert.id,
  channel: "hook",
  step: 0,
  path: "route",
  groupKey: "g",
  state: "waiting",
  dueAt: now + 60_000,
  toldAt: null,
  heldBy: null,
};

const attempt: DeliveryAttempt = {
  notificationId: sampleNotice.id,
  number: 1,
  at: now,
  endedAt: now + 1500,
  statusCode: 200,
  error: null,
  vendorId: null,
  recipients: [],
};

describe("how a message went", () => {
  const told = (parts: Partial<Notification>, attempts: DeliveryAttempt[] = []) =>
    explained({ notifications: [{ notification: { ...sampleNotice, ...parts }, attempts }] });

  it.each([
    [
      { status: "accepted" },
      [],
      "notify accepted: hook: firing, first notification. The other side took it.",
    ],
    [
      { status: "delivered", reason: null },
      [],
      "notify delivered: hook: firing. It arrived, by the other side's own proof.",
    ],
    [{ status: "undelivered" }, [], "The other side took it and could not deliver it."],
    [{ status: "pending", dueAt: now }, [], "It was not tried yet. Next try: 2026-01-01T13:00:00.000Z."],
    [{ status: "pending", dueAt: null }, [attempt], "A try is under way, or its process died."],
    [
      { status: "failed", dueAt: now },
      [attempt],
      "It did not arrive yet. Next try: 2026-01-01T13:00:00.000Z.",
    ],
    [{ status: "dead" }, [], "It will not be tried again by itself"],
    [{ status: "suppressed" }, [], "It was not sent, or not to its end."],
  ] as const)("%j", (parts, attempts, text) => {
    expect(told(parts, [...attempts]).join("\n")).toContain(text);
  });

  it("says of each try what was answered, how long it took, and by whom", () => {
    expect(told({}, [attempt])).toContain(
      "attempt accepted: hook, try 1 at 2026-01-01T13:00:00.000Z answered 200 after 1.5 s.",
    );
    expect(told({}, [{ ...attempt, endedAt: null }]).join("\n")).toContain(
      "began; how it ended is not known",
    );
    const to = (name: string, error: string | null) =>
      ({ to: name, status: error === null ? "accepted" : "dead", statusCode: null, error }) as const;
    const several = {
      ...attempt,
      statusCode: null,
      error: "1 of 2",
      recipients: [to("a@x", null), to("b@x", "no such user")],
    };
    expect(told({}, [several]).join("\n")).toContain(
      "after 1.5 s: 1 of 2. a@x: accepted. b@x: dead (no such user).",
    );
  });

  it("says that a channel rests, and since how many failures", () => {
    const channelStates = [
      { channel: "hook", failures: 5, restsUntil: now + 60_000, reason: "answered 503" },
      { channel: "phone", failures: 5, restsUntil: now + 60_000, reason: null },
    ];
    const lines = explained({ channelStates, notifications: [{ notification: sampleNotice, attempts: [] }] });
    expect(lines).toContain(
      "channel rests: Nothing is sent to hook before 2026-01-01T13:01:00.000Z, after 5 tries that failed: answered 503.",
    );
    expect(lines.join("\n")).not.toContain("to phone before");
  });
});

describe("how far each channel is", () => {
  it.each([
    [{}, "group waiting: hook is told at 2026-01-01T13:01:00.000Z: its group waits"],
    [
      { dueAt: now },
      "group waiting: hook is told with the next tick: it has been due since 2026-01-01T13:00:00.000Z.",
    ],
    [{ dueAt: null }, "group stopped: hook is not told: nothing is due any more."],
    [{ state: "over" }, "group over: It was over before hook could be told; a digest names it."],
    [
      { state: "told", toldAt: now, dueAt: null },
      "group decided: A message for hook was put in the outbox at",
    ],
    [
      { heldBy: { kind: "mute", name: "nights", until: null } },
      "mute held: hook is not told because of the time interval nights; a digest follows.",
    ],
    [
      { step: 1, channel: "phone" },
      "escalate waiting: Step 1 (phone) is told at 2026-01-01T13:01:00.000Z unless",
    ],
    [
      { step: 1, channel: "phone", toldAt: now },
      "escalate decided: A message for Step 1 (phone) was put in the outbox",
    ],
    [{ step: 1, channel: "phone", dueAt: null }, "escalate stopped: Step 1 (phone) is not told any more."],
  ] as const)("%j", (parts, text) => {
    expect(explained({ tellings: [{ ...telling, ...parts }] }).join("\n")).toContain(text);
  });

  it("says that an acknowledgement stopped what was planned", () => {
    const alert = { ...sampleAlert, status: "acknowledged", acknowledgedBy: "ana" } as const;
    const lines = explained({ alert, tellings: [{ ...telling, step: 1, channel: "phone" }] });
    expect(lines).toContain("escalate stopped: Step 1 (phone) is not told: ana has it in hand.");
  });

  it("says when steps of escalation begin, and that they don't for what is over", () => {
    const route = { channel: "hook", escalate: [{ after: 1, channel: "phone" }], routes: [] };
    const policy = compilePolicy({ ...settings, route });
    expect(explained({ policy })).toContain(
      "escalate stopped: The steps begin once its first channel was told.",
    );
    const alert = { ...sampleAlert, status: "expired" } as const;
    expect(explained({ policy, alert })).toContain("escalate stopped: It is over.");
  });
});

describe("where it goes", () => {
  it("names a channel that was told although no route leads there now", () => {
    const policy = compilePolicy({ ...settings, route: { channel: "phone", routes: [] } });
    const lines = explained({ policy, notifications: [{ notification: sampleNotice, attempts: [] }] });
    expect(lines).toContain(
      "route taken_earlier: hook was told of it; the routes as they are now don't lead there.",
    );
  });

  it("says how alerts are grouped", () => {
    const route = { channel: "hook", group_by: ["..."], routes: [] };
    const policy = compilePolicy({ ...settings, route });
    expect(explained({ policy })).toContain("route taken: route leads to hook, each alert alone.");
  });
});

describe("what keeps it quiet", () => {
  it("says until when it is suppressed, and by whom it is silenced and why", () => {
    const alert = { ...sampleAlert, status: "suppressed" } as const;
    const mark = {
      fingerprint: "f",
      alertId: "a",
      changes: [],
      flappingSince: null,
      ending: null,
      suppressedUntil: now,
      untilGreen: false,
      dueAt: null,
    };
    expect(explained({ alert, mark })).toContain(
      "suppress held: Now: it is suppressed until 2026-01-01T13:00:00.000Z.",
    );
    expect(explained({ alert })).toContain("suppress held: Now: it is suppressed.");
    const silence = {
      id: "1a2b3c4d-0000-4000-8000-000000000000",
      matchers: ["job=daily-load"],
      startsAt: 0,
      endsAt: now + 1,
      createdAt: 0,
      createdBy: "ana",
      comment: "patching",
      expiredBy: null,
      warnedAt: null,
      alertId: null,
    };
    const quiet = { silences: silencesAt([silence], now), inhibited: () => false };
    expect(explained({ quiet })).toContain(
      "silence held: Now: silence 1a2b3c4d by ana is on until 2026-01-01T13:00:00.001Z: patching.",
    );
  });

  it("remembers what held it earlier, each in its own step", () => {
    const held = (note: string) => ({ alertId: "a", at: now, kind: "held", by: "pitchpipe", note });
    const events = [
      held("not told to hook: the silence 1a2b3c4d until x"),
      held("not told to hook: the limit of hook until x"),
      { ...held(""), kind: "reopened" },
    ];
    const lines = explained({ events }).join("\n");
    expect(lines).toContain("silence held_earlier: 2026-01-01T13:00:00.000Z: not told to hook: the silence");
    expect(lines).toContain("limit held_earlier: 2026-01-01T13:00:00.000Z: not told to hook: the limit of");
    expect(lines).toContain("It came back 1 time soon after its end and stayed the same alert.");
  });
});
