import { z } from "zod";
import { byteSizePattern, parseByteSize } from "./byte-size.ts";
import { durationPattern, parseDuration } from "./duration.ts";

/**
 * What a setting's `.meta()` may hold. Everything that is generated (docs, JSON Schema, plugin definitions) and
 * everything that is decided per setting (redaction, references) is read from there.
 */
export interface SettingMeta {
  /** One or two sentences for the documentation. */
  readonly description?: string;
  /**
   * The value is a secret: `config show` prints `***`. On a map or list it covers all that is inside; `some`, on a map,
   * what its name or its look says is one.
   */
  readonly sensitive?: boolean | "some";
  /** Text that is never searched for references: a regex, expression, condition, matcher or template. */
  readonly literal?: boolean;
  /** An entry that is wrong in one place is not used at all, because half of it would mean something else. */
  readonly whole?: boolean;
  /** A path of the file system; relative ones are resolved against the project's folder before they are parsed. */
  readonly path?: boolean;
  /** How a value is written, for messages and docs: "a duration such as 90s". */
  readonly expects?: string;
  /** Inside it is milliseconds or bytes; a default given as a number is shown as people would write it. */
  readonly unit?: "duration" | "bytes";
  /** What holds where nothing is set and no constant default says it: "the machine's own zone". */
  readonly defaultText?: string;
}

const durationText = "a duration such as 90s, 15m, 26h or 7d";

/**
 * A duration, written `90s`, `15m`, `26h` or `7d`; inside it is milliseconds. Give defaults as people write them:
 * `duration.prefault("2h")`.
 */
export const duration = z
  .string({ error: ({ input }) => bareNumber(input, "s", durationText) })
  .regex(durationPattern, { error: ({ input }) => bareNumber(input, "s", durationText) })
  .transform((text) => parseDuration(text) ?? 0)
  .meta({ expects: durationText, unit: "duration" });

const byteSizeText = "a size such as 512KiB, 256MiB or 1GiB";

/** A size, written `512KiB`, `256MiB` or `1GiB`; inside it is bytes. Defaults: `byteSize.prefault("256MiB")`. */
export const byteSize = z
  .string({ error: ({ input }) => bareNumber(input, "B", byteSizeText) })
  .regex(byteSizePattern, { error: ({ input }) => bareNumber(input, "B", byteSizeText) })
  .transform((text) => parseByteSize(text) ?? 0)
  .meta({ expects: byteSizeText, unit: "bytes" });

/** How long something is kept: a duration in milliseconds, or `null` for `forever`. */
export const retentionTime = z
  .union([z.literal("forever").transform(() => null), duration])
  .meta({ expects: `${durationText}, or forever` });

/** Something that can be switched off: `none` and `false` mean the same and are `null` inside. */
export function switchable<Schema extends z.ZodType>(schema: Schema) {
  return z.union([z.literal(["none", false]).transform(() => null), schema]);
}

/** A share between 0 and 100. */
export const percent = z.number().min(0).max(100).meta({ expects: "a number from 0 to 100" });

/** Text that nobody may see; `config show` prints `***`. */
export const secret = z.string().min(1).meta({ sensitive: true });

/** An `http://` or `https://` address. */
export const httpUrl = z
  .string()
  .refine((text) => ["http:", "https:"].includes(URL.parse(text)?.protocol ?? ""), {
    error: "must be an address that begins with http:// or https://",
  })
  .meta({ expects: "an address that begins with http:// or https://" });

/** A path of the file system, absolute once loaded: relative ones start from the project's folder. */
export const filePath = z.string().min(1).meta({ path: true, expects: "a path" });

/** Labels: a map from names to short texts. */
export const labelMap = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must be a name of letters, digits and _" }),
  z.string().max(1024),
);

/** A time zone's IANA name. */
export const timeZone = z
  .string()
  .refine(isTimeZone, { error: "must be a time zone such as America/Sao_Paulo or UTC" })
  .meta({ expects: "a time zone such as America/Sao_Paulo or UTC" });

function bareNumber(input: unknown, unit: string, expected: string): string {
  const bare = typeof input === "number" || (typeof input === "string" && /^\d+(\.\d+)?$/.test(input));
  return bare ? `is a bare number; write the unit with it, such as ${input}${unit}` : `must be ${expected}`;
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
