import { describe, expect, it, vi } from "vitest";
import { ConfigError } from "../lib/errors.ts";
import { type HealthCheck, healthy, type Outcome } from "./contract.ts";
import { runChecks } from "./run-checks.ts";

const running = {
  clock: { now: () => 1_000 },
  elapsed: () => performance.now(),
  redact: (outcome: Outcome) => outcome,
};
const check = (run: HealthCheck["run"], more: Partial<HealthCheck> = {}): HealthCheck => ({
  name: "a",
  type: "own",
  timeout: 1_000,
  run,
  ...more,
});
const hanging = (name: string): HealthCheck =>
  check(() => new Promise<never>(() => undefined), { name, timeout: 150 });

describe("checks, side by side", () => {
  it("come to an end however many hang, and the others' results stand", async () => {
    const all = Array.from({ length: 200 }, (_, at) =>
      at % 4 === 0 ? hanging(`h${at}`) : check(async () => healthy("fine"), { name: `g${at}` }),
    );
    const results = await runChecks(all, running);
    expect(results.filter(({ status }) => status === "unhealthy")).toHaveLength(50);
    expect(results.filter(({ status }) => status === "healthy")).toHaveLength(150);
    expect(results[0]).toMatchObject({
      check: "h0",
      message: "no answer within 0.15 s",
      details: { fault: "timeout" },
    });
  });

  it("that throw are unknown with their reason, in one line, and nothing is measured", async () => {
    const thrown = check(() => Promise.reject(new Error("no\nsuch   thing")));
    const ours = check(async () => {
      throw new ConfigError({ code: "CONFIG_INVALID", what: "It is wrong.", why: "Because." });
    });
    const odd = check(async () => {
      throw "text";
    });
    expect(await runChecks([thrown, ours, odd], running)).toMatchObject([
      { status: "unknown", message: "the check could not be made: no such thing", latencySeconds: null },
      { status: "unknown", message: "the check could not be made: It is wrong. Because." },
      { status: "unknown", message: "the check could not be made: text" },
    ]);
  });

  it("are told to stop at their limit", async () => {
    let stopped = false;
    const slow = check(
      ({ signal }) =>
        new Promise<Outcome>(() => {
          signal.addEventListener("abort", () => {
            stopped = true;
          });
        }),
      { timeout: 20 },
    );
    await runChecks([slow], running);
    expect(stopped).toBe(true);
  });

  it("are given back the time in which this process did not come to listen, once", async () => {
    vi.useFakeTimers();
    try {
      let stalled = 0;
      const elapsed = (): number => Date.now() + stalled;
      const late = check(
        () => new Promise<Outcome>((answer) => setTimeout(() => answer(healthy("fine")), 1_300)),
      );
      const judged = async (one: HealthCheck, stall: number, ms: number) => {
        const done = runChecks([one], { ...running, elapsed });
        await vi.advanceTimersByTimeAsync(10);
        stalled += stall;
        await vi.advanceTimersByTimeAsync(ms);
        return (await done)[0];
      };
      expect(await judged(late, 600, 1_350)).toMatchObject({ status: "healthy" });
      expect(await judged(late, 300, 1_350)).toMatchObject({
        status: "unhealthy",
        message: "no answer within 1 s",
      });
      const never = check(() => new Promise<never>(() => undefined));
      expect(await judged(never, 250_000, 2_000)).toMatchObject({ status: "unhealthy" });
    } finally {
      vi.useRealTimers();
    }
  });

  it("that are stopped from outside are unknown", async () => {
    expect(await runChecks([hanging("h")], { ...running, signal: AbortSignal.abort() })).toMatchObject([
      { status: "unknown", message: "stopped before it answered" },
    ]);
  });

  it("that are slower than they should be are degraded, and say so", async () => {
    let now = 0;
    const answer = async (): Promise<Outcome> => {
      now = 2_500;
      return healthy("answered 200");
    };
    const slow = check(answer, { degradedAbove: 2_000 });
    const results = await runChecks([slow], { ...running, elapsed: () => now });
    expect(results).toMatchObject([
      { status: "degraded", message: "answered 200 (slow: 2.5 s, more than 2 s)", latencySeconds: 2.5 },
    ]);
  });

  it("say everything through the redactor, and never more than a line", async () => {
    const redact = ({ message, ...rest }: Outcome): Outcome => ({
      ...rest,
      message: message.replaceAll("geheim", "***"),
    });
    const said = check(async () => healthy(`geheim ${"x".repeat(5_000)}`));
    const [result] = await runChecks([said], { ...running, redact });
    expect(result?.message).toMatch(/^\*\*\* x+$/);
    expect(result?.message).toHaveLength(500);
  });
});
