import { describe, expect, it } from "vitest";
import { aRun } from "../../../test/fixtures/store/samples.ts";
import type { Run } from "../../model/run.ts";
import type { SlaState } from "../../model/sla-memory.ts";
import { endOfTold } from "../resolving-signal.ts";
import { type SlaEntry, slaEntries } from "./entry.ts";
import { freshState, judge } from "./judge.ts";
import type { Judgement } from "./judgement.ts";
import { slaEntrySettings } from "./settings.ts";
import { breachSignal, slaIdentity } from "./sla-signal.ts";

const minute = 60_000;
const hour = 60 * minute;
const at = (text: string): number => Date.parse(`2026-03-${text.length === 8 ? text : `02T${text}`}:00Z`);

function entry(parts: Record<string, unknown>): SlaEntry {
  const [made] = slaEntries([slaEntrySettings.parse({ job: "j", ...parts })], { zone: "UTC", schedules: [] });
  if (made === undefined) throw new TypeError("no entry");
  return made;
}

let count = 0;

/** A run from one time of 2 March to another; without an end it goes on. */
function run(
  from: string,
  to: string | null,
  status: Run["status"] = to === null ? "running" : "success",
): Run {
  count += 1;
  const endedAt = to === null ? null : at(to);
  return aRun({ runId: `r${count}`, job: "j", startedAt: at(from), endedAt, status, complete: to !== null });
}

/** Judges at several times of 2 March, each with the runs of then; answers status and what is told. */
function play(
  expects: SlaEntry,
  since: string,
  acts: readonly (readonly [string, readonly Run[]])[],
  good: readonly Run[] = [],
) {
  let state: SlaState = freshState(at(since));
  const played: Judgement[] = [];
  for (const [now, runs] of acts) {
    const newest = runs.toSorted((a, b) => b.startedAt - a.startedAt);
    const judged = judge(expects, state, { runs: newest, good, now: at(now) });
    state = judged.state;
    played.push(judged);
  }
  return played;
}

const statuses = (played: readonly Judgement[]) => played.map(({ status }) => status);

describe("a schedule", () => {
  const hourly = entry({ schedule: "0 * * * *", grace: "10m" });

  it("is missed when nothing began by its time and grace, and not a minute sooner", () => {
    const played = play(hourly, "08:30", [
      ["09:09", []],
      ["09:10", []],
    ]);
    expect(statuses(played)).toEqual(["ok", "missed"]);
    expect(played[1]?.breach).toMatchObject({
      type: "pipeline_missed",
      count: 1,
      what: "No run of j came; it was due at Mon 2 Mar 09:00.",
    });
  });

  it("is kept by a run that began a little early or late, however it ended", () => {
    expect(statuses(play(hourly, "08:30", [["09:30", [run("08:59", "09:05", "failed")]]]))).toEqual(["ok"]);
    expect(statuses(play(hourly, "08:30", [["09:30", [run("09:10", "09:12")]]]))).toEqual(["ok"]);
  });

  it("is not kept by a run that was held back before it started, which is told", () => {
    const held = run("09:00", "09:01", "not_started");
    const [judged] = play(hourly, "08:30", [["09:30", [held]]]);
    expect(judged).toMatchObject({
      status: "late",
      breach: {
        type: "sla_breach",
        runId: held.runId,
        what: "j did not begin at Mon 2 Mar 09:00: its run of Mon 2 Mar 09:00 was not started.",
      },
    });
    expect(statuses(play(hourly, "08:30", [["09:30", [held, run("09:05", "09:20")]]]))).toEqual(["ok"]);
  });

  it("is kept by a run that still goes on", () => {
    expect(statuses(play(hourly, "08:30", [["11:30", [run("08:55", null)]]]))).toEqual(["ok"]);
    expect(statuses(play(hourly, "08:30", [["11:30", [run("08:55", "11:20")]]]))).toEqual(["ok"]);
  });

  it("is told once after a long sleep, with the number of runs that did not come", () => {
    const [, slept] = play(hourly, "08:30", [
      ["08:40", []],
      ["03T08:40", []],
    ]);
    expect(slept?.breach).toMatchObject({ count: 24 });
    expect(slept?.breach?.what).toBe(
      "24 runs of j did not come, the first was due at Mon 2 Mar 09:00, the last at Tue 3 Mar 08:00.",
    );
  });

  it("is well again with the next good run, and with the next that comes in time", () => {
    const late = run("09:40", "09:50");
    const played = play(hourly, "08:30", [
      ["09:15", []],
      ["09:55", [late]],
    ]);
    expect(statuses(played)).toEqual(["missed", "ok"]);
    expect(played[1]?.relief).toBe("j succeeded, 50 m after it was due.");
    const next = run("10:00", "10:01", "failed");
    expect(
      statuses(
        play(hourly, "08:30", [
          ["09:15", []],
          ["10:15", [next]],
        ]),
      ),
    ).toEqual(["missed", "ok"]);
  });

  it("owes nothing from before watching began", () => {
    expect(statuses(play(hourly, "09:30", [["09:59", []]]))).toEqual(["ok"]);
  });

  it("goes on by the clock as it is now when that went back", () => {
    const played = play(hourly, "08:30", [
      ["15:30", [run("09:00", "15:20")]],
      ["10:30", []],
      ["11:15", []],
    ]);
    expect(statuses(played)).toEqual(["ok", "ok", "missed"]);
  });
});

