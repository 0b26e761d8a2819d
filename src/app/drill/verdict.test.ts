import { describe, expect, it } from "vitest";
import { sampleNotification } from "../../alerts/index.ts";
import { type Evidence, judgeScenario, type Told } from "./verdict.ts";

const [sample] = sampleNotification("ops", { now: 0, newId: () => "id", labels: {} }).alerts;
if (sample === undefined) throw new Error("a sample has an alert");

const row = (what: Partial<Told>): Told => ({
  channel: "ops",
  type: "webhook",
  kind: "firing",
  status: "accepted",
  statusCode: 200,
  vendorId: null,
  seconds: 1,
  latencySeconds: 0.1,
  error: null,
  title: "",
  message: "",
  route: "route",
  recipients: [],
  ofAlert: true,
  ...what,
});

const evidence = (what: Partial<Evidence>): Evidence => ({
  alert: { ...sample, status: "resolved" },
  told: [row({}), row({ kind: "resolved" })],
  wanted: ["ops"],
  untold: [],
  hearsEnds: () => true,
  why: null,
  nobody: null,
  ...what,
});

const recipient = (to: string, status: "accepted" | "dead") => ({
  to,
  status,
  statusCode: null,
  error: status === "dead" ? "550 no such user" : null,
});

describe("a scenario is ok", () => {
  it("where everybody took the news and its end", () => {
    expect(judgeScenario(evidence({}))).toEqual({ resolved: true, ok: true, reason: null });
  });

  it("in a dry run, where they would have been sent", () => {
    const told = [row({ status: "not_sent" }), row({ kind: "resolved", status: "not_sent" })];
    expect(judgeScenario(evidence({ told })).ok).toBe(true);
  });

  it("where both came as one notice", () => {
    expect(judgeScenario(evidence({ told: [row({ kind: "recovered" })] })).ok).toBe(true);
  });

  it("without an end for who wants none", () => {
    expect(judgeScenario(evidence({ told: [row({})], hearsEnds: () => false })).ok).toBe(true);
  });
});

describe("a scenario is not ok", () => {
  it.each<[string, Partial<Evidence>, string]>([
    ["without an alert", { alert: null, why: "No alert." }, "No alert."],
    ["where no route leads anywhere", { wanted: [] }, "no route leads to a channel"],
    [
      "where only a floor kept it from people",
      { wanted: [], untold: ["not told to ops: too mild"] },
      "too mild",
    ],
    [
      "where a channel refused",
      { told: [row({ status: "dead", error: "answered 404" })] },
      "ops: answered 404",
    ],
    [
      "where it would be tried again",
      { told: [row({ status: "failed", error: "refused" })] },
      "ops: refused",
    ],
    ["where nothing was sent", { told: [] }, "ops: nothing was sent to it."],
    ["where it is held back", { told: [], untold: ["not told to ops: muted by nights"] }, "muted by nights"],
    ["where one of two was told", { wanted: ["ops", "mail"] }, "mail: nothing was sent to it."],
    [
      "where others only were told of something else",
      { told: [row({ ofAlert: false })] },
      "nothing was sent",
    ],
    ["where the end was not told", { told: [row({})] }, "The end: ops: nothing was sent to it."],
    ["where the alert did not end", { alert: { ...sample, status: "active" } }, "did not end"],
    [
      "where the good run was none",
      { why: "The good run ended as failed." },
      "The good run ended as failed.",
    ],
    [
      "where one of two recipients was refused",
      { told: [row({ recipients: [recipient("a@x", "accepted"), recipient("b@x", "dead")] })] },
      "not taken for b@x (550 no such user)",
    ],
  ])("%s", (_case, what, reason) => {
    const verdict = judgeScenario(evidence(what));
    expect([verdict.ok, verdict.reason]).toEqual([false, expect.stringContaining(reason)]);
  });
});
