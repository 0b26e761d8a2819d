import type { ASTNode } from "@marcbachmann/cel-js";
import type { Json } from "../../lib/canonical-json.ts";
import { isWhole, parseDecimal } from "../exact/decimal.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { linearPattern } from "../patterns/linear-pattern.ts";
import { type ExpressionFunction, functions, methods } from "./functions.ts";
import { areEqual, compute, isMap, negated, orderOf } from "./operators.ts";
import { type ExpressionType, fits, typeOfBinary } from "./types.ts";
import { EvaluationFault, Exact, Instant, numberValue, typeOfValue, type Value } from "./values.ts";

/** What an expression looks at. One object serves all records. */
export interface Scope {
  record: { readonly [key: string]: Json };
  numbers: NumberTexts;
  now: number;
  /** Values of the variables of `all`, `exists` and their like. */
  readonly locals: Map<string, Value>;
  /** Items that macros have gone over for this record. */
  steps: number;
}

const mostSteps = 100_000;

export type Evaluate = (scope: Scope) => Value;

export interface Compiled {
  readonly type: ExpressionType;
  readonly run: Evaluate;
}

/** What is wrong with an expression, and where in its text. */
export class ExpressionFault extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Names that stand for something else than a field. */
type Bound = ReadonlySet<string>;

/** Turns a parsed expression into functions, and finds what can't be right in it whatever the record. */
export function compileNode(node: ASTNode, bound: Bound): Compiled {
  switch (node.op) {
    case "value":
      return literal(node);
    case "id":
      return identifier(node.args, bound);
    case ".":
      return property(compileNode(node.args[0], bound), node.args[1], node);
    case "[]":
      return element(compileNode(node.args[0], bound), compileNode(node.args[1], bound), node);
    case "call":
      return call(node.args[0], node.args[1], node, bound);
    case "rcall":
      return method(node.args[0], node.args[1], node.args[2], node, bound);
    case "list":
      return list(node.args.map((item) => compileNode(item, bound)));
    case "map":
      return map(node.args.map(([key, value]) => [compileNode(key, bound), compileNode(value, bound)]));
    case "?:":
      return choice(
        node.args.map((part) => compileNode(part, bound)),
        node,
      );
    case "&&":
    case "||":
      return junction(
        node.op,
        node.args.map((part) => compileNode(part, bound)),
        node,
      );
    case "!_":
      return negation(compileNode(node.args, bound), node);
    case "-_":
      return minus(compileNode(node.args, bound), node);
    default:
      return binary(node, bound);
  }
}

function fault(message: string, node: ASTNode): ExpressionFault {
  return new ExpressionFault(message, node.start);
}

function literal(node: ASTNode & { readonly op: "value" }): Compiled {
  const { args } = node;
  if (args === null) return { type: "null", run: () => null };
  if (typeof args === "string") return { type: "string", run: () => args };
  if (typeof args === "boolean") return { type: "bool", run: () => args };
  // The text, because a double would lose digits of a long one.
  const exact =
    parseDecimal(node.input.slice(node.start, node.end).trim().replace(/u$/i, "")) ??
    parseDecimal(String(args));
  if (exact === null) throw fault("a literal that is neither a text nor a number", node);
  const value = numberValue(exact);
  return { type: "number", run: () => value };
}

/** A field of the record; `record` is the record, where it has no such field. */
function identifier(name: string, bound: Bound): Compiled {
  if (bound.has(name)) return { type: "dyn", run: ({ locals }) => locals.get(name) ?? null };
  return {
    type: "dyn",
    run: (scope) =>
      name === "record" && !Object.hasOwn(scope.record, name)
        ? scope.record
        : read(scope.record, name, scope),
  };
}

/** What stands at a key, with all the digits of a number; what is missing is null. */
function read(holder: object, key: string, { numbers }: Scope): Value {
  if (!Object.hasOwn(holder, key)) return null;
  const value = (holder as { readonly [key: string]: Json })[key] ?? null;
  if (numbers.size === 0 || typeof value !== "number") return value;
  const text = numbers.get(holder)?.get(key);
  if (text === undefined) return value;
  const exact = parseDecimal(text);
  if (exact === null) throw new EvaluationFault("a number that is none");
  return isWhole(exact) && Number.isSafeInteger(Number(text)) ? Number(text) : new Exact(exact);
}

function property(holder: Compiled, name: string, node: ASTNode): Compiled {
  if (!fits(holder.type, "map")) throw fault(`a ${holder.type} has no field ${name}`, node);
  return { type: "dyn", run: (scope) => member(holder.run(scope), name, scope) };
}

function member(holder: Value, key: Value, scope: Scope): Value {
  if (holder === null || key === null) return null;
  if (Array.isArray(holder) && typeof key === "number") return read(holder, String(key), scope);
  if (isMap(holder) && typeof key === "string") return read(holder, key, scope);
  throw new EvaluationFault(`a ${typeOfValue(holder)} has no element of that kind`);
}

