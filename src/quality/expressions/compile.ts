import type { ASTNode } from "@marcbachmann/cel-js";
import type { Json } from "../../lib/canonical-json.ts";
import { parseDecimal } from "../exact/decimal.ts";
import { call, method } from "./calls.ts";
import { areEqual, compute, isMap, negated, orderOf } from "./operators.ts";
import { type Bound, type Compiled, type Evaluate, fault, read, type Scope, truth } from "./scope.ts";
import { fits, typeOfBinary } from "./types.ts";
import { EvaluationFault, numberValue, typeOfValue, type Value } from "./values.ts";

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
      return call(node.args[0], node.args[1], { node, bound, compile: compileNode });
    case "rcall":
      return method(node.args[0], node.args[1], node.args[2], { node, bound, compile: compileNode });
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
