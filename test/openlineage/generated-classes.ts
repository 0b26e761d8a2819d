import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { venvBin } from "../setup/venvs.ts";

const script = join(import.meta.dirname, "build_events.py");

/** What is wrong with each event by the classes that OpenLineage's Python client generates from the published schemas. */
export function problemsOfClasses(events: readonly unknown[]): string[][] {
  const options = { input: JSON.stringify(events), encoding: "utf8" as const, maxBuffer: 64 << 20 };
  return JSON.parse(execFileSync(venvBin("openlineage-python"), [script], options));
}
