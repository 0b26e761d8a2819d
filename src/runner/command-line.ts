import { UsageError } from "../lib/errors.ts";
import { globalFlags, globalValueOptions, nothingRuns, runValueOptions } from "./meltano-options.ts";
import { runTokens, splitOption } from "./run-tokens.ts";

/** A command line of `pitchpipe run`, taken apart. */
export interface RunCommandLine {
  readonly json: boolean;
  readonly strict: boolean;
  readonly help: boolean;
  /** How often to try again, and from where; `null` leaves it to the settings. */
  readonly retries: number | null;
  readonly retryFrom: "block" | "job" | null;
  readonly preflight: boolean | null;
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
  retries: number | null;
  retryFrom: "block" | "job" | null;
  preflight: boolean | null;
  logFormat: "json" | "text";
  meltano: string | null;
}

const nothingAsked: Own = {
  json: false,
  strict: false,
  help: false,
  retries: null,
  retryFrom: null,
  preflight: null,
  logFormat: "text",
  meltano: null,
};

/**
 * Takes the arguments after `pitchpipe run` apart. Ours and Meltano's global options are known up to the first block or
 * `--`; from there on everything is Meltano's. An option nobody knows is Meltano's too.
 */
export function parseRunArguments(argv: readonly string[]): RunCommandLine {
  const own: Own = { ...nothingAsked };
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
  if (takeOwn(name, value, own)) return;
  if (includes(globalValueOptions, name)) globals.set(name, value());
  else if (includes(globalFlags, name)) globals.set(name, null);
  else {
    before.push(argument);
    if (runValueOptions.has(name) && inline === null && queue.length > 0) before.push(queue.shift() ?? "");
  }
}

/** Takes an option of ours in; answers whether it is one. */
function takeOwn(name: string, value: () => string, own: Own): boolean {
  switch (name) {
    case "--json":
      own.json = true;
      return true;
    case "--strict":
      own.strict = true;
      return true;
    case "--help":
    case "-h":
      own.help = true;
      return true;
    case "--meltano":
      own.meltano = value();
      return true;
    case "--retries":
      own.retries = retriesOf(value());
      return true;
    case "--retry-from":
      own.retryFrom = retryFromOf(value());
      return true;
    case "--preflight":
    case "--no-preflight":
      own.preflight = name === "--preflight";
      return true;
    case "--log-format":
      own.logFormat = logFormatOf(value());
      return true;
    default:
      return false;
  }
}

/** What the part that is Meltano's says, without changing it. */
export function readRest(rest: readonly string[]) {
  const tokens = runTokens(rest);
  const options = new Map(
    tokens.flatMap((token) => (token.kind === "option" ? [[token.name, token.value ?? ""] as const] : [])),
  );
  return {
    blocks: tokens.flatMap((token) => (token.kind === "block" ? [token.name] : [])),
    runId: options.get("--run-id") ?? null,
    timeout: options.get("--timeout") ?? null,
    nothingRuns: [...nothingRuns].some((name) => options.has(name)),
  };
}

function retriesOf(value: string): number {
  const number = Number(value);
  if (/^\d{1,3}$/.test(value) && number <= 100) return number;
  throw new UsageError({
    code: "USAGE",
    what: `--retries takes a whole number from 0 to 100, not ${value}.`,
    whatToDo: "Write `--retries 2`.",
  });
}

function retryFromOf(value: string): "block" | "job" {
  if (value === "block" || value === "job") return value;
  throw new UsageError({
    code: "USAGE",
    what: `--retry-from takes block or job, not ${value}.`,
    whatToDo: "Write `--retry-from block` to start at the block that failed, `--retry-from job` for all.",
  });
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