function element(holder: Compiled, key: Compiled, node: ASTNode): Compiled {
  if (!fits(holder.type, "map|list")) throw fault(`a ${holder.type} has no elements`, node);
  if (!fits(key.type, "string|number")) throw fault(`a ${key.type} is no place in a list or map`, node);
  return { type: "dyn", run: (scope) => member(holder.run(scope), key.run(scope), scope) };
}

function call(name: string, args: readonly ASTNode[], node: ASTNode, bound: Bound): Compiled {
  if (name === "has") return presence(args, node, bound);
  if (name === "now" && args.length === 0) return { type: "timestamp", run: ({ now }) => new Instant(now) };
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (known === undefined) throw fault(`there is no function ${name}`, node);
  return applied(
    name,
    known,
    args.map((arg) => compileNode(arg, bound)),
    node,
  );
}

/** `has(a.b)`: the field is there, even if it is null. */
function presence(args: readonly ASTNode[], node: ASTNode, bound: Bound): Compiled {
  const [field] = args;
  if (args.length !== 1 || field === undefined) throw fault("has() takes one field", node);
  if (field.op === "id") {
    const name = field.args;
    return { type: "bool", run: ({ record }) => Object.hasOwn(record, name) };
  }
  if (field.op !== ".") throw fault("has() takes a field such as a.b", node);
  const holder = compileNode(field.args[0], bound);
  const name = field.args[1];
  return {
    type: "bool",
    run: (scope) => {
      const value = holder.run(scope);
      return isMap(value) && Object.hasOwn(value, name);
    },
  };
}

function method(name: string, on: ASTNode, args: readonly ASTNode[], node: ASTNode, bound: Bound): Compiled {
  if (Object.hasOwn(macros, name) && args.length >= 2) return macro(name, on, args, node, bound);
  const target = compileNode(on, bound);
  if (name === "matches") return matching(target, args, node);
  const known = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (known === undefined) throw fault(`there is no method ${name}()`, node);
  return applied(name, known, [target, ...args.map((arg) => compileNode(arg, bound))], node);
}

function applied(
  name: string,
  { takes, gives, run }: ExpressionFunction,
  args: readonly Compiled[],
  node: ASTNode,
): Compiled {
  if (args.length !== takes.length)
    throw fault(`${name}() takes ${takes.length} value(s), not ${args.length}`, node);
  for (const [at, { type }] of args.entries())
    if (!fits(type, takes[at] as string)) throw fault(`${name}() takes no ${type}`, node);
  return {
    type: gives,
    run: (scope) => {
      const values = args.map((arg) => arg.run(scope));
      if (values.includes(null)) return null;
      for (const [at, value] of values.entries())
        if (!fits(typeOfValue(value) as ExpressionType, takes[at] as string))
          throw new EvaluationFault(`${name}() takes no ${typeOfValue(value)}`);
      return run(values);
    },
  };
}

function matching(target: Compiled, args: readonly ASTNode[], node: ASTNode): Compiled {
  const [source] = args;
  if (args.length !== 1 || source?.op !== "value" || typeof source.args !== "string")
    throw fault("matches() takes one text, written out", node);
  if (!fits(target.type, "string")) throw fault(`matches() takes no ${target.type}`, node);
  const pattern = linearPattern(source.args);
  if ("error" in pattern) throw fault(pattern.error, node);
  return {
    type: "bool",
    run: (scope) => {
      const value = target.run(scope);
      if (value === null) return null;
      if (typeof value !== "string") throw new EvaluationFault(`matches() takes no ${typeOfValue(value)}`);
      return pattern.test(value);
    },
  };
}

type Macro = (items: readonly Value[], test: (item: Value) => Value) => Value;

const macros: Readonly<Record<string, Macro>> = {
  all: (items, test) => items.every((item) => test(item) !== false),
  exists: (items, test) => items.some((item) => test(item) === true),
  exists_one: (items, test) => items.filter((item) => test(item) === true).length === 1,
  filter: (items, test) => items.filter((item) => test(item) === true) as Json[],
  map: (items, test) => items.map(test) as Json[],
};

function macro(name: string, on: ASTNode, args: readonly ASTNode[], node: ASTNode, bound: Bound): Compiled {
  const [variable, body] = args;
  if (variable?.op !== "id" || body === undefined || args.length !== 2)
    throw fault(`${name}() takes a name and an expression`, node);
  const target = compileNode(on, bound);
  if (!fits(target.type, "list|map")) throw fault(`${name}() goes over a list or map`, node);
  const inner = compileNode(body, new Set([...bound, variable.args]));
  const run = macros[name] as Macro;
  return {
    type: name === "filter" || name === "map" ? "list" : "bool",
    run: (scope) => {
      const items = itemsOf(target.run(scope), scope);
      if (items === null) return null;
      const outer = scope.locals.get(variable.args);
      const test = (item: Value): Value => {
        scope.steps++;
        if (scope.steps > mostSteps) throw new EvaluationFault("it takes too many steps");
        scope.locals.set(variable.args, item);
        return inner.run(scope);
      };
      try {
        return run(items, test);
      } finally {
        if (outer === undefined) scope.locals.delete(variable.args);
        else scope.locals.set(variable.args, outer);
      }
    },
  };
}