describe("a time by which a run is expected", () => {
  const byNine = entry({ expected_by: "09:00", grace: "30m" });

  it.each<[string, readonly Run[], string]>([
    ["a good run ended before", [run("08:00", "08:30")], "ok"],
    ["a good run ended within the grace", [run("08:00", "09:30")], "ok"],
    ["no run came", [], "missed"],
    ["the run failed", [run("08:00", "08:10", "failed")], "late"],
    ["the run still goes on", [run("08:00", null)], "late"],
  ])("where %s: %s", (_, runs, status) => {
    expect(statuses(play(byNine, "06:00", [["09:31", runs]]))).toEqual([status]);
  });

  it("is not kept by the run of the day before", () => {
    const yesterday = aRun({
      runId: "y",
      job: "j",
      status: "success",
      startedAt: at("01T09:00"),
      endedAt: at("01T20:59"),
    });
    expect(statuses(play(byNine, "06:00", [["09:30", [yesterday]]]))).toEqual(["missed"]);
  });

  it("is well again with a late success, which is told how late it was", () => {
    const played = play(byNine, "06:00", [
      ["09:40", [run("08:00", null)]],
      ["10:15", [run("08:00", "10:12")]],
    ]);
    expect(statuses(played)).toEqual(["late", "ok"]);
    expect(played[0]?.breach).toMatchObject({
      type: "sla_breach",
      what: expect.stringContaining("still goes on"),
    });
    expect(played[1]?.relief).toBe("j succeeded, 1 h 12 m after it was due.");
  });

  it("is told afterwards where it came late and nobody looked in between, and over with the next look", () => {
    const came = [run("09:20", "09:40")];
    const [late, over] = play(entry({ expected_by: "09:00", grace: "30m" }), "05:00", [
      ["09:45", came],
      ["09:46", came],
    ]);
    expect(late).toMatchObject({
      status: "late",
      breach: {
        type: "sla_breach",
        what: "j did not succeed by Mon 2 Mar 09:00: its run of Mon 2 Mar 09:20 came too late.",
      },
    });
    expect(over).toMatchObject({ status: "ok", breach: null, relief: "j succeeded, 40 m after it was due." });
    const [began] = play(entry({ schedule: "0 * * * *", grace: "10m" }), "08:30", [["09:45", came]]);
    expect(began?.breach).toMatchObject({
      type: "sla_breach",
      what: "j did not begin at Mon 2 Mar 09:00: its run of Mon 2 Mar 09:20 came too late.",
    });
  });

  it("counts the days it was missed", () => {
    const [judged] = play(byNine, "01T06:00", [["10:00", []]]);
    expect(judged?.breach).toMatchObject({ count: 2 });
  });

  const usual = ["01T01:00", "01T03:00", "01T05:00", "01T07:00"].map((from) =>
    aRun({ runId: from, job: "j", status: "success", startedAt: at(from), endedAt: at(from) + hour }),
  );

  it("is told before, as soon as the run that goes on can't make it", () => {
    const slow = [run("08:45", null)];
    const played = play(
      byNine,
      "06:00",
      [
        ["08:50", slow],
        ["09:00", slow],
      ],
      usual,
    );
    expect(statuses(played)).toEqual(["will_miss", "will_miss"]);
    expect(played[0]?.breach?.what).toBe(
      "j will miss its deadline at Mon 2 Mar 09:00: it runs since Mon 2 Mar 08:45 and usually takes 55 m more from here.",
    );
    expect(statuses(play(byNine, "06:00", [["08:50", [run("08:20", null)]]], usual))).toEqual(["waiting"]);
  });

  it("is told before, when nothing runs and even the fastest run would be late", () => {
    expect(
      statuses(
        play(
          byNine,
          "06:00",
          [
            ["08:29", []],
            ["08:31", []],
          ],
          usual,
        ),
      ),
    ).toEqual(["waiting", "will_miss"]);
  });

  it("is not told before where nobody knows how long it takes", () => {
    const longer = [run("01:00", null)];
    expect(statuses(play(byNine, "00:30", [["08:50", longer]], usual))).toEqual(["waiting"]);
    expect(statuses(play(byNine, "06:00", [["08:59", [run("08:58", null)]]]))).toEqual(["waiting"]);
  });

  it("is well again when it was made after all", () => {
    const played = play(
      byNine,
      "06:00",
      [
        ["08:50", [run("08:45", null)]],
        ["09:05", [run("08:45", "09:05")]],
      ],
      usual,
    );
    expect(statuses(played)).toEqual(["will_miss", "ok"]);
  });
});

