import { v4 as uuidv4, v7 as uuidv7 } from "uuid";
import type { Clock } from "../lib/clock.ts";

/** The machine's own clock: the only place that asks it. */
export const systemClock: Clock = { now: () => Date.now() };

/** A fresh run id: a UUIDv7, which sorts by the time it was made. */
export function newRunId(): string {
  return uuidv7();
}

/** A fresh id for anything else: random from its first character on, so that eight of them tell it from others. */
export function newId(): string {
  return uuidv4();
}