function itemsOf(value: Value, scope: Scope): readonly Value[] | null {
  if (value === null) return null;
  if (Array.isArray(value))
    return value.map((item: Value, at) => (typeof item === "number" ? read(value, String(at), scope) : item));
  if (isMap(value)) return Object.keys(value);
  throw new EvaluationFault(`a ${typeOfValue(value)} has no items`);
}

function list(items: readonly Compiled[]): Compiled {
  return { type: "list", run: (scope) => items.map(({ run }) => run(scope)) as Json[] };
}

function map(entries: readonly (readonly [Compiled, Compiled])[]): Compiled {
  return {
    type: "map",
    run: (scope) =>
      Object.fromEntries(entries.map(([key, value]) => [String(key.run(scope)), value.run(scope)])) as Json,
  };
}

function choice(parts: readonly Compiled[], node: ASTNode): Compiled {
  const [condition, yes, no] = parts as [Compiled, Compiled, Compiled];
  if (!fits(condition.type, "bool")) throw fault(`a ${condition.type} is no condition`, node);
  return {
    type: yes.type === no.type ? yes.type : "dyn",
    run: (scope) => {
      const value = truth(condition.run(scope));
      return value === null ? null : (value ? yes : no).run(scope);
    },
  };
}

/** `&&` and `||`: what is decided by one side needs no other, so null or a fault on one side may not matter. */
function junction(operator: "&&" | "||", parts: readonly Compiled[], node: ASTNode): Compiled {
  for (const { type } of parts) if (!fits(type, "bool")) throw fault(`${operator} takes no ${type}`, node);
  const decisive = operator === "||";
  const [left, right] = parts as [Compiled, Compiled];
  return {
    type: "bool",
    run: (scope) => {
      const first = tried(left, scope);
      if (first === decisive) return decisive;
      const second = truth(right.run(scope));
      if (second === decisive) return decisive;
      if (first instanceof EvaluationFault) throw first;
      return first === null || second === null ? null : !decisive;
    },
  };
}

function tried({ run }: Compiled, scope: Scope): boolean | null | EvaluationFault {
  try {
    return truth(run(scope));
  } catch (thrown) {
    if (thrown instanceof EvaluationFault) return thrown;
    throw thrown;
  }
}

/** A value as a condition. */
export function truth(value: Value): boolean | null {
  if (typeof value === "boolean" || value === null) return value;
  throw new EvaluationFault(`a ${typeOfValue(value)} is neither true nor false`);
}

function negation(operand: Compiled, node: ASTNode): Compiled {
  if (!fits(operand.type, "bool")) throw fault(`! takes no ${operand.type}`, node);
  return {
    type: "bool",
    run: (scope) => {
      const value = truth(operand.run(scope));
      return value === null ? null : !value;
    },
  };
}

function minus(operand: Compiled, node: ASTNode): Compiled {
  if (!fits(operand.type, "number|duration")) throw fault(`- takes no ${operand.type}`, node);
  return { type: operand.type, run: (scope) => negated(operand.run(scope)) };
}

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};
const arithmetic = new Set(["+", "-", "*", "/", "%"]);

function binary(node: ASTNode, bound: Bound): Compiled {
  const { op } = node;
  if (op !== "==" && op !== "!=" && op !== "in" && !(op in orders) && !arithmetic.has(op))
    throw fault(`${op} is not known here`, node);
  const [a, b] = (node.args as readonly [ASTNode, ASTNode]).map((part) => compileNode(part, bound)) as [
    Compiled,
    Compiled,
  ];
  const type = typeOfBinary(op, a.type, b.type);
  if (type === null) throw fault(`a ${a.type} ${op} a ${b.type} is nothing`, node);
  return { type, run: runBinary(op, a.run, b.run) };
}

function runBinary(op: string, a: Evaluate, b: Evaluate): Evaluate {
  if (op === "==") return (scope) => areEqual(a(scope), b(scope));
  if (op === "!=") return (scope) => !areEqual(a(scope), b(scope));
  if (op === "in") return (scope) => contains(a(scope), b(scope));
  const allows = orders[op];
  if (allows === undefined) return (scope) => compute(op, a(scope), b(scope));
  return (scope) => {
    const order = orderOf(a(scope), b(scope));
    return order === null ? null : allows(order);
  };
}

function contains(item: Value, holder: Value): Value {
  if (holder === null) return null;
  if (Array.isArray(holder)) return holder.some((one: Value) => areEqual(item, one));
  if (isMap(holder) && typeof item === "string") return Object.hasOwn(holder, item);
  throw new EvaluationFault(`nothing is in a ${typeOfValue(holder)}`);
}
