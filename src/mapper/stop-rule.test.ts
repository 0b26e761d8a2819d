import { expect, it } from "vitest";
import { stopReason } from "./stop-rule.ts";

const stopping = { signalledAt: 0, lastBytesAt: 0, waitsForTap: true, drainMs: 60_000 };

it.each([
  ["goes on at first", stopping, 1999, null],
  ["stops after two silent seconds", stopping, 2000, "nothing came for 2 s after the signal"],
  ["counts silence from the last bytes", { ...stopping, lastBytesAt: 5000 }, 6999, null],
  ["goes on while it is not the tap that is waited for", { ...stopping, waitsForTap: false }, 59_999, null],
  [
    "stops at the deadline whatever happens",
    { ...stopping, waitsForTap: false, lastBytesAt: 59_999 },
    60_000,
    "the deadline after the signal",
  ],
])("%s", (_case, state, now, reason) => {
  expect(stopReason(state, now)).toBe(reason);
});
