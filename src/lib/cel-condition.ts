import { Environment } from "@marcbachmann/cel-js";
import { messageOf } from "./errors.ts";

/** An expression that says true or false. Raises an error where it can't be computed: a label that isn't there. */
export type CelCondition = (values: Readonly<Record<string, unknown>>) => boolean;

const limits = { maxAstNodes: 2_000, maxDepth: 50, maxListElements: 200, maxMapEntries: 100 };

/**
 * Reads a CEL expression over numbers and maps of texts, and checks its types; answers the sentence of what is wrong where
 * it can't be used. It has no loops over more than its own lists, no files and no clock.
 */
export function parseCelCondition(
  text: string,
  variables: { readonly numbers: readonly string[]; readonly maps: readonly string[] },
): CelCondition | string {
  try {
    const environment = new Environment({ limits });
    for (const name of variables.numbers) environment.registerVariable(name, "double");
    for (const name of variables.maps) environment.registerVariable(name, "map<string, string>");
    const checked = environment.check(text);
    if (!checked.valid) return `can't be understood: ${firstLine(checked.error)}`;
    if (checked.type !== "bool") return `must say true or false, and says ${checked.type}`;
    const evaluate = environment.parse(text);
    return (values) => evaluate(values) === true;
  } catch (thrown) {
    return `can't be understood: ${firstLine(thrown)}`;
  }
}

function firstLine(thrown: unknown): string {
  return messageOf(thrown).split("\n")[0] ?? "";
}
