import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Variables } from "./variables.ts";

/**
 * The variables of the project's `.env`, read as Meltano does (python-dotenv: `export`, both quotes, values over several
 * lines, `${NAME}` and `${NAME:-default}`). Empty where there is no such file, or it can't be read. `file` is what
 * Meltano's `--env-file` names; there is no variable for it.
 */
export function readDotEnv(root: string, env: Variables, file = ".env"): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(isAbsolute(file) ? file : join(root, file), "utf8");
  } catch {
    // No file, a folder of that name, no permission: Meltano goes on without it, and so do we.
    return {};
  }
  return parseDotEnv(text, env);
}

const binding =
  /[^\S\r\n]*(?:export[^\S\r\n]+)?(?:'([^']+)'|([^=#\s]+))[^\S\r\n]*(?:=([^\S\r\n]*)(?:'((?:\\[\s\S]|[^'\\])*)'|"((?:\\[\s\S]|[^"\\])*)"|((?!['"])[^\r\n]*)))?/y;
const afterValue = /(?:[^\S\r\n]*#[^\r\n]*)?[^\S\r\n]*(?:\r\n|\n|\r|$)/y;
const restOfLine = /[^\r\n]*(?:\r\n|\n|\r|$)/y;

/** The variables in the text of a `.env` file. A line that can't be understood is passed over, as python-dotenv does. */
function parseDotEnv(text: string, env: Variables): Record<string, string> {
  const source = text.replace(/^\uFEFF/, "");
  const values: Record<string, string> = {};
  let at = skipBlank(source, 0);
  while (at < source.length) {
    const found = bindingAt(source, at);
    if (found?.value !== undefined) values[found.name] = expand(found.value, { ...env, ...values });
    at = skipBlank(source, found?.end ?? endOf(restOfLine, source, at) ?? source.length);
  }
  return values;
}

interface Binding {
  readonly name: string;
  readonly value: string | undefined;
  readonly end: number;
}

function bindingAt(source: string, at: number): Binding | null {
  binding.lastIndex = at;
  const match = binding.exec(source);
  const name = match?.[1] ?? match?.[2];
  if (!match || name === undefined) return null;
  const end = endOf(afterValue, source, binding.lastIndex);
  if (end === null) return null;
  const [, , , space, single, double, bare] = match;
  const comment = space !== undefined && space !== "" && bare?.startsWith("#") === true;
  const value =
    single?.replaceAll(/\\([\\'])/g, "$1") ?? unescapeDouble(double) ?? trimBare(comment ? "" : bare);
  return { name, value, end };
}

function unescapeDouble(value: string | undefined): string | undefined {
  const plain: Readonly<Record<string, string>> = {
    a: "\u0007",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
  };
  return value?.replaceAll(/\\([\\'"abfnrtv])/g, (_, char: string) => plain[char] ?? char);
}

function trimBare(value: string | undefined): string | undefined {
  return value?.replace(/\s+#.*/, "").trimEnd();
}

/** Variables that the file set before win over those of the process. */
function expand(value: string, env: Variables): string {
  return value.replaceAll(
    /\$\{([^}:]*)(?::-([^}]*))?\}/g,
    (_, name: string, fallback?: string) => env[name] ?? fallback ?? "",
  );
}

function skipBlank(source: string, at: number): number {
  return endOf(/(?:\s|#[^\r\n]*(?:[\r\n]|$))*/y, source, at) ?? at;
}

function endOf(pattern: RegExp, source: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.exec(source) === null ? null : pattern.lastIndex;
}
