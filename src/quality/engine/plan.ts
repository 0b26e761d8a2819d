import type { FindingThreshold, RowAction } from "../../model/finding.ts";
import type { Severity } from "../../model/severity.ts";
import type { AnyCheck, Part } from "../check.ts";
import { checks } from "../checks/index.ts";
import type { ExactNumber } from "../setting-values.ts";
import type { CheckEntry, StreamSettings, StreamsSettings, ThresholdSettings } from "../settings.ts";
import { matchesStream, moreSpecific, specificityOf } from "./glob.ts";

/** When something happens; a percentage keeps its digits. */
export type Threshold =
  | { readonly count: number }
  | { readonly percent: ExactNumber }
  | { readonly breaking: number };

/** One check of one stream, with all that follows from it. */
export interface EntryPlan {
  readonly check: AnyCheck;
  readonly settings: unknown;
  readonly name: string;
  readonly where: string | null;
  readonly onViolation: RowAction;
  readonly warn: Threshold;
  readonly fail: Threshold | null;
  readonly severity: Severity | null;
  readonly mode: "active" | "shadow";
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly description: string | null;
  readonly isDefault: boolean;
}

/** What is asked of a stream. */
export interface StreamPlan {
  readonly entries: readonly EntryPlan[];
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly holdState: boolean;
  /** What has to be parsed for the checks. */
  readonly needs: ReadonlySet<Part>;
  /** The keys of `streams` that mean it, the most special first. */
  readonly keys: readonly string[];
}

/** What plans are made of. Of two layers the later wins, per stream and name of a check. */
export interface QualitySettings {
  readonly layers: readonly StreamsSettings[];
  /** Whether streams have checks without being told. */
  readonly defaultChecks: boolean;
}

const always: Threshold = { count: 1 };

/** Which check an entry has, and its settings. */
export function checkOf(entry: CheckEntry): { readonly check: AnyCheck; readonly settings: unknown } | null {
  const given = entry as { readonly [key: string]: unknown };
  const check = checks.find(({ key }) => given[key] !== undefined);
  return check === undefined ? null : { check, settings: given[check.key] };
}

/** The name of an entry: its own, or its key with the fields it names. */
export function nameOf(entry: CheckEntry): string {
  if (entry.name !== undefined) return entry.name;
  const found = checkOf(entry);
  if (found === null) return "";
  const { check, settings } = found;
  const words = typeof settings === "string" ? [settings] : (check.fields?.(settings) ?? []);
  return [check.key, ...words.map(slug)].join("_").slice(0, 100);
}

/** Plans streams. Those that the same keys mean have one plan: a tap may have ten thousand. */
export function streamPlanner(settings: QualitySettings, tap: string | null): (stream: string) => StreamPlan {
  const plans = new Map<string, StreamPlan>();
  return (stream) => {
    const matching = settings.layers.map((layer) => matchingKeys(layer, stream, tap));
    const id = JSON.stringify(matching.map((blocks) => blocks.map(({ key }) => key)));
    const plan = plans.get(id) ?? planOf(settings, matching);
    plans.set(id, plan);
    return plan;
  };
}

/** All checks of a stream: those that its keys name, and those it has by default. */
export function planStream(settings: QualitySettings, stream: string, tap: string | null): StreamPlan {
  return streamPlanner(settings, tap)(stream);
}

function planOf(
  { defaultChecks }: QualitySettings,
  matching: readonly (readonly MatchingKey[])[],
): StreamPlan {
  const blocks = matching.flat().toReversed();
  const byName = new Map<string, EntryPlan>();
  if (defaultChecks) for (const entry of defaultEntries()) byName.set(entry.name, entry);
  for (const { settings } of matching.flat())
    for (const entry of settings.checks ?? []) {
      const planned = planEntry(entry, settings);
      if (planned !== null) byName.set(planned.name, planned);
    }
  const first = <Key extends keyof StreamSettings>(key: Key): StreamSettings[Key] | undefined =>
    blocks.find(({ settings }) => settings[key] !== undefined)?.settings[key];
  const entries = [...byName.values()].map((entry) => ({
    ...entry,
    owner: entry.owner ?? first("owner") ?? null,
    tags: [...new Set([...(first("tags") ?? []), ...entry.tags])],
  }));
  return {
    entries,
    needs: new Set(entries.flatMap(needsOf)),
    owner: first("owner") ?? null,
    tags: first("tags") ?? [],
    holdState: first("hold_state") ?? false,
    keys: blocks.map(({ key }) => key),
  };
}

/** A `where` has to see records, even where its check need not. */
function needsOf({ check, where }: EntryPlan): readonly Part[] {
  return where === null ? check.needs : [...check.needs, "record"];
}

interface MatchingKey {
  readonly key: string;
  readonly settings: StreamSettings;
}

/** The most special last. */
function matchingKeys(layer: StreamsSettings, stream: string, tap: string | null): MatchingKey[] {
  return Object.entries(layer)
    .map(([key, settings], place) => ({ key, settings, specificity: specificityOf(key, place) }))
    .filter(({ key }) => matchesStream(key, stream, tap))
    .sort((a, b) => moreSpecific(a.specificity, b.specificity));
}

function planEntry(entry: CheckEntry, { owner }: StreamSettings): EntryPlan | null {
  const found = checkOf(entry);
  if (found === null) return null;
  return {
    ...found,
    name: nameOf(entry),
    where: entry.where ?? null,
    onViolation: entry.on_violation,
    warn: thresholdOf(entry.warn) ?? always,
    fail: thresholdOf(entry.fail),
    severity: entry.severity ?? null,
    mode: entry.mode,
    owner: entry.owner ?? owner ?? null,
    tags: entry.tags,
    description: entry.description ?? null,
    isDefault: false,
  };
}

function defaultEntries(): EntryPlan[] {
  return checks
    .filter(({ byDefault }) => byDefault !== undefined)
    .map((check) => ({
      check,
      settings: check.byDefault,
      name: check.key,
      where: null,
      onViolation: "keep",
      warn: always,
      fail: null,
      severity: null,
      mode: "active",
      owner: null,
      tags: [],
      description: null,
      isDefault: true,
    }));
}

export function thresholdOf(given: ThresholdSettings | undefined): Threshold | null {
  if (given?.count !== undefined) return { count: given.count };
  if (given?.percent !== undefined) return { percent: given.percent };
  return given?.breaking === undefined ? null : { breaking: given.breaking };
}

/** A threshold as findings have it. */
export function thresholdDocument(threshold: Threshold): FindingThreshold {
  return "percent" in threshold ? { percent: threshold.percent.value } : threshold;
}

/** Whether rows of a stream depend on its checks. */
export function gates({ entries }: StreamPlan): boolean {
  return entries.some(
    ({ mode, onViolation, fail }) => mode === "active" && (onViolation !== "keep" || fail !== null),
  );
}

function slug(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "");
}
