import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { OpenedProject } from "../open-project.ts";
import { dryRun } from "./dry-run.ts";
import {
  nothingDone,
  partsOf,
  type TickOptions,
  together,
  underLease,
  type Work,
  workThrough,
} from "./parts.ts";
import { lookingSteps, noCounts, tickSteps } from "./steps.ts";

export type { TickCounts, TickOptions } from "./parts.ts";

/** What one pass came to. */
export interface Ticked extends Work {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly dryRun: boolean;
  /** `busy`: another process does the same work just now, so this one did nothing. */
  readonly lease: "held" | "busy";
}

/**
 * One pass of all time-driven work, idempotent: takes in what happened, judges it by rules and deadlines, tells it, and
 * tidies up; then it looks at what is outside, which may hang and so keeps no other pass from working. A step that fails
 * leaves the others alone. Several at once are safe: one works.
 */
export async function tick(project: OpenedProject, options: TickOptions): Promise<Ticked> {
  const { clock } = project;
  const startedAt = clock.now();
  const store = await project.store();
  const passed = (what: Partial<Ticked>): Ticked => ({
    startedAt,
    durationMs: Math.max(0, clock.now() - startedAt),
    did: noCounts,
    failed: [],
    heartbeatError: null,
    dryRun: options.dryRun === true,
    lease: "held",
    ...what,
  });
  const parts = partsOf(options.steps ?? [...tickSteps, ...lookingSteps]);
  if (options.dryRun === true)
    return passed(
      await dryRun(project, (dry, forgetful) =>
        workThrough(parts, { project: dry, store: forgetful, options }),
      ),
    );
  const [first, ...later] = parts;
  const working = { project, store, options };
  const main = await underLease(first, working);
  if (main === null) return passed({ lease: "busy" });
  const all = [main];
  for (const part of later) all.push((await underLease(part, working)) ?? nothingDone);
  return passed(together(all));
}

/** The document of `tick --json` (design section 15). */
export function tickDocument({
  startedAt,
  durationMs,
  did,
  lease,
  failed,
  heartbeatError,
  dryRun: dry,
}: Ticked): { readonly [key: string]: Json } {
  return {
    started_at: toTimestamp(startedAt),
    duration_seconds: durationMs / 1000,
    did: { ...did },
    lease,
    dry_run: dry,
    failed: failed.map(({ step, error }) => ({ step, error })),
    heartbeat_error: heartbeatError,
  };
}
