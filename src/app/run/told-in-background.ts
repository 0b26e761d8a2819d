import { messageOf } from "../../lib/errors.ts";
import type { Signal } from "../../model/signal.ts";
import type { Alerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { deliverLineage } from "../openlineage/deliver.ts";
import { sweepLineage } from "../openlineage/sweep.ts";
import { tick } from "../tick/tick.ts";
import { watchBegan } from "../tick/watch-began.ts";

/** Deliveries and passes beside a run: they never hold it up, and never end it. */
export interface Background {
  /** Decides on signals, and tells them at once. */
  readonly tell: (signals: readonly Signal[]) => void;
  /** Delivers what is due. */
  readonly deliver: () => void;
  /** Sends the events of lineage that are due. */
  readonly tellLineage: () => void;
  /** One pass of all time-driven work, unless one is under way. */
  readonly tick: () => void;
  /** Resolves when all that was begun has ended. */
  readonly settled: () => Promise<void>;
}

/** The end of a run waits so long for deliveries; what is left is the next pass's. */
const deliverForMs = 10_000;

export function createBackground(
  project: OpenedProject,
  alerting: Alerting,
  say: (line: string) => void,
): Background {
  const running = new Set<Promise<void>>();
  let ticking = false;
  let complained = false;
  const start = (work: () => Promise<unknown>): void => {
    const done = work()
      .then(() => undefined, complain)
      .finally(() => running.delete(done));
    running.add(done);
  };
  const complain = (thrown: unknown): void => {
    if (!complained) say(`Alerts wait for the next \`pitchpipe tick\`: ${messageOf(thrown)}`);
    complained = true;
  };
  return {
    tell: (signals) =>
      start(async () => {
        if ((await alerting.commit([], signals)) === "stored") await alerting.deliver(deliverForMs);
      }),
    deliver: () => start(() => alerting.deliver(deliverForMs)),
    tellLineage: () =>
      start(async () => {
        const store = await project.store();
        await sweepLineage(project, store, await watchBegan(store, project.clock.now()));
        const { trouble } = await deliverLineage(project, store, deliverForMs);
        if (trouble !== null)
          say(`OpenLineage is not told of this run yet (${trouble}): \`pitchpipe tick\` tries again.`);
      }),
    tick() {
      if (ticking) return;
      ticking = true;
      start(() =>
        tick(project, { deliverForMs }).finally(() => {
          ticking = false;
        }),
      );
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
