import type { SchemaChangeClass } from "../../model/finding.ts";
import type { ChangeLog } from "./change-log.ts";
import type { Shape } from "./shape.ts";

interface Place {
  readonly log: ChangeLog;
  readonly path: string;
  /** Rows are merged by it. */
  readonly isKey: boolean;
}

/** One thing that may differ between two shapes of the same place. */
type DiffRule = (place: Place, before: Shape, after: Shape) => void;

/**
 * All that is compared at one place. Breaking is what can refuse a row or unfit a column that was fine before; safe is
 * what only lets in more, or says more. `docs/drift.md` has this as a table.
 */
export const diffRules: readonly DiffRule[] = [
  diffTypes,
  diffNull,
  diffFormat,
  diffLength,
  diffValues,
  diffRequired,
  diffOpenness,
  diffPrecision,
];

/** Formats that decide what type a column gets. */
const columnFormats = new Set(["date-time", "date", "time", "singer.decimal", "x-singer.decimal", "binary"]);

function diffTypes({ log, path }: Place, before: Shape, after: Shape): void {
  const [kind, ...judged] = judgeTypes(before.types, after.types) ?? [];
  if (kind === undefined) return;
  log.add(path, kind, { before: shown(before), after: shown(after) }, judged as [SchemaChangeClass, string]);
}

type JudgedTypes = readonly [kind: string, of: SchemaChangeClass, reason: string];

function judgeTypes(before: readonly string[], after: readonly string[]): JudgedTypes | null {
  if (before.join() === after.join()) return null;
  if (after.length === 0) return ["type_widened", "breaking", "any type may come, and a column has one"];
  if (before.length === 0) return ["type_narrowed", "breaking", "values of other types are refused"];
  const lost = before.filter((type) => !takes(after, type));
  const won = after.filter((type) => !takes(before, type));
  if (lost.length === 0 && won.length === 0) return null;
  if (lost.length === 0 && won.every((type) => type === "number" && before.includes("integer")))
    return ["type_widened", "safe", "whole numbers are numbers"];
  if (lost.length === 0) return ["type_widened", "breaking", "values of another type don't fit the column"];
  if (won.length === 0) return ["type_narrowed", "breaking", "values that were fine before are refused"];
  return ["type_changed", "breaking", "the column has another type"];
}

function takes(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === "integer" && types.includes("number"));
}

function shown({ types, nullable }: Shape): readonly string[] | string {
  if (types.length === 0) return "any";
  return nullable ? [...types, "null"] : types;
}

function diffNull({ log, path, isKey }: Place, before: Shape, after: Shape): void {
  // Any type takes null with it; that is told already.
  if (before.nullable === after.nullable || before.types.length === 0 || after.types.length === 0) return;
  const values = { before: shown(before), after: shown(after) };
  if (!after.nullable) log.add(path, "null_forbidden", values, ["breaking", "a null is refused now"]);
  else if (isKey) log.add(path, "null_allowed", values, ["breaking", "a key may be null, and finds no row"]);
  else log.add(path, "null_allowed", values, ["safe", "columns other than keys take null"]);
}

function diffFormat({ log, path }: Place, before: Shape, after: Shape): void {
  const [old, fresh] = [before.format, after.format];
  if (old === fresh) return;
  const decides = columnFormats.has(old ?? "") || columnFormats.has(fresh ?? "");
  log.add(
    path,
    "format_changed",
    { before: old, after: fresh },
    decides ? ["breaking", "the column gets another type"] : ["safe", "no column type depends on it"],
  );
}

function diffLength({ log, path }: Place, before: Shape, after: Shape): void {
  limit(log, path, "max_length", [before.maxLength, after.maxLength], (old, fresh) => fresh < old);
}

function diffValues({ log, path }: Place, before: Shape, after: Shape): void {
  const [old, fresh] = [before.values, after.values];
  if (old === null && fresh === null) return;
  const change = { before: parsed(old), after: parsed(fresh) };
  const lost = fresh !== null && (old === null || old.some((value) => !fresh.includes(value)));
  const won = old !== null && (fresh === null || fresh.some((value) => !old.includes(value)));
  if (lost) log.add(path, "enum_narrowed", change, ["breaking", "values that were fine before are refused"]);
  else if (won) log.add(path, "enum_widened", change, ["safe", "all values from before are still there"]);
}

function parsed(values: readonly string[] | null) {
  return values === null ? null : values.map((text) => JSON.parse(text));
}

function diffRequired({ log, path }: Place, before: Shape, after: Shape): void {
  // A property that is new tells of itself.
  for (const name of after.required)
    if (!before.required.has(name) && before.properties.has(name))
      log.add(`${path}.${name}`, "required_added", { before: false, after: true }, [
        "breaking",
        "a row without it is refused now",
      ]);
  for (const name of before.required)
    if (!after.required.has(name) && after.properties.has(name))
      log.add(`${path}.${name}`, "required_removed", { before: true, after: false }, [
        "safe",
        "a row may come without it",
      ]);
}

function diffOpenness({ log, path }: Place, before: Shape, after: Shape): void {
  if (before.isOpen === after.isOpen) return;
  const change = { before: before.isOpen, after: after.isOpen };
  if (after.isOpen)
    log.add(path, "additional_properties_allowed", change, ["safe", "more may come than is declared"]);
  else
    log.add(path, "additional_properties_forbidden", change, [
      "breaking",
      "a row with a field that is not declared is refused now",
    ]);
}

function diffPrecision({ log, path }: Place, before: Shape, after: Shape): void {
  const tighter = (old: number, fresh: number): boolean => fresh < old;
  limit(log, path, "maximum", [before.maximum, after.maximum], tighter);
  limit(log, path, "minimum", [before.minimum, after.minimum], (old, fresh) => fresh > old);
  limit(log, path, "precision", [before.multipleOf, after.multipleOf], (old, fresh) => fresh > old);
}

/** A limit that came or got tighter refuses rows; one that went or got looser needs a wider column, which loses nothing. */
function limit(
  log: ChangeLog,
  path: string,
  what: string,
  [old, fresh]: readonly [number | null, number | null],
  isTighter: (old: number, fresh: number) => boolean,
): void {
  if (old === fresh) return;
  const narrower = fresh !== null && (old === null || isTighter(old, fresh));
  const change = { before: old, after: fresh };
  if (narrower) log.add(path, `${what}_narrowed`, change, ["breaking", "values beyond it are refused now"]);
  else log.add(path, `${what}_widened`, change, ["safe", "a column can be widened without loss"]);
}
