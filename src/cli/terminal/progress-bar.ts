import { formatByteSize } from "../../lib/byte-size.ts";
import type { Screen } from "../io.ts";

/** A line that tells how far a long reading came. Made for a terminal only. */
export interface ProgressBar {
  /** `size`: of the whole, `null` where nobody knows. Cheap to call often. */
  readonly update: (read: number, size: number | null) => void;
  /** Takes the line away. */
  clear(): void;
}

const width = 30;
/** At most ten times a second, and not at all for what is quickly done. */
const everyMs = 100;
const waitMs = 500;

/** `amount` says how much was read, where that is not in bytes. */
export function createProgressBar(
  screen: Screen,
  now: () => number,
  amount: (read: number) => string = formatByteSize,
): ProgressBar {
  const startedAt = now();
  let drawnAt = startedAt + waitMs - everyMs;
  let isDrawn = false;
  return {
    update: (read, size) => {
      const time = now();
      if (time - drawnAt < everyMs) return;
      drawnAt = time;
      isDrawn = true;
      const rate = (read / Math.max(1, time - startedAt)) * 1000;
      screen.write(`\r\u001b[K${barOf(read, size, amount)}  ${amount(Math.round(rate))}/s`);
    },
    clear: () => {
      if (isDrawn) screen.write("\r\u001b[K");
    },
  };
}

function barOf(read: number, size: number | null, amount: (read: number) => string): string {
  if (size === null || size < read) return `${amount(read)} read`;
  const share = read / size;
  const full = Math.floor(share * width);
  return `[${"#".repeat(full)}${" ".repeat(width - full)}] ${Math.floor(share * 100)} %`;
}
