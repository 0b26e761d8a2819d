import { z } from "zod";
import { defineCheck } from "../check.ts";
import { isTargetParseable } from "../schema/date-formats.ts";
import { knownFormats } from "../schema/formats.ts";
import { fieldPath } from "../setting-values.ts";
import { types } from "../walker/layout.ts";
import { anything, noTextRules, type SureValue } from "../walker/sure-value.ts";
import { fieldCheck } from "./field-check.ts";

/** Beside JSON Schema's: texts that a target built with the Meltano SDK can read as one, though RFC 3339 doesn't allow them. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  ...knownFormats,
  "loose-date": (text) => isTargetParseable("date", text),
  "loose-date-time": (text) => isTargetParseable("date-time", text),
  "loose-time": (text) => isTargetParseable("time", text),
};
const names = Object.keys(formats).sort();

const settings = z
  .strictObject({
    field: fieldPath,
    format: z.enum(names).meta({ description: "What the text must be." }),
  })
  .meta({
    description:
      "A text of a known form. `date-time` is strict RFC 3339; `loose-date-time` is whatever SDK targets read.",
  });

/** Texts of a known form. */
export const format = defineCheck<z.output<typeof settings>>({
  key: "format",
  settings,
  needs: ["record"],
  decides: "row",
  actions: ["quarantine", "drop", "mask"],
  type: "data_quality",
  fields: ({ field }) => [field],
  create: (given, context) => {
    const field = [context.field(given.field)];
    const isOfForm = formats[given.format] ?? (() => true);
    return fieldCheck(
      () => field,
      () => (value) =>
        value !== null && value !== undefined && (typeof value !== "string" || !isOfForm(value)),
      `must be a text of the format ${given.format}`,
      sureTexts(given.format),
    );
  },
});

/** Null, and texts of the formats that can be judged without reading them. */
function sureTexts(format: string): SureValue | null {
  if (format !== "date" && format !== "date-time") return null;
  return { ...anything, types: types.null | types.string, text: { ...noTextRules, format } };
}
