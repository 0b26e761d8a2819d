import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failureCategories } from "../model/dossier.ts";
import { runStatuses } from "../model/run.ts";
import { decideRetry, type EndedAttempt, longestWaitMs, type RetrySettings } from "./retry.ts";
import { neverRetried, runSettings } from "./settings.ts";

const settings: RetrySettings = { max: 2, retryOn: ["network", "rate_limit", "timeout"], backoffMs: 30_000 };
const failed: EndedAttempt = {
  retries: 0,
  status: "failed",
  category: "network",
  stopped: false,
  timeLeftMs: null,
  retryAfterMs: null,
};
const decided = (change: Partial<EndedAttempt>, more: Partial<RetrySettings> = {}) =>
  decideRetry({ ...failed, ...change }, { ...settings, ...more });

describe("whether a run is tried again", () => {
  it.each([
    ["after a failure of a listed kind", {}, 30_000],
    ["after twice the wait the second time", { retries: 1 }, 60_000],
    [
      "after what the other side asks for, where that is longer",
      { category: "rate_limit", retryAfterMs: 45_000 },
      45_000,
    ],
    ["after our own wait, where that is longer", { category: "rate_limit", retryAfterMs: 10_000 }, 30_000],
    ["while there is time for the wait and a start", { timeLeftMs: 35_000 }, 30_000],
  ] as const)("is so %s", (_case, change, waitMs) => {
    expect(decided(change)).toMatchObject({ retry: true, waitMs });
  });

  it.each([
    ["it succeeded", { status: "success", category: null }, false, "it succeeded"],
    [
      "nobody knows how it went",
      { status: "unknown", category: null },
      true,
      "nobody knows whether it failed",
    ],
    ["it was stopped by us", { stopped: true }, true, "it was told to stop"],
    ["it was stopped by others", { status: "terminated", category: "killed" }, true, "it was told to stop"],
    [
      "its time was up",
      { status: "timed_out", category: "timeout" },
      true,
      "the time limit of the whole run is over",
    ],
    ["it was lost", { status: "lost" }, true, "it is lost"],
    [
      "it is of an unlisted kind",
      { category: "data" },
      true,
      "data is not in retry_on (network, rate_limit, timeout)",
    ],
    [
      "its kind is not known",
      { category: null },
      true,
      "unknown is not in retry_on (network, rate_limit, timeout)",
    ],
    ["all retries are used up", { retries: 2 }, true, "2 retries were allowed"],
    [
      "the wait asked for is endless",
      { retryAfterMs: longestWaitMs + 1 },
      true,
      "the other side asks to wait 1 h 00 m",
    ],
    [
      "no time would be left",
      { timeLeftMs: 34_999 },
      true,
      "35 s of the time limit are left, and the next would begin after 30 s",
    ],
    [
      "the time is over already",
      { timeLeftMs: -5 },
      true,
      "0.0 s of the time limit are left, and the next would begin after 30 s",
    ],
  ] as const)("is not where %s", (_case, change, explain, reason) => {
    expect(decided(change)).toEqual({ retry: false, explain, reason });
  });

  it("is not, and needs no word, where nobody wants retries", () => {
    expect(decided({}, { max: 0 })).toEqual({ retry: false, explain: false, reason: "retries are off" });
  });

  it("is never so for a password, a schema or a setting, whatever is listed", () => {
    for (const category of neverRetried)
      expect(decided({ category }, { retryOn: [...failureCategories] })).toEqual({
        retry: false,
        explain: true,
        reason: `${category} is never tried again`,
      });
  });

  it("needs a failure, a listed kind, a retry left and nobody who said stop, in every combination", () => {
    for (const status of runStatuses)
      for (const category of [...failureCategories, null])
        for (const stopped of [true, false])
          for (const retries of [0, 1, 2, 3]) {
            const may =
              status === "failed" &&
              !stopped &&
              retries < 2 &&
              settings.retryOn.some((one) => one === category);
            expect(
              decided({ status, category, stopped, retries }).retry,
              `${status} ${category} ${stopped} ${retries}`,
            ).toBe(may);
          }
  });

  it("waits longer each time, but for no more than a quarter of an hour of its own", () => {
    const waits = fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 3_000_000 }));
    fc.assert(
      fc.property(waits, ([retries, backoffMs]) => {
        const waitOf = (at: number): number => {
          const decision = decided({ retries: at }, { max: 100, backoffMs });
          return decision.retry ? decision.waitMs : Number.NaN;
        };
        expect(waitOf(retries + 1)).toBeGreaterThanOrEqual(waitOf(retries));
        expect(waitOf(retries)).toBeLessThanOrEqual(Math.max(backoffMs, 900_000));
      }),
    );
  });
});

describe("the settings of retries", () => {
  it("try nothing again by default", () => {
    expect(runSettings.parse({})).toMatchObject({
      preflight: false,
      retries: { max: 0, retry_on: ["network", "rate_limit", "timeout"], backoff: 30_000, from: "block" },
    });
  });

  it.each(neverRetried)("refuse to list %s, and say why", (category) => {
    const { error } = runSettings.safeParse({ retries: { retry_on: [category] } });
    expect(error?.issues[0]?.message).toBe(`${category} is never tried again: it would only fail again`);
  });
});
