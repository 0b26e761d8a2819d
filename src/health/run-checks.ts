import { messageOf, PitchpipeError } from "../lib/errors.ts";
import type { HealthResult } from "../model/health.ts";
import { type HealthCheck, type Outcome, unhealthy, unknown } from "./contract.ts";
import { watchDeafness } from "./deafness.ts";
import type { HealthEffects } from "./effects.ts";

/** Of a message, so much is kept. */
const messageLimit = 500;

export interface Running extends Pick<HealthEffects, "clock" | "elapsed"> {
  /** Stops all of them. */
  readonly signal?: AbortSignal;
  readonly redact: (outcome: Outcome) => Outcome;
}

/**
 * Runs all checks side by side. Each has its own limit, and nobody waits for one longer than that, whatever it does; where
 * this process was starved for half of it, what was lost is waited for once more. What throws is unknown, with its reason.
 */
export async function runChecks(checks: readonly HealthCheck[], running: Running): Promise<HealthResult[]> {
  // What can't be loaded fails again when it is used, with its reason.
  await Promise.allSettled(checks.map(({ prepare }) => prepare?.()));
  return Promise.all(checks.map((check) => runCheck(check, running)));
}

async function runCheck(
  check: HealthCheck,
  { clock, elapsed, signal, redact }: Running,
): Promise<HealthResult> {
  const checkedAt = clock.now();
  const began = elapsed();
  const outcome = redact(await withinLimit(check, elapsed, signal));
  const tookMs = Math.max(0, elapsed() - began);
  const { status, message, details } = slowed(outcome, check, tookMs);
  return {
    check: check.name,
    type: check.type,
    status,
    message: oneLine(message),
    details,
    latencySeconds: status === "unknown" ? null : Math.round(tookMs) / 1000,
    checkedAt,
  };
}

/** The first of the check's own answer, its limit, and being stopped. */
async function withinLimit(check: HealthCheck, elapsed: () => number, stop?: AbortSignal): Promise<Outcome> {
  const ending = new AbortController();
  const { promise: ended, resolve: end } = Promise.withResolvers<Outcome>();
  const deafness = watchDeafness(elapsed);
  const tooLate = (): void =>
    end(unhealthy(`no answer within ${check.timeout / 1000} s`, { fault: "timeout" }));
  let timer = setTimeout(() => {
    const lost = deafness.sum();
    if (lost < check.timeout / 2) tooLate();
    else timer = setTimeout(tooLate, Math.min(lost, check.timeout));
  }, check.timeout);
  const onStop = (): void => end(unknown("stopped before it answered"));
  stop?.addEventListener("abort", onStop, { once: true });
  if (stop?.aborted) onStop();
  try {
    return await Promise.race([ended, answerOf(check, ending.signal)]);
  } finally {
    clearTimeout(timer);
    deafness.stop();
    stop?.removeEventListener("abort", onStop);
    ending.abort();
  }
}

async function answerOf(check: HealthCheck, signal: AbortSignal): Promise<Outcome> {
  try {
    return await check.run({ signal });
  } catch (thrown) {
    const why = thrown instanceof PitchpipeError && thrown.why !== null ? ` ${thrown.why}` : "";
    return unknown(`the check could not be made: ${messageOf(thrown)}${why}`);
  }
}

function slowed(outcome: Outcome, { degradedAbove }: HealthCheck, tookMs: number): Outcome {
  if (outcome.status !== "healthy" || degradedAbove === undefined || tookMs <= degradedAbove) return outcome;
  const slow = `slow: ${(tookMs / 1000).toFixed(1)} s, more than ${degradedAbove / 1000} s`;
  return { ...outcome, status: "degraded", message: `${outcome.message} (${slow})` };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, messageLimit);
}
