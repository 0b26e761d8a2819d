import { runValueOptions } from "./meltano-options.ts";

/** A piece of what stands after Meltano's `run`: the name of a block, or an option with its value. */
export type RunToken =
  | { readonly kind: "block"; readonly name: string }
  | {
      readonly kind: "option";
      readonly name: string;
      readonly value: string | null;
      /** As it was written, one or two arguments. */
      readonly written: readonly string[];
    };

/** Takes apart what stands after Meltano's `run`; after `--` everything is a name. */
export function runTokens(rest: readonly string[]): RunToken[] {
  const tokens: RunToken[] = [];
  const queue = [...rest];
  for (let argument = queue.shift(); argument !== undefined; argument = queue.shift()) {
    const [name, inline] = splitOption(argument);
    if (name === "--")
      tokens.push(...queue.splice(0).map((text) => ({ kind: "block", name: text }) as const));
    else if (!name.startsWith("-")) tokens.push({ kind: "block", name });
    else {
      const next = inline === null && runValueOptions.has(name) ? queue.shift() : undefined;
      const written = next === undefined ? [argument] : [argument, next];
      tokens.push({ kind: "option", name, value: inline ?? next ?? null, written });
    }
  }
  return tokens;
}

/** `--name=value` taken apart. */
export function splitOption(argument: string): [name: string, inline: string | null] {
  const equals = argument.startsWith("--") ? argument.indexOf("=") : -1;
  return equals < 0 ? [argument, null] : [argument.slice(0, equals), argument.slice(equals + 1)];
}