describe("how long a run may take", () => {
  const most = entry({ max_duration: "45m" });

  it("is told while it runs, and over when it has ended", () => {
    const played = play(most, "06:00", [
      ["08:45", [{ ...run("08:00", null), runId: "a" }]],
      ["08:46", [{ ...run("08:00", null), runId: "a" }]],
      ["09:00", [{ ...run("08:00", "09:00"), runId: "a" }]],
    ]);
    expect(statuses(played)).toEqual(["ok", "too_long", "ok"]);
    expect(played[1]?.breach).toMatchObject({ type: "sla_breach", value: 46 * 60, threshold: 45 * 60 });
    expect(played[2]?.relief).toMatch(/has ended \(success\) after 1 h; its limit is 45 m/);
  });

  it("is told afterwards of a run that nobody saw while it ran, and over with the next that keeps to it", () => {
    const played = play(most, "06:00", [
      ["09:30", [run("08:00", "09:00")]],
      ["10:30", [run("10:00", "10:10")]],
    ]);
    expect(statuses(played)).toEqual(["too_long", "ok"]);
  });

  it("of a run that ended before watching began is nobody's business", () => {
    expect(statuses(play(most, "10:00", [["10:10", [run("08:00", "09:00")]]]))).toEqual(["ok"]);
    expect(statuses(play(most, "10:00", [["10:10", []]]))).toEqual(["unknown"]);
  });

  it("may be measured against the job's own history, once there is enough of it", () => {
    const hours = (n: number) =>
      Array.from({ length: n }, (_, i) =>
        aRun({ runId: `h${i}`, status: "success", startedAt: 0, endedAt: hour }),
      );
    const half = entry({ max_duration: "150%" });
    const running = [run("08:00", null)];
    expect(statuses(play(half, "06:00", [["09:31", running]], hours(5)))).toEqual(["too_long"]);
    expect(statuses(play(half, "06:00", [["09:29", running]], hours(5)))).toEqual(["ok"]);
    expect(statuses(play(half, "06:00", [["12:00", running]], hours(4)))).toEqual(["unknown"]);
    expect(statuses(play(entry({ max_duration: "auto" }), "06:00", [["09:31", running]], hours(6)))).toEqual([
      "too_long",
    ]);
  });
});

describe("how fresh it must be", () => {
  const fresh = entry({ freshness: "2h", grace: "10m" });

  it("is counted from the last good run, but never from before watching began", () => {
    const good = run("08:00", "08:30");
    const failed = run("09:00", "10:00", "failed");
    const played = play(fresh, "08:00", [
      ["10:40", [good, failed]],
      ["10:41", [good, failed]],
      ["11:00", [run("10:45", "10:59")]],
    ]);
    expect(statuses(played)).toEqual(["ok", "stale", "ok"]);
    expect(
      statuses(
        play(fresh, "08:00", [
          ["10:10", []],
          ["10:11", []],
        ]),
      ),
    ).toEqual(["waiting", "stale"]);
  });
});

describe("what is told of it", () => {
  it("says the job and what is wrong first, and keeps its identity to its end", () => {
    const byNine = entry({
      expected_by: "09:00",
      severity: "critical",
      channel: "oncall",
      labels: { team: "data" },
    });
    const [judged] = play(byNine, "06:00", [["09:30", []]]);
    if (!judged?.breach) throw new TypeError("no breach");
    const identity = slaIdentity(byNine, judged.breach, "shop");
    const signal = breachSignal(byNine, judged.breach, identity, at("09:30"));
    expect(signal).toMatchObject({
      name: "pipeline_missed",
      type: "pipeline_missed",
      severity: "critical",
      title: "No run of j came; it was due by Mon 2 Mar 09:00",
      channels: ["oncall"],
      labels: { project: "shop", job: "j", check: "expected_by 09:00", team: "data" },
      details: { count: 1, deadline: "2026-03-02T09:00:00.000Z" },
    });
    expect(endOfTold(identity, "well", 1)).toMatchObject({
      state: "resolved",
      labels: signal.labels,
      message: "well",
    });
  });
});
