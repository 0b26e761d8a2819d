import { type CheckContext, noOutcomes, type Outcome, type SchemaView } from "../check.ts";
import type { Field } from "../fields/field.ts";
import { pathOfName } from "../fields/field-path.ts";

/** The fields that a setting names, or the stream's key properties where it names none. */
export interface KeyedFields {
  fields(): readonly Field[];
  onSchema(schema: SchemaView): readonly Outcome[];
}

export function keyedFields(
  paths: readonly string[],
  { field }: Pick<CheckContext, "field">,
  onChange: () => void = () => undefined,
): KeyedFields {
  let fields = paths.map(field);
  let names = "";
  return {
    fields: () => fields,
    onSchema: ({ keyProperties }) => {
      const wanted = (keyProperties ?? []).map(pathOfName);
      if (paths.length > 0 || wanted.join("\n") === names) return noOutcomes;
      names = wanted.join("\n");
      fields = wanted.map(field);
      onChange();
      return noOutcomes;
    },
  };
}
