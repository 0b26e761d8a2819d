import { constants } from "node:os";

/** What a shell says of a process that a signal ended: 128 and the signal's number; `null` without a signal. */
export function exitCodeOfSignal(signal: NodeJS.Signals | null): number | null {
  return signal === null ? null : 128 + constants.signals[signal];
}
