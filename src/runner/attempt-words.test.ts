import { describe, expect, it } from "vitest";
import { attemptNotices, attemptSaid, type MadeAttempt, recordsOfAttempts } from "./attempt-words.ts";

const again = { retry: true, waitMs: 30_000, reason: "" } as const;
const failed: MadeAttempt = {
  number: 1,
  status: "failed",
  category: "rate_limit",
  cause: "tap-x failed (exit code 1): 429 Too Many Requests.",
  tookMs: 12_000,
  records: 0,
  decision: again,
  nextBlock: null,
};
const good: MadeAttempt = {
  ...failed,
  number: 2,
  status: "success",
  category: null,
  cause: null,
  decision: { retry: false, explain: false, reason: "it succeeded" },
};

describe("what is said of attempts", () => {
  it("is why one failed and when the next begins, as soon as that is known", () => {
    expect(attemptSaid(failed)).toBe(
      "Attempt 1 failed: rate_limit (tap-x failed (exit code 1): 429 Too Many Requests); next in 30 s.",
    );
    expect(
      attemptSaid({
        ...failed,
        cause: null,
        category: null,
        decision: { ...again, waitMs: 0 },
        nextBlock: "dbt:run",
      }),
    ).toBe("Attempt 1 failed: unknown (nobody said why); next at once, at dbt:run.");
  });

  it("is nothing for a run that needed only one", () => {
    expect(attemptNotices([{ ...good, number: 1 }])).toEqual([]);
    expect(attemptNotices([])).toEqual([]);
  });

  it("is every failed one and the good end of a run that recovered", () => {
    expect(attemptNotices([failed, good])).toEqual([
      "Attempt 1 failed after 12 s (rate_limit: tap-x failed (exit code 1): 429 Too Many Requests). Tried again after 30 s.",
      "Succeeded at the 2nd attempt.",
    ]);
  });

  it("is why there is no further one, where retries were wished for", () => {
    const last = {
      ...failed,
      decision: { retry: false, explain: true, reason: "auth is never tried again" },
    } as const;
    expect(attemptNotices([last])).toEqual(["Not tried again: auth is never tried again."]);
  });

  it("is that counts are sums where records passed in several attempts", () => {
    const notices = attemptNotices([
      { ...failed, records: 5 },
      { ...good, records: 9 },
    ]);
    expect(notices.at(-1)).toMatch(/^Counts are those of all attempts together/);
    expect(recordsOfAttempts([{ records: 5 }, { records: 9 }])).toBe(14);
    expect(recordsOfAttempts([{ records: null }, { records: 9 }])).toBeNull();
  });
});
