import { z } from "zod";
import type { Json } from "../lib/canonical-json.ts";
import type { SettingMeta } from "../lib/setting-types.ts";

type Scalar = string | number | boolean | null;

interface NodeBase {
  readonly meta: SettingMeta;
  /** May be left out. */
  readonly optional: boolean;
  /** What holds when it is left out, as people would write it; `undefined` where nothing does. */
  readonly default: Json | undefined;
}

/** A map with known keys. */
export interface ObjectNode extends NodeBase {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, SettingNode>;
}

/** A map whose keys are names that people choose. */
export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly value: SettingNode;
}

export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly item: SettingNode;
}

/** A map whose keys depend on the value of one of them, such as `type`. */
export interface ChoiceNode extends NodeBase {
  readonly kind: "choice";
  readonly key: string;
  readonly options: ReadonlyMap<string, ObjectNode>;
}

export interface LeafNode extends NodeBase {
  readonly kind: "leaf";
  readonly types: ReadonlySet<"string" | "number" | "integer" | "boolean">;
  /** The only values it may have; empty where any of its types will do. */
  readonly values: readonly Scalar[];
}

/**
 * A setting as everything but the parsing sees it: what is generated, merged, masked or said of a setting is decided on
 * this, so that the zod schema stays the one place where settings are written down.
 */
export type SettingNode = ObjectNode | MapNode | ListNode | ChoiceNode | LeafNode;

/** The tree of a schema. Recursive schemas unfold as far as they are walked. */
export function settingNode(schema: z.core.$ZodType): SettingNode {
  const { core, ...base } = unwrap(schema);
  const def = (core as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case "object":
      return lazily<ObjectNode, "fields">({ kind: "object", ...base }, "fields", () => fieldsOf(def.shape));
    case "record":
      return lazily<MapNode, "value">({ kind: "map", ...base }, "value", () => settingNode(def.valueType));
    case "array":
      return lazily<ListNode, "item">({ kind: "list", ...base }, "item", () => settingNode(def.element));
    case "union":
      return unionNode(def, base);
    default:
      return { kind: "leaf", ...base, ...leafOf(core as z.core.$ZodTypes) };
  }
}

function fieldsOf(shape: z.core.$ZodShape): ReadonlyMap<string, SettingNode> {
  return new Map(Object.entries(shape).map(([key, field]) => [key, settingNode(field)]));
}

interface Unwrapped extends NodeBase {
  readonly core: z.core.$ZodType;
}

/** Looks through what wraps a schema; the outermost word counts, of defaults and of descriptions. */
function unwrap(schema: z.core.$ZodType): Unwrapped {
  const own = (z.globalRegistry.get(schema) ?? {}) as SettingMeta;
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case "default":
    case "prefault": {
      const inner = unwrap(def.innerType);
      const written = asWritten(def.defaultValue as Json, inner.meta.unit);
      return { ...inner, meta: { ...inner.meta, ...own }, optional: true, default: written };
    }
    case "optional":
      return { ...withMeta(unwrap(def.innerType), own), optional: true };
    case "nullable":
    case "nonoptional":
    case "readonly":
    case "catch":
      return withMeta(unwrap(def.innerType), own);
    case "lazy":
      return withMeta(unwrap(def.getter()), own);
    case "pipe":
      return withMeta(unwrap(isTransform(def.in) ? def.out : def.in), own);
    default:
      return { core: schema, meta: own, optional: false, default: undefined };
  }
}

function withMeta(inner: Unwrapped, own: SettingMeta): Unwrapped {
  return { ...inner, meta: { ...inner.meta, ...own } };
}

function isTransform(schema: z.core.$ZodType): boolean {
  return schema._zod.def.type === "transform";
}

function unionNode(def: z.core.$ZodUnionDef, base: NodeBase): SettingNode {
  const key = "discriminator" in def && typeof def.discriminator === "string" ? def.discriminator : null;
  const options = def.options.map(settingNode);
  if (key !== null)
    return {
      kind: "choice",
      ...base,
      key,
      options: new Map(options.flatMap((node) => optionsOf(node, key))),
    };
  const structured = options.find(({ kind }) => kind !== "leaf");
  if (structured) return { ...structured, ...base, meta: { ...structured.meta, ...base.meta } };
  return {
    ...base,
    ...leafUnion(
      options.filter((node) => node.kind === "leaf"),
      base,
    ),
  };
}

/** Several scalars as one; `none` and `false` switch off, and people are told of `none` only. */
function leafUnion(leaves: readonly LeafNode[], base: NodeBase): LeafNode {
  const values = leaves.flatMap((leaf) => leaf.values);
  const off = values.includes("none");
  const said = leaves.flatMap(({ meta }) => meta.expects ?? []);
  const expects = said.length === 1 && off ? { expects: `${said[0]}, or none` } : {};
  return {
    kind: "leaf",
    optional: base.optional,
    default: base.default,
    meta: { ...Object.assign({}, ...leaves.map(({ meta }) => meta)), ...expects, ...base.meta },
    types: new Set(leaves.flatMap(({ types }) => [...types])),
    values,
  };
}

function optionsOf(node: SettingNode, key: string): [string, ObjectNode][] {
  if (node.kind !== "object") return [];
  const field = node.fields.get(key);
  return field?.kind === "leaf" ? field.values.map((value) => [String(value), node]) : [];
}

function leafOf(schema: z.core.$ZodTypes): Pick<LeafNode, "types" | "values"> {
  const { def } = schema._zod;
  switch (def.type) {
    case "string":
    case "template_literal":
      return { types: new Set(["string"]), values: [] };
    case "number":
      return { types: new Set([isInteger(def) ? "integer" : "number"]), values: [] };
    case "boolean":
      return { types: new Set(["boolean"]), values: [] };
    case "enum":
      return { types: new Set(), values: Object.values(def.entries) };
    case "literal":
      return {
        types: new Set(),
        values: def.values.filter((value): value is Scalar => typeof value !== "bigint"),
      };
    default:
      return { types: new Set(["string", "number", "boolean"]), values: [] };
  }
}

function isInteger(def: z.core.$ZodNumberDef): boolean {
  const formats = [def, ...(def.checks ?? []).map(({ _zod }) => _zod.def)];
  return formats.some((one) => "format" in one && one.format === "safeint");
}

/** A default given as milliseconds or bytes, as people write it; what is switched off is `none`. */
function asWritten(value: Json, unit: string | undefined): Json {
  if (value === null) return "none";
  if (typeof value !== "number") return value;
  if (unit === "duration")
    return inUnits(value, [
      ["d", 86_400_000],
      ["h", 3_600_000],
      ["m", 60_000],
      ["s", 1000],
      ["ms", 1],
    ]);
  if (unit === "bytes")
    return inUnits(value, [
      ["GiB", 2 ** 30],
      ["MiB", 2 ** 20],
      ["KiB", 1024],
      ["B", 1],
    ]);
  return value;
}

function inUnits(value: number, units: readonly (readonly [string, number])[]): string {
  const [name, size] = units.find(([, factor]) => value % factor === 0 && value >= factor) ?? ["ms", 1];
  return value === 0 ? "0s" : `${value / size}${name}`;
}

/** A node whose insides are made at the first look, because schemas may contain themselves. */
function lazily<Node extends SettingNode, Key extends keyof Node>(
  node: Omit<Node, Key>,
  key: Key,
  make: () => Node[Key],
): Node {
  let made: { readonly value: Node[Key] } | null = null;
  return Object.defineProperty({ ...node }, key, {
    enumerable: true,
    get: () => {
      made ??= { value: make() };
      return made.value;
    },
  }) as Node;
}
