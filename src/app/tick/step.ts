import { messageOf, PitchpipeError } from "../../lib/errors.ts";
import type { Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";

/** What a step of a pass works with. */
export interface StepContext {
  readonly project: OpenedProject;
  readonly store: Store;
  readonly alerting: Alerting;
  /** When watching began here: nothing from before is told. */
  readonly began: number;
  readonly deliverForMs: number;
  /** Nothing is written for good, and nothing leaves. */
  readonly dryRun: boolean;
}

/** A part of a pass that stands alone: where it fails, the others go on. It answers counts of what it did. */
export interface TickStep {
  readonly name: string;
  readonly run: (context: StepContext) => Promise<Readonly<Record<string, number>>>;
}

export interface StepFailure {
  readonly step: string;
  readonly error: string;
}

/** What is said to have failed where the pass lost its lease; nothing is wrong with any step then. */
export const leaseStep = "lease";

/** Does all steps in order; what one throws is kept, and the next one begins. */
export async function doSteps(
  steps: readonly TickStep[],
  context: StepContext,
  between: () => Promise<boolean>,
): Promise<{ readonly did: Record<string, number>; readonly failed: StepFailure[] }> {
  const did: Record<string, number> = {};
  const failed: StepFailure[] = [];
  for (const { name, run } of steps) {
    try {
      Object.assign(did, await run(context));
    } catch (thrown) {
      failed.push({ step: name, error: oneLine(thrown) });
    }
    if (!(await between())) {
      failed.push({
        step: leaseStep,
        error: `another process took over after ${name}: this pass was too slow`,
      });
      break;
    }
  }
  return { did, failed };
}

function oneLine(thrown: unknown): string {
  const why = thrown instanceof PitchpipeError && thrown.why !== null ? ` ${thrown.why}` : "";
  return `${messageOf(thrown)}${why}`.split("\n")[0]?.slice(0, 500) ?? "";
}
