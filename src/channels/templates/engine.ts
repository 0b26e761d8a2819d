import { Liquid, type Template } from "liquidjs";
import type { Json } from "../../lib/canonical-json.ts";
import { messageOf } from "../../lib/errors.ts";
import { longestOutput, longestTemplate, mostMemory, renderMs } from "./limits.ts";

export type Scope = { readonly [field: string]: Json };

/** A template that can be rendered, or why it can't; `place` is within the template. */
export type Parsed = { readonly kind: "template"; readonly nodes: Template[] } | TemplateError;
export type Rendered = { readonly kind: "text"; readonly text: string } | TemplateError;

export interface TemplateError {
  readonly kind: "error";
  readonly message: string;
  readonly place: TemplatePlace | null;
}

export interface TemplatePlace {
  readonly line: number;
  readonly column: number;
}

/** A variable that a template reads, as it was written: `["details", "exit_code"]`. */
export interface Reading {
  readonly segments: readonly string[];
  readonly place: TemplatePlace;
}

export interface TemplateEngine {
  parse(source: string): Parsed;
  render(nodes: Template[], scope: Scope): Rendered;
  /** What a template reads of its scope, also in branches that are not taken. */
  readings(nodes: Template[]): readonly Reading[];
  /** Every filter there is. */
  readonly filters: readonly string[];
}

/** Tags that would look for other templates. */
const tagsOfFiles = ["include", "render", "layout", "block"];

/** LiquidJS as templates here have it: what isn't there is an error, nothing is read from files, everything has its limit. */
export function createTemplateEngine(timeZone: string): TemplateEngine {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: true,
    // `if` and `default` may ask for what is not everywhere.
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    parseLimit: longestTemplate,
    renderLimit: renderMs,
    memoryLimit: mostMemory,
    timezoneOffset: timeZone,
    locale: "en-GB",
    outputEscape: shown,
  });
  for (const tag of tagsOfFiles) delete liquid.tags[tag];
  return {
    parse: (source) => attempt(() => ({ kind: "template", nodes: liquid.parse(source) })),
    render: (nodes, scope) =>
      attempt(() => {
        const text = String(liquid.renderSync(nodes, scope));
        if (text.length > longestOutput)
          return failure(`gives ${text.length} characters, and ${longestOutput} is the most`);
        return { kind: "text", text };
      }),
    readings: (nodes) =>
      Object.values(liquid.analyzeSync(nodes, { partials: false }).globals)
        .flat()
        .map(({ segments, location: { row, col } }) => ({
          segments: firstNames(segments),
          place: { line: row, column: col },
        })),
    filters: Object.keys(liquid.filters),
  };
}

/** What a value looks like in a message: a list as its items, nothing for what is not known. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(shown).join(", ");
  if (typeof value === "object") throw new TypeError("a map has no text of its own; name one of its keys");
  return String(value);
}

/** Up to a part that is only known when it is rendered. */
function firstNames(segments: readonly unknown[]): string[] {
  const names: string[] = [];
  for (const segment of segments) {
    if (typeof segment === "object") break;
    names.push(String(segment));
  }
  return names;
}

function attempt<Result>(work: () => Result): Result | TemplateError {
  try {
    return work();
  } catch (thrown) {
    return failure(reasonOf(thrown), placeOf(thrown));
  }
}

function failure(message: string, place: TemplatePlace | null = null): TemplateError {
  return { kind: "error", message, place };
}

/** LiquidJS ends its messages with the place, and adds the lines around it below. */
function reasonOf(thrown: unknown): string {
  const [first = ""] = messageOf(thrown).split("\n");
  const reason = first.replace(/,? line:\d+(?:, col:\d+)?$/, "").trim();
  return limits[reason] ?? reason;
}

const limits: Readonly<Record<string, string>> = {
  "memory alloc limit exceeded": "makes more than there is room for",
  "template render limit exceeded": "takes too long",
  "Invalid string length": "gives more text than there is room for",
};

function placeOf(thrown: unknown): TemplatePlace | null {
  const [, line, column] = /line:(\d+), col:(\d+)/.exec(messageOf(thrown).split("\n")[0] ?? "") ?? [];
  return line === undefined ? null : { line: Number(line), column: Number(column) };
}
