import type { StreamAccount } from "./stream-account.ts";
import type { Phase, TimeAccount } from "./time-account.ts";

/** A stream whose records moved, and how many bytes of it. */
export interface Moved {
  readonly account: StreamAccount;
  readonly bytes: number;
}

/**
 * Says for which stream the time went: waiting for the tap and work go to the streams that came then, waiting for the
 * target to those that had come before, each by its share of the bytes.
 */
export class StreamTimes {
  readonly #time: TimeAccount;
  #before: Readonly<Record<Phase, number>>;
  #last: readonly Moved[] = [];

  constructor(time: TimeAccount) {
    this.#time = time;
    this.#before = time.spent();
  }

  /** The streams that time goes by for now. */
  get last(): readonly StreamAccount[] {
    return this.#last.map(({ account }) => account);
  }

  /** A chunk was dealt with, in which these moved. */
  chunk(moved: readonly Moved[]): void {
    const spent = this.#time.spent();
    const { tap, target, own } = this.#before;
    this.#before = spent;
    share(this.#last, "target", spent.target - target);
    if (moved.length > 0) this.#last = moved;
    share(this.#last, "tap", spent.tap - tap);
    share(this.#last, "own", spent.own - own);
  }
}

function share(moved: readonly Moved[], phase: Phase, ms: number): void {
  if (ms <= 0) return;
  let all = 0;
  for (const { bytes } of moved) all += bytes;
  for (const { account, bytes } of moved) account.spent[phase] += (ms * bytes) / all;
}
