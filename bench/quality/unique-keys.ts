import type { CheckContext, RecordView } from "../../src/quality/check.ts";
import { unique } from "../../src/quality/checks/unique.ts";
import { Field } from "../../src/quality/fields/field.ts";
import { memoryBudget } from "../../src/quality/index.ts";
import { atMost, type Row } from "../row.ts";

const mebibyte = 2 ** 20;
const numbers = new Map();

/** What `unique` takes of memory for so many keys of text, which it remembers by their hashes, and what it gets wrong. */
export function uniqueRows(): Row[] {
  return [...rowsOf({ keys: 1_000_000, bar: 128 }), ...rowsOf({ keys: 10_000_000, bar: 256 })];
}

interface Case {
  readonly keys: number;
  /** Mebibytes. */
  readonly bar: number;
}

function rowsOf({ keys, bar }: Case): Row[] {
  const { peak, wrong, watched } = measure(keys, bar);
  const name = `unique over ${keys.toLocaleString("en-US")} keys`;
  const megabytes = peak / mebibyte;
  return [
    atMost(bar, { work: `${name}, MiB`, measured: `${megabytes.toFixed(0)} MiB at most`, ratio: megabytes }),
    atMost(0.000003, {
      work: `${name}, told though they came once (stated: below 0.0003 %)`,
      measured: `${wrong} of ${keys}`,
      ratio: wrong / keys,
    }),
    atMost(0, {
      work: `${name}, not compared`,
      measured: `${keys - watched} of ${keys}`,
      ratio: (keys - watched) / keys,
    }),
  ];
}

/** Every key comes once, so that each violation is an error. What the tables ask for counts too: they may free it between two looks. */
function measure(keys: number, mebibytes: number) {
  const budget = memoryBudget(mebibytes * mebibyte);
  let [held, asked, wrong] = [0, 0, 0];
  const memory = {
    take: (bytes: number): boolean => {
      const isThere = budget.take(bytes);
      if (isThere) held += bytes;
      asked = Math.max(asked, held);
      return isThere;
    },
    give: (bytes: number): void => {
      held -= bytes;
      budget.give(bytes);
    },
  };
  const context = { memory, field: (path: string) => new Field(path), isDefault: false };
  const check = unique.create(["key"], context as unknown as CheckContext);
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  for (let at = 0; at < keys; at++) {
    const view = { record: { key: `order-${at}` }, numbers, line: at, version: null };
    if ((check.onRecord?.(view as unknown as RecordView) ?? null) !== null) wrong++;
    if (at % 10_000 === 0) peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }
  const outcomes = check.onEnd?.({ complete: true }) ?? [];
  return { peak: Math.max(peak, asked), wrong, watched: outcomes.length === 0 ? keys : 0 };
}
