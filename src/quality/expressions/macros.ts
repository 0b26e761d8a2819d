import type { ASTNode } from "@marcbachmann/cel-js";
import type { Json } from "../../lib/canonical-json.ts";
import { isMap } from "./operators.ts";
import { type Compiled, fault, read, type Scope, type Site } from "./scope.ts";
import { fits } from "./types.ts";
import { EvaluationFault, typeOfValue, type Value } from "./values.ts";

/** Items that all macros of an expression may go over for one record. */
const mostSteps = 100_000;

type Macro = (items: readonly Value[], test: (item: Value) => Value) => Value;

const macros: Readonly<Record<string, Macro>> = {
  all: (items, test) => items.every((item) => test(item) !== false),
  exists: (items, test) => items.some((item) => test(item) === true),
  exists_one: (items, test) => items.filter((item) => test(item) === true).length === 1,
  filter: (items, test) => items.filter((item) => test(item) === true) as Json[],
  map: (items, test) => items.map(test) as Json[],
};

export function isMacro(name: string): boolean {
  return Object.hasOwn(macros, name);
}

/** `lines.all(l, l.qty > 0)`: a name for each item, and an expression of it. */
export function macro(
  name: string,
  on: ASTNode,
  args: readonly ASTNode[],
  { node, bound, compile }: Site,
): Compiled {
  const [variable, body] = args;
  if (variable?.op !== "id" || body === undefined || args.length !== 2)
    throw fault(`${name}() takes a name and an expression`, node);
  const target = compile(on, bound);
  if (!fits(target.type, "list|map")) throw fault(`${name}() goes over a list or map`, node);
  const inner = compile(body, new Set([...bound, variable.args]));
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
