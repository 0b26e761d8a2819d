import type { PassedTest } from "../../audit/openlineage/account.ts";
import type { Finding, PassedCheck } from "../../model/finding.ts";
import { checks } from "../../quality/checks/index.ts";
import type { EntryPlan } from "../../quality/index.ts";

/** What is known of a stream's checks besides what they found. */
export interface JudgedStream {
  readonly findings: readonly Finding[];
  readonly passed: readonly PassedCheck[];
  /** Its entries as the settings have them now. */
  readonly entries: readonly Pick<EntryPlan, "check" | "settings" | "name">[];
  /** Its key properties; `null` where not known. */
  readonly keys: readonly string[] | null;
}

/**
 * What checks found nothing in, under the same kind, name and column as what they would have found: a test that passes tonight
 * must be the one that failed last night. Of an entry that found something in one of its fields the others passed.
 */
export function passedTests({ findings, passed, entries, keys }: JudgedStream): PassedTest[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const told = new Set(findings.map(({ name, field }) => JSON.stringify([name, field])));
  const half = findings.filter(({ mode, outcome }) => mode === "active" && outcome === "violated");
  const names = new Set([...passed.map(({ name }) => name), ...half.map(({ name }) => name)]);
  return [...names].flatMap((name) => {
    const entry = byName.get(name.replace(lookSuffix, ""));
    const check = entry?.check.key ?? kindIn(name);
    const columns = entry === undefined ? [null] : columnsOf(entry, keys);
    const isWhole = passed.some((one) => one.name === name);
    return columns
      .filter((column) => (isWhole || column !== null) && !told.has(JSON.stringify([name, column])))
      .map((column) => ({ name, check, column }));
  });
}

/** Looks of `reconcile` have names of their own. */
const lookSuffix = /\.(?:source|target)_rows$/;

/** An entry that the settings don't have any more: its name begins with its kind, unless somebody named it. */
function kindIn(name: string): string {
  const kinds = checks
    .map(({ key }) => key)
    .filter((key) => name.startsWith(key) && /^[_.]|^$/.test(name.slice(key.length)));
  return kinds.toSorted((a, b) => b.length - a.length)[0] ?? name;
}

/** Checks whose findings are of one field each. */
const ofField: ReadonlySet<string> = new Set([
  ...["enum", "format", "freshness", "length", "not_null", "null_rate", "pattern", "range"],
  ...["references", "required", "sensitive", "type"],
]);
/** Checks that look at the stream's keys where they name no field. */
const ofKeys: ReadonlySet<string> = new Set(["not_null", "required", "unique"]);

/** The columns that findings of an entry would name; `null` for what concerns no one field, or nobody knows which. */
function columnsOf(
  { check, settings }: JudgedStream["entries"][number],
  keys: readonly string[] | null,
): readonly (string | null)[] {
  const named =
    check.key === "sensitive"
      ? ((settings as { readonly fields?: readonly string[] }).fields ?? [])
      : (check.fields?.(settings) ?? []);
  const fields = named.length === 0 && ofKeys.has(check.key) ? (keys ?? []) : named;
  if (fields.length === 0) return [null];
  if (check.key === "unique") return [fields.join(", ")];
  return ofField.has(check.key) ? fields : [null];
}
