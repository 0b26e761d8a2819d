import type { Fact } from "../model/fact.ts";
import type { FlightRecord } from "../model/flight-record.ts";
import type { BlockTotals, Segment } from "../model/mapper-block.ts";
import { segmentFacts } from "./audit-gate.ts";
import type { Ending } from "./outcome.ts";
import type { MapperOptions, MapperResult } from "./run-mapper.ts";
import type { SessionParts } from "./session-parts.ts";

/** How a block ended. */
export interface Closing {
  readonly result: MapperResult;
  readonly ending: Ending["kind"] | null;
  readonly totals: () => BlockTotals;
  readonly at: number;
}

/** The last facts of a block, and the segments that only they make durable. */
export function closingFacts(
  { block, ownRun }: Pick<MapperOptions, "block" | "ownRun">,
  parts: SessionParts,
  { result, ending, totals, at }: Closing,
): { readonly facts: Fact[]; readonly segments: readonly Segment[] } {
  const { intake, gate, ledger, reports, telemetry } = parts;
  intake.streamTimes.chunk([]);
  for (const account of intake.streamTimes.last) ledger.noteChange(account);
  const flight = flightOf(parts, ending, result, at);
  const segments = [...gate.owed, ...ledger.closeSegments("eof", null, at)];
  const facts: Fact[] = [
    ...segmentFacts(block, segments),
    ...reports.untold,
    ...telemetry.take(totals(), at),
    { kind: "block_closed", blockId: block.blockId, at, ...result, ...flight },
  ];
  if (ownRun !== null)
    facts.push({ kind: "run_changed", runId: ownRun.runId, changes: { status: "unknown", endedAt: at } });
  return { facts, segments };
}

/** What the target may have been holding, where it is gone or we had to stop early. */
function flightOf(
  { outlet, ledger, flight }: SessionParts,
  ending: Ending["kind"] | null,
  { reason }: MapperResult,
  at: number,
): { readonly flight?: FlightRecord } {
  if (ending !== "closed" && ending !== "stopped") return {};
  const notTaken = outlet.waitingBytes + outlet.lostBytes;
  const streams = ledger.sinceState();
  return { flight: flight.record({ at, reason: reason ?? ending, notTaken, streams }) };
}
