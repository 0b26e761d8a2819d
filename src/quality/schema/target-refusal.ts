import Ajv2020 from "ajv/dist/2020.js";
import type { Json } from "../../lib/canonical-json.ts";
import { isObject } from "./walk-schema.ts";

/** Says why a target built with the Meltano SDK would end on a SCHEMA, or `null` where it would not. */
export type TargetRefusal = (schema: Json) => string | null;

/**
 * SDK targets read every schema as 2020-12, whatever its `$schema` says, check it against that draft's meta-schema, and
 * ask for `properties` (singer_sdk/sinks/core.py and target_base.py).
 */
export function createTargetRefusal(): TargetRefusal {
  const ajv = new Ajv2020.default({ strict: false, logger: false, validateFormats: false });
  return (schema) => {
    if (!isObject(schema)) return "the schema is no object";
    if (!isObject(schema["properties"])) return "the schema has no `properties`";
    const { $schema: _ignored, ...rest } = schema;
    try {
      if (ajv.validate("https://json-schema.org/draft/2020-12/schema", rest)) return null;
    } catch (thrown) {
      if (thrown instanceof RangeError) return "the schema is nested too deep";
      throw thrown;
    }
    const [first] = ajv.errors ?? [];
    return `as 2020-12, ${first?.instancePath || "the schema"} ${first?.message ?? "is invalid"}`;
  };
}
