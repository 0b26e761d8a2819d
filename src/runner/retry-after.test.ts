import { describe, expect, it } from "vitest";
import { retryAfterIn } from "./retry-after.ts";

const now = Date.UTC(2026, 10, 21, 8);

describe("the wait that the other side asks for", () => {
  it.each([
    ["Retry-After: 120", 120_000],
    ["headers={'Content-Type': 'text/html', 'Retry-After': '30'}", 30_000],
    ['{"message": "slow down", "retry_after": 0.75}', 750],
    ["429, retry after 5 minutes", 300_000],
    ["Rate limit reached. Please try again in 20s.", 20_000],
    ["try again in 250 ms", 250],
    ["retry-after=2h", 7_200_000],
    ["Retry-After: Sat, 21 Nov 2026 08:01:30 GMT", 90_000],
    ["Retry-After: Sat, 21 Nov 2026 07:00:00 GMT", 0],
  ])("is read of `%s`", (line, waitMs) => {
    expect(retryAfterIn(["something else", line], now)).toBe(waitMs);
  });

  it.each([
    "429 Client Error: Too Many Requests",
    "Backing off 2.4 seconds after 3 tries calling function RESTStream._request",
    "will retry after 3 attempts",
    "Retry-After: soon",
    "please try again in a moment",
    "",
  ])("is not known of `%s`", (line) => {
    expect(retryAfterIn([line], now)).toBeNull();
  });

  it("is the last one that was named", () => {
    expect(retryAfterIn(["Retry-After: 10", "Retry-After: 20", "HTTPError"], now)).toBe(20_000);
  });
});
