import { v7 as uuidv7 } from "uuid";
import type { Clock } from "../lib/clock.ts";

/** The machine's own clock: the only place that asks it. */
export const systemClock: Clock = { now: () => Date.now() };

/** A fresh UUIDv7: ids that sort by the time they were made. */
export function newId(): string {
  return uuidv7();
}
