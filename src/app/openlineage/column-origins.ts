import { compose } from "../../audit/lineage/index.ts";
import type { ColumnOrigin, ColumnStep } from "../../audit/openlineage/account.ts";
import type { Finding } from "../../model/finding.ts";
import type { ColumnFlow, CountedFlow } from "../../model/lineage.ts";

/**
 * Where each column of the target comes from, with what was done to its values in this run. A constant comes from no field, and
 * what nobody can tell is left out.
 */
export function columnOrigins(
  { intoStream, intoTarget }: CountedFlow,
  findings: readonly Finding[],
): ColumnOrigin[] {
  const fields = new Map((intoTarget ?? []).map(({ to, from }) => [to, from]));
  return (compose(intoStream, intoTarget) ?? []).flatMap((flow) => {
    if (flow.kind === "unknown") return [];
    const hidden = hiddenValues(flow, fields.get(flow.to) ?? [], findings);
    return flow.from.map((field) => ({ column: flow.to, field, steps: [...hidden, plainStep(flow)] }));
  });
}

function plainStep({ kind, masking, by }: ColumnFlow): ColumnStep {
  const isSame = kind === "identity" || kind === "renamed";
  const does = masking ? "masked" : kind === "renamed" ? "renamed" : kind === "computed" ? "computed" : "";
  return {
    ...{ subtype: isSame && !masking ? "IDENTITY" : "TRANSFORMATION", masking },
    description: does === "" ? "" : by === null ? does : `${does} by ${by}`,
  };
}

/** A check hides only what breaks it. How many values that were in this run is said: it may have been none. */
function hiddenValues(
  { maskedIfBroken }: ColumnFlow,
  fields: readonly string[],
  findings: readonly Finding[],
): ColumnStep[] {
  const masked = findings.filter(
    ({ action, mode, acts, outcome, field }) =>
      action === "mask" &&
      mode === "active" &&
      acts !== false &&
      outcome === "violated" &&
      isIn(field, fields),
  );
  if (maskedIfBroken === undefined && masked.length === 0) return [];
  const by = maskedIfBroken === undefined ? "" : ` by ${maskedIfBroken}`;
  const counts = masked.map(({ name, violations, records }) =>
    records === null ? `${violations} by ${name}` : `${violations} of ${records} by ${name}`,
  );
  const count = counts.length === 0 ? "none in this run" : `in this run ${counts.join(", ")}`;
  const description = `values that break a check are masked${by}: ${count}`;
  return [{ subtype: "TRANSFORMATION", masking: true, description }];
}

/** `address.city` and `items[].price` lie in the columns `address` and `items`. */
function isIn(field: string | null, columns: readonly string[]): boolean {
  if (field === null) return false;
  return columns.some(
    (column) => field === column || (/^[.[]/.test(field.slice(column.length)) && field.startsWith(column)),
  );
}
