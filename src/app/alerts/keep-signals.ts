import type { Engine } from "../../alerts/index.ts";
import type { AlertTransaction } from "../../alerts/ports.ts";
import type { StoreTransaction } from "../../store/index.ts";

/** An engine that also remembers what it decided on, so that other settings can be tried on it later. */
export interface KeepingEngine extends Engine {
  /** For signals that are kept already, and for those that say how telling went: that depends on the settings. */
  readonly withoutKeeping: Engine;
}

/** Lets an engine remember its signals in the transaction it decides in. */
export function keepingSignals(engine: Engine, newId: () => string): KeepingEngine {
  return {
    ...engine,
    withoutKeeping: engine,
    process: async (tx, signals, now) => {
      const processed = await engine.process(tx, signals, now);
      const kept = processed.map(({ signal }) => ({ signalId: newId(), signal }));
      const [first] = processed;
      if (first !== undefined && isStore(tx)) await tx.signals.keep(kept, now ?? first.signal.at);
      return processed;
    },
  };
}

/** The engine asks for less than a store; what has no place for signals keeps none. */
function isStore(tx: AlertTransaction): tx is AlertTransaction & Pick<StoreTransaction, "signals"> {
  return "signals" in tx;
}
