import { messageOf } from "../lib/errors.ts";
import type { Fact, FactRecorder, Recorded } from "../model/fact.ts";
import type { Timing } from "./ports.ts";

export interface PatientOptions {
  /** Told with everything until something was kept: what the other facts belong to. */
  readonly openings: readonly Fact[];
  readonly every: Timing["every"];
  /** Told of each kind of trouble once. */
  readonly onTrouble: (message: string) => void;
}

const patienceMs = 30_000;

/**
 * A recorder that always answers in time. A call that takes longer than 30 s counts as lost, and so does everything else
 * until it comes back: a store that hangs must not hang the pipeline.
 */
export function patientRecorder(recorder: FactRecorder, options: PatientOptions): FactRecorder {
  let openings = options.openings;
  let hanging = 0;
  const ask = async (facts: readonly Fact[]): Promise<Recorded> => {
    try {
      const recorded = await recorder.record([...openings, ...facts]);
      if (recorded !== "lost") openings = [];
      return recorded;
    } catch (thrown) {
      options.onTrouble(`the recorder failed: ${messageOf(thrown)}`);
      return "lost";
    }
  };
  return {
    record: (facts) => {
      if (hanging > 0) return Promise.resolve("lost");
      return new Promise((settle) => {
        let isHanging = false;
        const callOff = options.every(patienceMs, () => {
          callOff();
          isHanging = true;
          hanging++;
          options.onTrouble("the store did not answer for 30 s");
          settle("lost");
        });
        void ask(facts).then((recorded) => {
          callOff();
          if (isHanging) hanging--;
          settle(recorded);
        });
      });
    },
  };
}
