import { expect, it } from "vitest";
import { type Course, resultOf } from "./outcome.ts";

const plain: Course = { ending: { kind: "eof" }, signal: null, failure: null, isBehind: false, torn: null };
const stopped = { kind: "stopped", reason: "silence" } as const;

it.each<[string, Partial<Course>, number, string | null]>([
  ["a plain end", {}, 0, null],
  ["a signal before the input's end", { signal: "SIGTERM" }, 0, null],
  ["a stop", { ending: stopped, signal: "SIGINT" }, 130, "SIGINT: silence"],
  ["a stop with a torn line", { ending: stopped, signal: "SIGTERM", torn: "torn" }, 143, "SIGTERM: silence"],
  ["a closed pipe", { ending: { kind: "closed", reason: "gone" } }, 1, "gone"],
  ["a failure", { failure: "bad row" }, 1, "bad row"],
  ["a failure that a signal cut short", { failure: "bad row", ending: stopped }, 1, "bad row"],
  ["a torn line", { torn: "torn" }, 1, "torn"],
  ["a STATE held back", { isBehind: true }, 1, "STATE was held back: the next run loads again"],
])("judges %s", (_case, course, exitCode, reason) => {
  expect(resultOf({ ...plain, ...course })).toEqual({ exitCode, reason });
});
