import { createHash } from "node:crypto";
import type { Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";
import { type CompiledSchema, compileSchema, type ExactJson, parseExact } from "../../quality/index.ts";
import { type CapturedLine, textOfLine } from "./captured-line.ts";
import type { Inspection } from "./inspection.ts";
import type { ProblemSight } from "./problem-log.ts";
import { diffSchemas } from "./schema-diff.ts";
import type { StreamTally } from "./stream-tally.ts";

type SchemaProblem = Pick<ProblemSight, "kind" | "variant" | "message"> & Partial<ProblemSight>;

/** Compiled schemas take memory; records of streams beyond this many different ones are counted as uninspected. */
const mostCompiled = 1000;
const longestSchema = 4 * 1024 * 1024;

/** Looks at SCHEMA messages and keeps what records are held against. */
export class SchemaInspector {
  readonly #inspection: Inspection;
  readonly #compiled = new Map<string, CompiledSchema | string>();

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
  }

  /** `false`: the line is no JSON, and was not counted. */
  inspect(line: CapturedLine, stream: string): boolean {
    const hash = createHash("sha256").update(line.bytes.subarray(line.start, line.end)).digest("base64");
    const known = this.#inspection.tallies.get(stream);
    if (known?.schema?.hash === hash) {
      known.schemas++;
      return true;
    }
    const exact = parseExact(textOfLine(line));
    if (exact === "not JSON") return false;
    const tally = this.#inspection.tally(stream);
    if (tally === null) return true;
    tally.schemas++;
    tally.firstSchemaLine ??= line.number;
    if (typeof exact === "string") this.#unusable(line, tally, `it is ${exact}`, hash);
    else this.#take(line, tally, exact, hash);
    return true;
  }

  #take(line: CapturedLine, tally: StreamTally, exact: ExactJson, hash: string): void {
    const message = exact.value as JsonObject;
    const schema = message["schema"] ?? null;
    const keyProperties = listOf(message["key_properties"]);
    const tell = (problem: SchemaProblem): void => this.#tell(line, tally, problem);
    checkMessage(message, schema, tell);
    const refusal = this.#inspection.targetRefusal(schema);
    const compiled = this.#compile(line, tally, exact, schema);
    if (refusal !== null) tell(refused(refusal, compiled));
    if (tally.schema !== null) this.#compare(line, tally, { schema, keyProperties });
    tally.keyProperties = keyProperties;
    tally.bookmarkProperties = listOf(message["bookmark_properties"]) ?? [];
    tally.schema = { hash, schema: line.end - line.start > longestSchema ? null : schema, compiled };
  }

  #compile(line: CapturedLine, tally: StreamTally, exact: ExactJson, schema: Json): CompiledSchema | null {
    if (line.end - line.start > longestSchema) return this.#unusable(line, tally, "it is longer than 4 MiB");
    const key = createHash("sha256")
      .update(JSON.stringify([schema, [...textsIn(exact)]]))
      .digest("base64");
    let compiled = this.#compiled.get(key);
    if (compiled === undefined) {
      if (this.#compiled.size >= mostCompiled) return this.#tooMany(line, tally);
      const result = compileSchema(schema, exact.numbers);
      compiled = "error" in result ? result.error : result;
      this.#compiled.set(key, compiled);
    }
    if (typeof compiled === "string") return this.#unusable(line, tally, compiled);
    for (const pattern of compiled.uncheckedPatterns)
      this.#tell(line, tally, {
        kind: "proto_constructor_keys_x_schema_with_ref_loops_or_redos_patterns",
        variant: "unchecked_pattern",
        severity: "warning",
        message: `A pattern that may take for ever, or that JavaScript doesn't know, was not checked: ${pattern.slice(0, 80)}`,
      });
    return compiled;
  }

  #tooMany(line: CapturedLine, tally: StreamTally): null {
    this.#tell(line, tally, {
      kind: "schema_invalid_for_target",
      variant: "not_compiled",
      severity: "warning",
      message: `More than ${mostCompiled} different schemas: the records of this one are not held against it.`,
    });
    return null;
  }

  #unusable(line: CapturedLine, tally: StreamTally, reason: string, hash?: string): null {
    if (hash !== undefined) tally.schema = { hash, schema: null, compiled: null };
    this.#tell(line, tally, {
      kind: "schema_invalid_for_target",
      variant: "unusable",
      message: `The schema can't be used, so its records are not inspected: ${reason.slice(0, 300)}.`,
    });
    return null;
  }

  #compare(
    line: CapturedLine,
    tally: StreamTally,
    after: { readonly schema: Json; readonly keyProperties: readonly string[] | null },
  ): void {
    const before = { schema: tally.schema?.schema ?? null, keyProperties: tally.keyProperties };
    if (before.schema === null) return;
    for (const { variant, property, isBreaking, message } of diffSchemas(before, after))
      this.#tell(line, tally, {
        kind: "schema_change_mid_stream",
        variant,
        severity: isBreaking ? "warning" : "info",
        path: property === null ? null : `$.${property}`,
        message,
      });
  }

  #tell(line: CapturedLine, tally: StreamTally, problem: SchemaProblem): void {
    this.#inspection.problem({ severity: "error", stream: tally.stream, line: line.number, ...problem });
  }
}

function checkMessage(message: JsonObject, schema: Json, tell: (problem: SchemaProblem) => void): void {
  const keys = message["key_properties"];
  const list = listOf(keys);
  if (list === null)
    tell({
      kind: "schema_invalid_for_target",
      variant: "no_key_properties",
      severity: "warning",
      message: "A SCHEMA without a list of key_properties: SDK targets take it, singer-python's do not.",
    });
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  if (!isJsonObject(properties)) return;
  for (const key of list ?? [])
    if (!Object.hasOwn(properties, key))
      tell({
        kind: "duplicate_null_missing_keys",
        variant: "key_not_in_schema",
        severity: "warning",
        path: `$.${key}`,
        message: `The key property ${key} is not among the schema's properties.`,
      });
}

/** Draft 4 and the drafts with lists of items are honest where they are declared: other targets than the SDK's take them. */
function refused(refusal: string, compiled: CompiledSchema | null): SchemaProblem {
  const isOlder =
    compiled !== null && compiled.declared === compiled.dialect && compiled.dialect !== "2020-12";
  const isHonest = isOlder && !refusal.includes("`properties`");
  return {
    kind: "schema_invalid_for_target",
    variant: refusal.includes("`properties`") ? "no_properties" : "refused_by_sdk",
    severity: isHonest ? "warning" : "error",
    message: `A target built with the SDK ends on this SCHEMA: ${refusal}.`,
    targetCrash: true,
  };
}

function* textsIn({ numbers }: ExactJson): Generator<readonly [string, string]> {
  for (const texts of numbers.values()) yield* texts;
}

function listOf(value: Json | undefined): readonly string[] | null {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : null;
}
