import { checkMaskingRules, type MappingRules } from "../../audit/lineage/index.ts";
import { parseFieldPath } from "../../quality/fields/field-path.ts";
import { type EntryPlan, planStream } from "../../quality/index.ts";
import { type StreamsSettings, streamsSettings } from "../../quality/settings.ts";

/** What of a stream is redacted. */
interface Masks {
  readonly columns: ReadonlySet<string>;
  /** A check looks for what is sensitive wherever it stands. */
  readonly anywhere: boolean;
}

/**
 * What a mapping of ours redacts: the fields that checks with `on_violation: mask` name, of the rows that violate them.
 * `ofFile` is `streams:` of the settings, `written` that of the mapping as it stands there.
 */
export function maskRules(
  mapping: string,
  tap: string,
  { ofFile, written }: { readonly ofFile: StreamsSettings; readonly written: unknown },
): MappingRules {
  const own = streamsSettings.safeParse(written ?? {});
  const layers = own.success ? [ofFile, own.data] : [ofFile];
  const plans = new Map<string, Masks>();
  const masksOf = (stream: string): Masks => {
    const masks =
      plans.get(stream) ?? masksIn(planStream({ layers, defaultChecks: false }, stream, tap).entries);
    plans.set(stream, masks);
    return masks;
  };
  const notes = (stream: string): string[] => [
    ...(masksOf(stream).anywhere
      ? [`${mapping} redacts what looks sensitive in any text of ${stream}: its findings say where.`]
      : []),
    ...(own.success ? [] : [`The checks of ${mapping} are wrong, so what it redacts can't be read.`]),
  ];
  return checkMaskingRules(mapping, (stream, column) => masksOf(stream).columns.has(column), notes);
}

function masksIn(entries: readonly EntryPlan[]): Masks {
  const masks = entries.filter(({ onViolation, mode }) => onViolation === "mask" && mode === "active");
  const fields = masks.map(fieldsOf);
  return {
    // `items[].price` and `address.city` lie in the columns `items` and `address`.
    columns: new Set(fields.flat().map((path) => parseFieldPath(path)[0]?.name ?? path)),
    anywhere: fields.some(({ length }) => length === 0),
  };
}

/** `sensitive` names with `allow` also what it leaves alone. */
function fieldsOf({ check, settings }: EntryPlan): readonly string[] {
  if (check.key !== "sensitive") return check.fields?.(settings) ?? [];
  return (settings as { readonly fields?: readonly string[] }).fields ?? [];
}
