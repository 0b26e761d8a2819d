import { parseMatcher } from "../../alerts/matcher.ts";
import { isLabelName, writeMatcher } from "../../alerts/matcher-syntax.ts";
import { knownLabels } from "../../config/index.ts";
import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import type { Alert } from "../../model/alert.ts";
import { severities } from "../../model/severity.ts";
import { alertCategories, alertTypes } from "../../model/signal.ts";
import type { OpenedProject } from "../open-project.ts";

/** What makes an alert the one it is: its name, type and labels, but for what passes and what no matcher can ask for. */
export function matchersOf(alert: Alert): string[] {
  const { name, type, labels } = alert;
  const passing = ["severity", "run_id", "host"];
  return Object.entries({ ...labels, name, type })
    .filter(([label, value]) => value !== "" && !passing.includes(label) && isLabelName(label))
    .map(([label, value]) => writeMatcher({ label, operator: "=", value }));
}

const example = "Write it as job=daily-load or 'type=~\"data_quality|freshness\"'.";

/** Raises `USAGE` where there are none, or one can't be read. */
export function requireMatchers(matchers: readonly string[]): void {
  if (matchers.length === 0)
    throw new UsageError({
      code: "USAGE",
      what: "A silence needs to know what it is about.",
      whatToDo: "Give a matcher such as job=daily-load, or --alert ID.",
    });
  for (const text of matchers) {
    const parsed = parseMatcher(text);
    if (typeof parsed === "string")
      throw new UsageError({ code: "USAGE", what: `The matcher ${text} ${parsed}.`, whatToDo: example });
  }
}

/** A misspelt label makes a silence that keeps nothing quiet, or all of it. */
export function requireKnownLabels(
  matchers: readonly string[],
  open: readonly Alert[],
  { config }: OpenedProject,
): void {
  const known = new Set([
    ...knownLabels(config.settings),
    ...open.flatMap(({ labels }) => Object.keys(labels)),
  ]);
  for (const text of matchers) {
    const parsed = parseMatcher(text);
    if (typeof parsed === "string" || known.has(parsed.label)) continue;
    const meant = nearest(parsed.label, known);
    throw new UsageError({
      code: "USAGE",
      what: `The matcher ${text} asks for the label ${parsed.label}, which no open alert and no setting has.`,
      whatToDo: `${meant === null ? "" : `Did you mean ${meant}? `}Add --yes if you mean it.`,
    });
  }
}

/**
 * Whether each matcher fits all that a label can be: a value that nobody thought of, every word of a list of ours, or the
 * one value that all alerts here have. Then everything is kept quiet, or everything but what a matcher names.
 */
export function fitsEverything(
  matchers: readonly string[],
  { project, environment }: OpenedProject,
): boolean {
  const all: Readonly<Record<string, readonly string[]>> = {
    severity: severities,
    type: alertTypes,
    category: alertCategories,
    project: [project.name],
    environment: [environment],
  };
  return matchers.every((text) => {
    const matcher = parseMatcher(text);
    if (typeof matcher === "string") return false;
    const { label, matches } = matcher;
    const fits = (value: string): boolean => matches({ [label]: value });
    return fits("\u0001 a value nobody has") || (all[label]?.every(fits) ?? false);
  });
}
