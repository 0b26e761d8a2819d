import { Cron } from "croner";
import { namedIntervals, namedMatchers, readMatcher, untakenCritical } from "../alerts/settings.ts";
import { linearRegex } from "../lib/linear-regex.ts";
import { nearest } from "../lib/nearest.ts";
import type { Labels } from "../model/labels.ts";
import { parsePath } from "./cross-checks.ts";
import { knownLabels } from "./known-labels.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";

/** What is wrong between the settings of alerts, or shows only to an engine: patterns, cron lines, names. */
export function checkAlerting(settings: Settings): readonly Finding[] {
  return [
    ...matchersOf(settings).flatMap((one) => checkMatcher(one, settings)),
    ...checkIntervalNames(settings),
    ...settings.maintenance.flatMap(({ schedule }, at) => checkCron(schedule, `maintenance[${at}].schedule`)),
    ...repeatedNames("time_intervals", settings.time_intervals),
    ...repeatedNames("inhibit_rules", settings.inhibit_rules),
    ...repeatedNames("maintenance", settings.maintenance),
    ...checkCritical(settings),
  ];
}

interface PlacedMatcher {
  readonly path: string;
  readonly matcher: string;
}

function matchersOf({ route, inhibit_rules, maintenance }: Settings): PlacedMatcher[] {
  const list = (texts: readonly string[], path: string): PlacedMatcher[] =>
    texts.map((matcher, at) => ({ path: `${path}[${at}]`, matcher }));
  return [
    ...(route === undefined ? [] : namedMatchers(route)),
    ...inhibit_rules.flatMap(({ source_matchers, target_matchers }, at) => [
      ...list(source_matchers, `inhibit_rules[${at}].source_matchers`),
      ...list(target_matchers, `inhibit_rules[${at}].target_matchers`),
    ]),
    ...maintenance.flatMap(({ matchers }, at) => list(matchers, `maintenance[${at}].matchers`)),
  ];
}

function checkMatcher({ path, matcher }: PlacedMatcher, settings: Settings): Finding[] {
  const read = readMatcher(matcher);
  if (typeof read === "string") return [finding(path, `${read}.`, null)];
  const known = knownLabels(settings);
  if (!known.has(read.label)) return [unknownLabel(path, read.label, known)];
  if (!read.operator.endsWith("~")) return [];
  const regex = linearRegex(read.value);
  return typeof regex === "string"
    ? [finding(path, `has a regular expression that does not compile: ${regex}.`, regexHint)]
    : [];
}

/** Whether texts of matchers fit labels; one that can't be read is told where it stands, and fits here. */
function fits(texts: readonly string[], labels: Labels): boolean {
  return texts.every((text) => {
    const read = readMatcher(text);
    if (typeof read === "string") return true;
    const found = labels[read.label] ?? "";
    const regex = read.operator.endsWith("~") ? linearRegex(read.value) : null;
    if (typeof regex === "string") return true;
    const same = regex === null ? found === read.value : regex.fitsAll(found);
    return same !== read.operator.startsWith("!");
  });
}

const regexHint = "Patterns are RE2's: no look-around and no back-references, so that none can hang.";

function unknownLabel(path: string, label: string, known: ReadonlySet<string>): Finding {
  const meant = nearest(label, known);
  const declare = `A label of your own is made known by labels: {${label}: ""}.`;
  const said = "which neither our signals nor these settings have";
  const found = finding(
    path,
    `asks for the label ${label}, ${said}.`,
    meant === null ? declare : `Did you mean ${meant}? ${declare}`,
  );
  // Signals that people send may have it, and a route that falls away sends its alerts elsewhere; a mute for a misspelt
  // label must not keep quiet what it was not meant for.
  return meant === null || path.startsWith("route") ? { ...found, keeps: true } : found;
}

function checkIntervalNames({ route, time_intervals }: Settings): Finding[] {
  const names = time_intervals.map(({ name }) => name);
  const wrong = route === undefined ? [] : namedIntervals(route);
  return wrong
    .filter(({ interval }) => !names.includes(interval))
    .map(({ path, interval }) => {
      const meant = nearest(interval, names);
      const known = names.length === 0 ? "There are none yet." : `There are: ${names.join(", ")}.`;
      return finding(
        path,
        `names the time interval ${JSON.stringify(interval)}, which is not among time_intervals.`,
        meant === null ? known : `Did you mean ${meant}?`,
      );
    });
}

function checkCron(line: string, path: string): Finding[] {
  try {
    if (new Cron(line, { mode: "5-part", paused: true, timezone: "UTC" }).nextRun() !== null) return [];
    return [finding(path, "is a cron line that never comes to pass.", null)];
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return [finding(path, `is no cron line: ${thrown.message.replace(/^CronPattern: /, "")}.`, null)];
  }
}

function repeatedNames(list: string, entries: readonly { readonly name?: string | undefined }[]): Finding[] {
  const first = new Map<string, number>();
  return entries.flatMap(({ name }, at) => {
    if (name === undefined) return [];
    const before = first.get(name);
    first.set(name, before ?? at);
    if (before === undefined) return [];
    const text = `is named ${JSON.stringify(name)} like ${list}[${before}]; names are used once.`;
    return [finding(`${list}[${at}].name`, text, "Give it another name.")];
  });
}

function checkCritical({ route, channels }: Settings): Finding[] {
  if (route === undefined || Object.keys(channels).length === 0) return [];
  const untaken = untakenCritical(route, fits);
  if (untaken === null) return [];
  const text = `tells nobody of a critical alert of type ${untaken}: no branch takes it, and the root has no channel.`;
  return [finding("route", text, 'Give route a channel, or a branch that takes severity="critical".')];
}

function finding(path: string, text: string, hint: string | null): Finding {
  return { path: parsePath(path), what: "value", message: `${path} ${text}`, hint };
}
