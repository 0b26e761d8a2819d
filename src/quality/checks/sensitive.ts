import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import {
  type CheckContext,
  type CheckInstance,
  defineCheck,
  type JsonObject,
  noOutcomes,
  type Place,
  type RecordView,
  type RowResult,
  type SchemaView,
  type SettingFault,
  type Violation,
} from "../check.ts";
import { type Field, isObject } from "../fields/field.ts";
import { placeText } from "../fields/field-path.ts";
import { kindIn, type SensitiveKind, sensitiveKinds } from "../sensitive/kinds.ts";
import { fieldPath } from "../setting-values.ts";
import { added } from "./field-check.ts";

const settings = z
  .strictObject({
    fields: z
      .array(fieldPath)
      .optional()
      .meta({ description: "The fields to look at.", defaultText: "all texts" }),
    allow: z.array(fieldPath).default([]).meta({ description: "Fields that may hold such data." }),
    kinds: z
      .array(z.enum(sensitiveKinds))
      .min(1)
      .default([...sensitiveKinds])
      .meta({ description: "What to look for." }),
  })
  .meta({
    description:
      "Values that look like secrets or personal data, in fields whose SCHEMA doesn't say so (`secret: true`, `x-sensitive: true`, `format: email`).",
  });

type SensitiveSettings = z.output<typeof settings>;

/** How deep a record is searched, and how many places one record can have. */
const deepest = 20;
const mostPlaces = 100;
const words: Readonly<Record<SensitiveKind, string>> = {
  email: "an e-mail address",
  phone: "a phone number",
  credit_card: "a credit card number",
  iban: "a bank account",
  national_id: "a national id",
  secret: "a secret",
};

/** Secrets and personal data where nobody expects them. */
export const sensitive = defineCheck<SensitiveSettings>({
  key: "sensitive",
  settings,
  needs: ["record", "schema"],
  decides: "row",
  actions: ["quarantine", "drop", "mask"],
  type: "security",
  hidesValues: true,
  fields: ({ fields, allow }) => [...(fields ?? []), ...allow],
  faults: sensitiveFaults,
  create: (given, context) => new Sensitive(given, context),
});

/** What of the named fields contradicts itself: nothing to look at, or an exemption that takes a field away or is idle. */
function sensitiveFaults({ fields, allow }: SensitiveSettings): readonly SettingFault[] {
  if (fields === undefined) return [];
  if (fields.length === 0)
    return [
      { path: ["fields"], message: "looks at no field", hint: "Without `fields` it looks at all texts." },
    ];
  return allow.flatMap((allowed, at): SettingFault[] => {
    const covered = fields.find((field) => isWithin(field, allowed));
    if (covered !== undefined)
      return [
        { path: ["allow", at], message: `${covered} is looked at and allowed: it is never told`, hint: null },
      ];
    if (fields.some((field) => isWithin(allowed, field))) return [];
    const message = `has no effect: ${allowed} is not looked at`;
    return [{ path: ["allow", at], message, hint: null, severity: "warning" }];
  });
}

/** Whether what a path names lies in what another one names. */
function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[]`);
}

interface Sight {
  readonly place: Place;
  readonly kind: SensitiveKind;
}

class Sensitive implements CheckInstance {
  readonly #settings: SensitiveSettings;
  readonly #fields: readonly Field[] | null;
  readonly #allowed: readonly Field[];
  #declared: ReadonlyMap<string, SensitiveKind | "all"> = new Map();

  constructor(given: SensitiveSettings, { field }: CheckContext) {
    this.#settings = given;
    this.#fields = given.fields?.map(field) ?? null;
    this.#allowed = given.allow.map(field);
  }

  onSchema({ schema }: SchemaView) {
    this.#declared = declaredIn(schema);
    return noOutcomes;
  }

  onRecord({ record }: RecordView): RowResult {
    const sights: Sight[] = [];
    if (this.#fields === null) this.#search(record, [], sights);
    else
      for (const field of this.#fields)
        for (const place of field.places(
          record,
          (value) => typeof value === "string" || typeof value === "object",
        ))
          this.#search(valueAt(record, place), place, sights);
    const found = sights.length === 0 ? sights : this.#notAllowed(record, sights);
    return found.length === 0 ? null : resultOf(found);
  }

  #search(value: Json | undefined, place: Place, sights: Sight[]): void {
    if (place.length > deepest || sights.length >= mostPlaces) return;
    if (typeof value === "string") this.#judge(value, place, sights);
    else if (typeof value === "object" && value !== null) this.#searchIn(value, place, sights);
  }

  #judge(text: string, place: Place, sights: Sight[]): void {
    const kind = kindIn(text, this.#settings.kinds);
    if (kind !== null && !this.#isDeclared(place, kind)) sights.push({ place, kind });
  }

  #searchIn(holder: JsonObject | readonly Json[], place: Place, sights: Sight[]): void {
    if (Array.isArray(holder))
      for (const [at, item] of holder.entries()) this.#search(item as Json, [...place, at], sights);
    else
      for (const name of Object.keys(holder)) {
        const item = (holder as JsonObject)[name];
        // Too short for anything: most texts end here, before a place is made.
        if (typeof item === "string" ? item.length > 5 : typeof item === "object")
          this.#search(item, [...place, name], sights);
      }
  }

  #isDeclared([name]: Place, kind: SensitiveKind): boolean {
    const declared = this.#declared.get(String(name));
    return declared === "all" || declared === kind;
  }

  #notAllowed(record: RecordView["record"], sights: readonly Sight[]): readonly Sight[] {
    const allowed = new Set(
      this.#allowed.flatMap((field) =>
        field.places(record, () => true).map((place) => JSON.stringify(place)),
      ),
    );
    return sights.filter(
      ({ place }) => !place.some((_, at) => allowed.has(JSON.stringify(place.slice(0, at + 1)))),
    );
  }
}

function declaredIn(schema: Json): ReadonlyMap<string, SensitiveKind | "all"> {
  const properties = isObject(schema) ? schema["properties"] : undefined;
  const declared = new Map<string, SensitiveKind | "all">();
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
    if (!isObject(property)) continue;
    if (property["secret"] === true || property["x-sensitive"] === true) declared.set(name, "all");
    else if (property["format"] === "email" || property["format"] === "idn-email")
      declared.set(name, "email");
  }
  return declared;
}

function valueAt(record: Json, place: Place): Json | undefined {
  let value: Json | undefined = record;
  for (const key of place) value = (value as { readonly [key: string | number]: Json } | undefined)?.[key];
  return value;
}

/** One violation for each field, items of a list together. */
function resultOf(sights: readonly Sight[]): RowResult {
  const byField = new Map<string, Sight[]>();
  for (const sight of sights) {
    const field = placeText(sight.place).replaceAll(/\[\d+\]/g, "[]");
    byField.set(field, [...(byField.get(field) ?? []), sight]);
  }
  let found: RowResult = null;
  for (const [field, together] of byField) found = added(found, violationOf(field, together));
  return found;
}

function violationOf(field: string, sights: readonly Sight[]): Violation {
  const kinds = [...new Set(sights.map(({ kind }) => words[kind]))].join(" and ");
  return { field, message: `${field} looks like ${kinds}.`, places: () => sights.map(({ place }) => place) };
}
