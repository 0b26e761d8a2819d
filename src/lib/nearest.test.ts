import { expect, it } from "vitest";
import { nearest } from "./nearest.ts";

const known = ["stall_after", "timeout", "retries", "url", "min_severity"];

it.each([
  ["stal_after", "stall_after"],
  ["stallAfter", "stall_after"],
  ["tiemout", "timeout"],
  ["Retries", "retries"],
  ["ulr", "url"],
  ["min-severity", "min_severity"],
])("takes %s for %s", (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

it.each(["banana", "", "x", "severity_floor_of_all"])("finds nothing near %j", (word) => {
  expect(nearest(word, known)).toBeNull();
});
