import { ChangeLog } from "./change-log.ts";
import type { InferredTypes } from "./infer-types.ts";

/**
 * What changed where the schema leaves the types open: a field that held whole numbers in the last run and texts in
 * this one breaks its column just like a declared change. A field that did not come this time says nothing.
 */
export function diffInferred(before: InferredTypes, after: InferredTypes): ChangeLog {
  const log = new ChangeLog(null);
  for (const [path, types] of Object.entries(after)) {
    const old = Object.hasOwn(before, path) ? (before[path] ?? []) : null;
    if (old === null)
      log.add(path, "inferred_field_added", { before: null, after: types }, [
        "safe",
        "a field that the schema doesn't declare came for the first time",
      ]);
    else diffTypes(log, path, old, types);
  }
  return log;
}

function diffTypes(log: ChangeLog, path: string, before: readonly string[], after: readonly string[]): void {
  const fresh = after.filter((type) => !before.includes(type));
  if (fresh.length === 0) return;
  const change = { before, after };
  // A number where there were whole ones, or the other way round.
  const isNumeric = fresh.every((type) => type === "number" || type === "integer") && isNumbers(before);
  if (isNumeric) log.add(path, "inferred_type_widened", change, ["safe", "whole numbers are numbers"]);
  else
    log.add(path, "inferred_type_changed", change, [
      "breaking",
      "values of a type came that this field never had",
    ]);
}

function isNumbers(types: readonly string[]): boolean {
  return types.includes("number") || types.includes("integer");
}
