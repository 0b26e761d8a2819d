import type { Place } from "./check.ts";
import { matchesStream } from "./engine/glob.ts";
import { checkOf, nameOf, type Threshold, thresholdOf } from "./engine/plan.ts";
import { compareDecimals } from "./exact/decimal.ts";
import { compileExpression } from "./expressions/expression.ts";
import { pathFault } from "./fields/path-fault.ts";
import type { CheckEntry, StreamsSettings } from "./settings.ts";

/** Something wrong in `streams:` that its schema can't see. `path` begins at a key of `streams`. */
export interface StreamFault {
  readonly path: Place;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint: string | null;
}

/** Everything in `streams:` that contradicts itself or can't work, entry by entry. */
export function streamFaults(streams: StreamsSettings): readonly StreamFault[] {
  return Object.entries(streams).flatMap(([key, { checks = [] }]) => [
    ...checks.flatMap((entry, at) =>
      entryFaults(entry, holdsState(streams, key)).map((fault) => ({
        ...fault,
        path: [key, "checks", at, ...fault.path],
      })),
    ),
    ...sameNames(checks).map((fault) => ({ ...fault, path: [key, "checks", ...fault.path] })),
  ]);
}

function entryFaults(entry: CheckEntry, isStateHeld: boolean): StreamFault[] {
  return [
    ...settingFaults(entry),
    ...pathFaults(entry),
    ...whereFaults(entry),
    ...thresholdFaults(entry),
    ...actionFaults(entry),
    ...lateFailFaults(entry, isStateHeld),
  ];
}

function error(path: Place, message: string, hint: string | null = null): StreamFault {
  return { path, severity: "error", message, hint };
}

function settingFaults(entry: CheckEntry): StreamFault[] {
  const found = checkOf(entry);
  if (found === null) return [];
  const { check, settings } = found;
  return (check.faults?.(settings) ?? []).map(({ path, message, hint, severity }) => ({
    ...{ path: [check.key, ...path], message, hint },
    severity: severity ?? "error",
  }));
}

function pathFaults(entry: CheckEntry): StreamFault[] {
  const found = checkOf(entry);
  const paths = found?.check.fields?.(found.settings) ?? [];
  return paths.flatMap((path): StreamFault[] => {
    const fault = pathFault(path);
    return fault === null || found === null
      ? []
      : [{ path: [found.check.key], severity: "warning", ...fault }];
  });
}

function whereFaults(entry: CheckEntry): StreamFault[] {
  const { where } = entry;
  if (where === undefined) return [];
  const check = checkOf(entry)?.check;
  if (check?.isWhole === true)
    return [error(["where"], `has no effect: ${check.key} looks at the stream as a whole`)];
  const compiled = compileExpression(where);
  if (!("error" in compiled)) return [];
  const place = compiled.at === null ? "" : ` at character ${compiled.at}`;
  return [error(["where"], `is no condition${place}: ${compiled.error}`)];
}

function thresholdFaults(entry: CheckEntry): StreamFault[] {
  const [warn, fail] = [thresholdOf(entry.warn), thresholdOf(entry.fail)];
  const faults = [...reachFaults("warn", warn, entry), ...reachFaults("fail", fail, entry)];
  if (warn !== null && fail !== null && isBeyond(warn, fail))
    faults.push(
      error(
        ["warn"],
        "is beyond fail: the run would fail before anybody is warned",
        "Make warn the smaller one, or leave it out.",
      ),
    );
  return faults;
}

/** What is never reached, because the check doesn't count that. */
function reachFaults(key: "warn" | "fail", threshold: Threshold | null, entry: CheckEntry): StreamFault[] {
  const check = checkOf(entry)?.check;
  if (threshold === null || check === undefined) return [];
  if ("breaking" in threshold && check.countsBreaking !== true)
    return [error([key], "counts breaking changes, which only schema_drift knows")];
  if ("count" in threshold && threshold.count > 1 && check.isOnce === true)
    return [
      error(
        [key],
        `is never reached: ${check.key} is decided once for the stream, so that it counts one violation at most`,
        "Write {count: 1}.",
      ),
    ];
  return [];
}

function isBeyond(warn: Threshold, fail: Threshold): boolean {
  if ("count" in warn && "count" in fail) return warn.count > fail.count;
  if ("breaking" in warn && "breaking" in fail) return warn.breaking > fail.breaking;
  return (
    "percent" in warn && "percent" in fail && compareDecimals(warn.percent.exact, fail.percent.exact) > 0
  );
}

function actionFaults(entry: CheckEntry): StreamFault[] {
  const found = checkOf(entry);
  const action = entry.on_violation;
  if (found === null || action === "keep") return [];
  const { check, settings } = found;
  if (action === "hold" && !check.actions.includes("hold"))
    return [
      error(
        ["on_violation"],
        "holds a line back, which only activate_version can",
        "Others can quarantine, drop or mask rows.",
      ),
    ];
  if (!check.actions.includes(action))
    return [error(["on_violation"], noSuchAction(check.key, action, check.actions, check.decides))];
  const namesFields = check.hidesValues === true || (check.fields?.(settings).length ?? 0) > 0;
  return action === "mask" && !namesFields
    ? [error(["on_violation"], "masks fields, and the check names none")]
    : [];
}

function noSuchAction(key: string, action: string, actions: readonly string[], decides: string): string {
  if (action === "mask" && actions.includes("drop"))
    return `can't mask: ${key} doesn't say which values would be wrong`;
  if (decides !== "row") return `can't ${action} rows: ${key} is not decided row by row`;
  return `can't be ${action} for ${key}; it can be ${["keep", ...actions].join(", ")}`;
}

/** What is decided at the end comes after the bookmarks have left; both ways out of that are said. */
function lateFailFaults(entry: CheckEntry, isStateHeld: boolean): StreamFault[] {
  const found = checkOf(entry);
  if (found?.check.decides === "after" && (entry.fail !== undefined || entry.on_violation !== "keep"))
    return [error(["fail"], `has no effect: ${found.check.key} is decided when the run is over`)];
  if (found === null || entry.fail === undefined || found.check.decides !== "end") return [];
  if (isStateHeld || entry.mode === "shadow") return [];
  const message = `fails the run at its end, when bookmarks have left already: ${found.check.key} can't be decided before, and the next run won't take these records again`;
  const hint =
    "hold_state: true on the stream holds all STATEs back until then; the cost is that a crash loses the run's progress.";
  return [{ path: ["fail"], severity: "warning", message, hint }];
}

function holdsState(streams: StreamsSettings, key: string): boolean {
  return Object.entries(streams).some(
    ([other, { hold_state: held }]) => held === true && matchesStream(other, key, null),
  );
}

/** Two entries of one name: the later one would silently be all there is. */
function sameNames(entries: readonly CheckEntry[]): StreamFault[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, at) => {
    const name = nameOf(entry);
    const isRepeated = seen.has(name);
    seen.add(name);
    const hint = "Give each entry a `name` of its own.";
    return isRepeated ? [error([at], `has the same name as an entry before it: ${name}`, hint)] : [];
  });
}
