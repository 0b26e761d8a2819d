import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeriesState } from "../../model/rule-memory.ts";
import { advance, quiet, type RuleTimes, type Told } from "./advance.ts";
import type { Reading } from "./reading.ts";

const minute = 60_000;

/** Plays a score: each note is a minute and what is measured then (`+` holds, `-` does not, `.` nothing, `!` error). */
function play(score: string, times: Partial<RuleTimes> = {}): string[] {
  let state: SeriesState = quiet;
  const told: string[] = [];
  for (const [at, note] of [...score].entries()) {
    const now = at * minute;
    const step = advance(state, readingOf(note, now), now, { forMs: 0, keepMs: 0, firesFrom: 0, ...times });
    state = step.state;
    if (step.told !== null) told.push(`${at} ${step.told}`);
  }
  return told;
}

function readingOf(note: string, at: number): Reading {
  if (note === ".") return { kind: "no_data" };
  if (note === "!") return { kind: "error", message: "no such label" };
  return { kind: "value", value: note === "+" ? 9 : 1, holds: note === "+", at };
}

describe("a rule over time", () => {
  it.each<[string, string, Partial<RuleTimes>, string[]]>([
    ["fires at once without for", "-+-", {}, ["1 fire", "2 resolve"]],
    ["fires only when it held long enough", "++++", { forMs: 3 * minute }, ["3 fire"]],
    ["begins to wait anew after a break", "++-+++", { forMs: 2 * minute }, ["5 fire"]],
    ["is kept firing for a while", "+-----", { keepMs: 3 * minute }, ["0 fire", "4 resolve"]],
    [
      "does not flap while it is kept firing",
      "+-+-+---",
      { keepMs: 2 * minute },
      ["0 fire", "2 refire", "4 refire", "7 resolve"],
    ],
    ["does not end when nothing is measured", "+...", {}, ["0 fire", "1 stale"]],
    ["ends after that with a good sample", "+..-", {}, ["0 fire", "1 stale", "3 resolve"]],
    ["goes on after that with a bad sample", "+..+", {}, ["0 fire", "1 stale", "3 refire"]],
    ["does not begin with nothing measured", "....", {}, []],
    ["forgets that it waited when nothing is measured", "+.++", { forMs: minute }, ["3 fire"]],
    ["stays as it is while it can't be computed", "+!!-", {}, ["0 fire", "3 resolve"]],
    ["fires nothing that is from before the first tick", "++-+", { firesFrom: 3 * minute }, ["3 fire"]],
  ])("%s: %s", (_, score, times, expected) => {
    expect(play(score, times)).toEqual(expected);
  });

  it("waits anew, and not for ever, when the clock goes back", () => {
    const times = { forMs: 10 * minute, keepMs: 10 * minute, firesFrom: 0 };
    const first = advance(quiet, readingOf("+", 0), 1_000 * minute, times);
    const back = advance(first.state, readingOf("+", 1), 100 * minute, times);
    expect(back.state.since).toBe(100 * minute);
    expect(advance(back.state, readingOf("+", 2), 110 * minute, times).told).toBe("fire");
  });

  it("never ends what it did not begin, begins nothing twice, and ends nothing because nothing is measured", () => {
    const notes = fc.string({ unit: fc.constantFrom("+", "-", ".", "!"), maxLength: 80 });
    const times = fc.record({
      forMs: fc.integer({ min: 0, max: 5 }).map((m) => m * minute),
      keepMs: fc.integer({ min: 0, max: 5 }).map((m) => m * minute),
    });
    fc.assert(
      fc.property(notes, times, (score, given) => {
        let on = false;
        for (const told of play(score, given)) {
          const [at, kind] = told.split(" ") as [string, NonNullable<Told>];
          if (kind === "fire") {
            expect(on).toBe(false);
            expect(score[Number(at)]).toBe("+");
          } else expect(on).toBe(true);
          if (kind === "resolve") expect(score[Number(at)]).toBe("-");
          on = kind !== "resolve";
        }
      }),
    );
  });

  it("fires as a plain reckoning says: after an unbroken stretch of the length asked for", () => {
    const notes = fc.string({ unit: fc.constantFrom("+", "-"), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(notes, fc.integer({ min: 0, max: 6 }), (score, wait) => {
        const told = play(score, { forMs: wait * minute }).filter((one) => !one.endsWith("refire"));
        expect(told).toEqual(reckoned(score, wait));
      }),
    );
  });
});

/** Every stretch of `+` longer than `wait` fires at its minute `wait`, and ends with the `-` behind it. */
function reckoned(score: string, wait: number): string[] {
  return [...score.matchAll(/\++/g)]
    .filter(([stretch]) => stretch.length > wait)
    .flatMap(({ 0: stretch, index }) => {
      const end = index + stretch.length;
      return [`${index + wait} fire`, ...(end < score.length ? [`${end} resolve`] : [])];
    });
}
