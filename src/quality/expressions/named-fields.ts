import { type ASTNode, parse } from "@marcbachmann/cel-js";
import { isMacro } from "./macros.ts";
import type { Bound } from "./scope.ts";

/**
 * The record's own fields that a condition in CEL names, each once: names that no macro binds, and what it reads of
 * `record`. Empty where the condition doesn't parse.
 */
export function namedFields(source: string): readonly string[] {
  try {
    return [...new Set(fieldsOf(parse(source).ast, new Set()))];
  } catch {
    // What is wrong with it is said where it is compiled.
    return [];
  }
}

function fieldsOf(node: ASTNode, bound: Bound): string[] {
  if (node.op === "id") return bound.has(node.args) || node.args === "record" ? [] : [node.args];
  // Whoever asks whether a field is there knows that it may not be.
  if (node.op === "call" && node.args[0] === "has") return [];
  const ofRecord = bound.has("record") ? null : readOfRecord(node);
  if (ofRecord !== null) return [ofRecord];
  if (node.op === "rcall" && isMacro(node.args[0])) return fieldsOfMacro(node.args, bound);
  return partsOf(node.args).flatMap((part) => fieldsOf(part, bound));
}

/** `record.qty` and `record["qty"]`: the name; `null` for anything else. */
function readOfRecord(node: ASTNode): string | null {
  if (node.op !== "." && node.op !== "[]") return null;
  const [holder, key] = node.args;
  if (holder.op !== "id" || holder.args !== "record") return null;
  if (typeof key === "string") return key;
  return key.op === "value" && typeof key.args === "string" ? key.args : null;
}

function fieldsOfMacro([, on, args]: readonly [string, ASTNode, readonly ASTNode[]], bound: Bound): string[] {
  const [variable, ...bodies] = args;
  const inner = variable?.op === "id" ? new Set([...bound, variable.args]) : bound;
  return [...fieldsOf(on, bound), ...bodies.flatMap((body) => fieldsOf(body, inner))];
}

function partsOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(partsOf);
  return typeof args === "object" && args !== null && "op" in args ? [args as ASTNode] : [];
}
