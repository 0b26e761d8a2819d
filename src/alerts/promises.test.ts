import fc from "fast-check";
import { expect, it } from "vitest";
import { down, gone, startScore, up } from "../../test/alerts/score.ts";
import type { DeliveryResult } from "../channels/channel.ts";
import type { Severity } from "../model/severity.ts";

type Score = ReturnType<typeof startScore>;

type Step =
  | { readonly kind: "fire"; readonly job: string; readonly severity: Severity }
  | { readonly kind: "end"; readonly job: string }
  | { readonly kind: "wait"; readonly minutes: number }
  | { readonly kind: "answers"; readonly channel: string; readonly result: DeliveryResult }
  | { readonly kind: "deliver" };

const jobs = ["a", "b"];
const cutOff: DeliveryResult = { kind: "failed", statusCode: null, error: "cut", retryAfterMs: null };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("fire" as const),
    job: fc.constantFrom(...jobs),
    severity: fc.constantFrom("warning" as const, "error" as const, "critical" as const),
  }),
  fc.record({ kind: fc.constant("end" as const), job: fc.constantFrom(...jobs) }),
  fc.record({ kind: fc.constant("wait" as const), minutes: fc.constantFrom(1, 30, 5_000) }),
  fc.record({
    kind: fc.constant("answers" as const),
    channel: fc.constantFrom("hook", "phone"),
    result: fc.constantFrom(up, down, gone, cutOff),
  }),
  fc.record({ kind: fc.constant("deliver" as const) }),
);

async function play(steps: readonly Step[]) {
  const score = startScore({ channels: { hook: {}, phone: { min_severity: "error" } } });
  let fired = 0;
  for (const one of steps) {
    if (one.kind === "fire") {
      fired += 1;
      await score.fire({ labels: { job: one.job }, severity: one.severity });
    }
    if (one.kind === "end") await score.end({ labels: { job: one.job } });
    if (one.kind === "wait") score.wait(one.minutes);
    if (one.kind === "answers") score.answers(one.channel, one.result);
    if (one.kind === "deliver") await score.deliver();
  }
  return { score, fired };
}

/** Everything mended, everything over, everything delivered; something new shows each channel to be mended. */
async function settle(score: Score): Promise<void> {
  for (const channel of ["hook", "phone"]) score.answers(channel, up);
  for (const job of jobs) await score.end({ labels: { job } });
  await score.fire({ labels: { job: "probe" }, severity: "critical" });
  for (let pass = 0; pass < 5; pass += 1) {
    score.wait(20);
    await score.deliver();
  }
}

/** Whether the end was refused, and refused again after the channel had taken something else. */
function refusedTwice({ store }: Score, alertId: string, channel: string): boolean {
  const ends = store
    .allNotifications()
    .filter((one) => one.channel === channel && one.alertIds.includes(alertId) && one.status === "dead")
    .filter(({ kind }) => kind === "resolved" || kind === "recovered");
  return ends.some(
    ({ id }) => store.attemptsOf(id).filter(({ statusCode }) => statusCode === 404).length > 1,
  );
}

it("ends for every channel what it was told began, and never what it was not; nothing is left, counts add up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { score, fired } = await play(steps);
      await settle(score);
      const about = score.store.allAlerts().filter(({ labels }) => jobs.includes(labels["job"] ?? ""));
      expect(about.reduce((sum, { count }) => sum + count, 0)).toBe(fired);
      for (const alert of about)
        for (const channel of ["hook", "phone"]) {
          const kinds = score.heard
            .filter((one) => one.channel === channel && one.notice.alertIds.includes(alert.id))
            .map(({ notice }) => notice.kind);
          const owed = refusedTwice(score, alert.id, channel)
            ? /^((firing|repeat) ?)*$/
            : /^(firing( firing| repeat)* resolved|recovered|)$/;
          expect(kinds.join(" ")).toMatch(owed);
        }
      expect(
        score.store.allNotifications().filter(({ status }) => ["pending", "failed"].includes(status)),
      ).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
