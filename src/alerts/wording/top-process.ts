import type { Json } from "../../lib/canonical-json.ts";

const namesOf = ["name", "command", "cmd", "process"];
const sharesOf = ["cpu_percent", "cpu", "memory_percent", "memory", "percent"];

/**
 * The first of the reported processes in words, such as "postgres (61 %)". Takes a list of texts or of objects with a
 * name and a share, as agents report them; `null` where there is none that can be read.
 */
export function topProcessOf(processes: Json | undefined): string | null {
  const first = Array.isArray(processes) ? processes[0] : undefined;
  if (typeof first === "string") return first === "" ? null : first;
  if (typeof first !== "object" || first === null || Array.isArray(first)) return null;
  const name = namesOf.map((key) => first[key]).find((value) => typeof value === "string" && value !== "");
  if (name === undefined) return null;
  const share = sharesOf.map((key) => first[key]).find((value) => typeof value === "number");
  return share === undefined ? String(name) : `${name} (${share} %)`;
}
