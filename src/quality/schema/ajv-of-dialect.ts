import Ajv, { type Options } from "ajv";
import Ajv2019 from "ajv/dist/2019.js";
import Ajv2020 from "ajv/dist/2020.js";
import AjvDraft04 from "ajv-draft-04";
import { type BoundedPattern, boundedPattern } from "./bounded-pattern.ts";
import type { Dialect } from "./dialect.ts";
import {
  type ExactContext,
  equalityKeywords,
  limitKeyword,
  limitKeywords,
  multipleOfKeyword,
} from "./exact-keywords.ts";
import { knownFormats, looseFormats } from "./formats.ts";

type Core = InstanceType<typeof Ajv.default>;

/** What a validator is made for. */
export interface AjvUse {
  /** All violations instead of the first. */
  readonly allErrors: boolean;
  /** There are so many properties that making the code costs more than its being good. */
  readonly isWide: boolean;
  /** All limits by their exact value; otherwise only those that doubles get wrong. */
  readonly isExact: boolean;
  /** The same for `enum`, `const` and `uniqueItems`. */
  readonly hasExactEquality: boolean;
  /** A property of the schema is named like something every JavaScript object inherits. */
  readonly ownProperties: boolean;
  /** Dates are good as soon as SDK targets read them. */
  readonly hasLooseDates: boolean;
  readonly onUnchecked: (pattern: string) => void;
}

/**
 * An ajv for one schema. It knows no other schema, so nothing is ever fetched or confused; it accepts any keyword and
 * format it doesn't know.
 */
export function ajvOfDialect(dialect: Dialect, context: ExactContext, use: AjvUse): Core {
  const ajv = construct(dialect, {
    strict: false,
    allErrors: use.allErrors,
    ownProperties: use.ownProperties,
    meta: false,
    validateSchema: false,
    logger: false,
    // Errors then bring the schema they come from.
    verbose: use.allErrors,
    formats: { ...(use.hasLooseDates ? looseFormats : knownFormats) },
    code: { optimize: !use.isWide, regExp: Object.assign(engine(use.onUnchecked), { code: "" }) },
  });
  ajv.removeKeyword("multipleOf").addKeyword(multipleOfKeyword(context));
  if (use.isExact || context.schema.size > 0)
    for (const name of limitKeywords) ajv.removeKeyword(name).addKeyword(limitKeyword(name, context));
  if (use.hasExactEquality)
    for (const definition of equalityKeywords(context))
      ajv.removeKeyword(String(definition.keyword)).addKeyword(definition);
  return ajv;
}

function construct(dialect: Dialect, options: Options): Core {
  if (dialect === "draft-04") return new AjvDraft04.default(options) as unknown as Core;
  if (dialect === "2019-09") return new Ajv2019.default(options) as unknown as Core;
  if (dialect === "2020-12") return new Ajv2020.default(options) as unknown as Core;
  return new Ajv.default(options);
}

/** A pattern that can't be matched in bounded time accepts everything, and is said to be unchecked. */
function engine(onUnchecked: (pattern: string) => void): (pattern: string) => RegExp {
  return (source) => {
    const pattern = boundedPattern(source);
    if (pattern === null) onUnchecked(source);
    const accepted: BoundedPattern = pattern ?? { test: () => true };
    return accepted as RegExp;
  };
}
