import type { Fact } from "../../model/fact.ts";
import type { Database } from "../tables.ts";

/** A signal waits for the alert engine from here on; one that was taken stays taken. */
export async function applySignal(
  db: Database,
  { signalId, signal }: Extract<Fact, { readonly kind: "signal" }>,
): Promise<void> {
  await db
    .insertInto("signals")
    .values({ signal_id: signalId, signal: JSON.stringify(signal), at: signal.at, taken_at: null })
    .onConflict((conflict) => conflict.column("signal_id").doNothing())
    .execute();
}
