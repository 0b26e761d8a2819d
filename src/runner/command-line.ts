import { UsageError } from "../lib/errors.ts";
import { globalFlags, globalValueOptions, nothingRuns, runValueOptions } from "./meltano-options.ts";

/** A command line of `pitchpipe run`, taken apart. */
export interface RunCommandLine {
  readonly json: boolean;
  readonly strict: boolean;
  readonly help: boolean;
  /** Whether the log is relayed as Meltano wrote it or as text for people. */
  readonly logFormat: "json" | "text";
  /** The `meltano` to use; `null` is to be found. */
  readonly meltano: string | null;
  /** Meltano's options that stand before its `run`, by name; a flag's value is `null`. */
  readonly globals: ReadonlyMap<string, string | null>;
  /** All that stands after Meltano's `run`, untouched. */
  readonly rest: readonly string[];
  /** The names in `rest`: jobs, plugins, mappings, `plugin:command`. */
  readonly blocks: readonly string[];
  /** The user's `--run-id` and `--timeout`, wherever they stand. */
  readonly runId: string | null;
  readonly timeout: string | null;
  /** `--dry-run` and the like: nothing runs, nothing is recorded. */
  readonly nothingRuns: boolean;
}

interface Own {
  json: boolean;
  strict: boolean;
  help: boolean;
  logFormat: "json" | "text";
  meltano: string | null;
}

/**
 * Takes the arguments after `pitchpipe run` apart. Ours and Meltano's global options are known up to the first block or
 * `--`; from there on everything is Meltano's. An option nobody knows is Meltano's too.
 */
export function parseRunArguments(argv: readonly string[]): RunCommandLine {
  const own: Own = { json: false, strict: false, help: false, logFormat: "text", meltano: null };
  const globals = new Map<string, string | null>();
  const before: string[] = [];
  const queue = [...argv];
  while (queue[0]?.startsWith("-") && queue[0] !== "--") takeOption(queue, { own, globals, before });
  if (queue[0] === "--") queue.shift();
  const rest = [...before, ...queue];
  return { ...own, globals, rest, ...readRest(rest) };
}

interface Taken {
  readonly own: Own;
  readonly globals: Map<string, string | null>;
  readonly before: string[];
}

function takeOption(queue: string[], { own, globals, before }: Taken): void {
  const argument = queue.shift() ?? "";
  const [name, inline] = splitOption(argument);
  const value = (): string => inline ?? queue.shift() ?? missingValue(name);
  if (name === "--json") own.json = true;
  else if (name === "--strict") own.strict = true;
  else if (name === "--help" || name === "-h") own.help = true;
  else if (name === "--meltano") own.meltano = value();
  else if (name === "--log-format") own.logFormat = logFormatOf(value());
  else if (includes(globalValueOptions, name)) globals.set(name, value());
  else if (includes(globalFlags, name)) globals.set(name, null);
  else {
    before.push(argument);
    if (runValueOptions.has(name) && inline === null && queue.length > 0) before.push(queue.shift() ?? "");
  }
}

/** What the part that is Meltano's says, without changing it. */
function readRest(rest: readonly string[]) {
  const blocks: string[] = [];
  const options = new Map<string, string>();
  const queue = [...rest];
  for (let argument = queue.shift(); argument !== undefined; argument = queue.shift()) {
    const [name, inline] = splitOption(argument);
    if (name === "--") blocks.push(...queue.splice(0));
    else if (!name.startsWith("-")) blocks.push(name);
    else options.set(name, inline ?? (runValueOptions.has(name) ? queue.shift() : null) ?? "");
  }
  return {
    blocks,
    runId: options.get("--run-id") ?? null,
    timeout: options.get("--timeout") ?? null,
    nothingRuns: [...nothingRuns].some((name) => options.has(name)),
  };
}

function splitOption(argument: string): [name: string, inline: string | null] {
  const equals = argument.startsWith("--") ? argument.indexOf("=") : -1;
  return equals < 0 ? [argument, null] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

const textFormats = ["text", "colored", "uncolored", "plain", "key-value", "key_value"];

function logFormatOf(value: string): "json" | "text" {
  if (value === "json") return "json";
  if (textFormats.includes(value)) return "text";
  throw new UsageError({
    code: "USAGE",
    what: `--log-format takes json or text, not ${value}.`,
    whatToDo: "Write `--log-format json` for Meltano's raw lines, or leave it out.",
  });
}

function missingValue(name: string): never {
  throw new UsageError({
    code: "USAGE",
    what: `${name} needs a value.`,
    whatToDo: "See `pitchpipe run --help`.",
  });
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
