import type { ASTNode } from "@marcbachmann/cel-js";
import { linearPattern } from "../patterns/linear-pattern.ts";
import { type ExpressionFunction, functions, methods } from "./functions.ts";
import { isMacro, macro } from "./macros.ts";
import { isMap } from "./operators.ts";
import { type Compiled, fault, type Site } from "./scope.ts";
import { type ExpressionType, fits } from "./types.ts";
import { EvaluationFault, Instant, typeOfValue } from "./values.ts";

/** `size(x)`: a function of expressions. */
export function call(name: string, args: readonly ASTNode[], site: Site): Compiled {
  const { node, bound, compile } = site;
  if (name === "has") return presence(args, site);
  if (name === "now" && args.length === 0) return { type: "timestamp", run: ({ now }) => new Instant(now) };
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (known === undefined) throw fault(`there is no function ${name}`, node);
  return applied(
    name,
    known,
    args.map((arg) => compile(arg, bound)),
    node,
  );
}

/** `has(a.b)`: the field is there, even if it is null. */
function presence(args: readonly ASTNode[], { node, bound, compile }: Site): Compiled {
  const [field] = args;
  if (args.length !== 1 || field === undefined) throw fault("has() takes one field", node);
  if (field.op === "id") {
    const name = field.args;
    // A record of which only a part was read holds `undefined` for what isn't there.
    return {
      type: "bool",
      run: ({ record }) => Object.hasOwn(record, name) && record[name] !== undefined,
    };
  }
  if (field.op !== ".") throw fault("has() takes a field such as a.b", node);
  const holder = compile(field.args[0], bound);
  const name = field.args[1];
  return {
    type: "bool",
    run: (scope) => {
      const value = holder.run(scope);
      return isMap(value) && Object.hasOwn(value, name);
    },
  };
}

/** `x.startsWith("a")`: a method, or a macro over the items of a list. */
export function method(name: string, on: ASTNode, args: readonly ASTNode[], site: Site): Compiled {
  const { node, bound, compile } = site;
  if (isMacro(name) && args.length >= 2) return macro(name, on, args, site);
  const target = compile(on, bound);
  if (name === "matches") return matching(target, args, node);
  const known = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (known === undefined) throw fault(`there is no method ${name}()`, node);
  return applied(name, known, [target, ...args.map((arg) => compile(arg, bound))], node);
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
