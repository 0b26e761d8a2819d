import { stripControl } from "../../lib/terminal-text.ts";
import type { Suggestion } from "./suggest.ts";

/** The proposals as a part of `pitchpipe.yml`, each with what speaks for it. */
export function suggestionText(stream: string, suggestions: readonly Suggestion[]): string {
  const lines = suggestions.map(({ entry, evidence }) => `      - ${flow(entry)}  # ${evidence}`);
  return ["streams:", `  ${JSON.stringify(stripControl(stream))}:`, "    checks:", ...lines, ""].join("\n");
}

/** JSON with the quotes left out where YAML doesn't need them. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return scalar(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${scalar(key)}: ${flow(item)}`)
    .join(", ")}}`;
}

/** Words that YAML would read as something else keep their quotes. */
function scalar(value: unknown): string {
  const isPlain =
    typeof value === "string" &&
    /^[A-Za-z_][A-Za-z0-9_]*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n|none)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
