import { type Labels, standardLabels } from "../../model/labels.ts";
import type { Signal } from "../../model/signal.ts";
import type { Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import type { StepFailure, TickStep } from "./step.ts";

/** Which steps of a part of the pass failed when it was last done. */
export async function failingSteps(store: Pick<Store, "notes">, part: string): Promise<readonly string[]> {
  const known = await store.notes.get(noteOf(part));
  return Array.isArray(known) ? known.map(String) : [];
}

const noteOf = (part: string): string =>
  part === "tick" ? "tick.failed_steps" : `tick.failed_steps ${part}`;

/** Tells steps that fail, each once, and that they work again. */
export async function tellSteps(
  steps: readonly TickStep[],
  failed: readonly StepFailure[],
  {
    store,
    alerting,
    project,
    now,
    part,
  }: {
    readonly store: Store;
    readonly alerting: Alerting;
    readonly project: string;
    readonly now: number;
    readonly part: string;
  },
): Promise<void> {
  const before = await failingSteps(store, part);
  const names = steps.map(({ name }) => name).filter((name) => failed.some(({ step }) => step === name));
  const begun = failed.filter(({ step }) => !before.includes(step));
  const ended = before.filter((name) => !names.includes(name));
  if (begun.length === 0 && ended.length === 0) return;
  await store.transaction(async (tx) => {
    await tx.notes.set(noteOf(part), names);
    await alerting.engine.process(
      tx,
      [
        ...begun.map((failure) => stepSignal(failure, project, now)),
        ...ended.map((step) => ({ ...stepSignal({ step, error: "" }, project, now), ...works(step) })),
      ],
      now,
    );
  });
}

function works(step: string): Pick<Signal, "state" | "message"> {
  return { state: "resolved", message: `The step ${step} of tick works again.` };
}

function stepSignal({ step, error }: StepFailure, project: string, at: number): Signal {
  const labels: Labels = {
    ...Object.fromEntries(standardLabels.map((name) => [name, ""])),
    project,
    check: `tick:${step}`,
  };
  return {
    name: "tick_step_failed",
    type: "system_health",
    category: "system",
    severity: "error",
    state: "firing",
    title: `tick can't do its step ${step}: ${error}`.slice(0, 200),
    message: `The step ${step} of tick fails: ${error}\nThe others go on.`,
    labels,
    annotations: {},
    details: { step, error },
    recommendations: ["pitchpipe tick", "pitchpipe doctor"],
    value: null,
    threshold: null,
    runId: null,
    at,
  };
}
