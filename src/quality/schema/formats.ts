import { fullFormats } from "ajv-formats/dist/formats.js";
import { dateFormats, isTargetParseable } from "./date-formats.ts";

const borrowed = [
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "json-pointer",
  "relative-json-pointer",
  "uri",
  "uri-reference",
  "uri-template",
  "uuid",
] as const;
/** Texts longer than this are not matched against a format; no value of these formats is. */
const longest = 10_000;

/** The formats that are checked. Every other name says nothing here, as JSON Schema has it. */
export const knownFormats: Readonly<Record<string, (text: string) => boolean>> = {
  ...Object.fromEntries(borrowed.map((name) => [name, bounded(fullFormats[name])])),
  ...dateFormats,
};

/** The same, where a date is also one that only targets built with the Meltano SDK read. */
export const looseFormats: typeof knownFormats = {
  ...knownFormats,
  ...Object.fromEntries(
    Object.entries(dateFormats).map(([name, isStrict]) => [
      name,
      (text: string) => isStrict(text) || isTargetParseable(name, text),
    ]),
  ),
};

function bounded(format: unknown): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => text.length > longest || format.test(text);
  if (typeof format === "function") return (text) => text.length > longest || format(text) === true;
  return () => true;
}
