import type { StreamCount } from "../model/mapper-block.ts";
import type { Ledger } from "./ledger.ts";
import type { Quarantine } from "./ports.ts";

/**
 * The streams that changed since the last call, without the rows that wait for the disk: what was told once stays told, and
 * such a row may yet turn out not to be kept. Streams that have some are told again.
 */
export function settledCounts(
  ledger: Ledger,
  quarantine: Pick<Quarantine, "unsettled">,
): readonly StreamCount[] {
  const unsettled = quarantine.unsettled();
  const changed = ledger.takeChanged();
  if (unsettled.size === 0) return changed;
  return changed.map((count) => {
    const waiting = unsettled.get(count.stream) ?? 0;
    if (waiting === 0) return count;
    ledger.noteChange(ledger.account(count.stream));
    return { ...count, records: count.records - waiting, quarantined: count.quarantined - waiting };
  });
}
