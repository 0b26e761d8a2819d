import type { Json } from "../../lib/canonical-json.ts";
import type { Finding } from "../../model/finding.ts";
import type {
  CheckContext,
  CheckInstance,
  JsonObject,
  MemoryBudget,
  Outcome,
  Part,
  Place,
  RecordView,
  SchemaView,
  StateView,
  StreamCounts,
  VersionView,
  Violation,
  Watcher,
} from "../check.ts";
import { compileExpression, type Expression } from "../expressions/expression.ts";
import { namedFields } from "../expressions/named-fields.ts";
import { Field, isObject } from "../fields/field.ts";
import { pathOfName } from "../fields/field-path.ts";
import type { StreamHistory } from "../history/port.ts";
import { both } from "../sure/combine.ts";
import { anything, type SureValue } from "../walker/sure-value.ts";
import { EntryRun, type EntryStream } from "./entry-run.ts";
import { type EntryPlan, gates, type StreamPlan } from "./plan.ts";
import type { SamplePolicy } from "./samples.ts";
import type { RowVerdict, StreamVerdict } from "./verdict.ts";

/** What the checks of a stream need of the outside. */
export interface StreamChecksOptions {
  readonly stream: string;
  readonly tap: string | null;
  readonly plan: StreamPlan;
  readonly history: StreamHistory;
  readonly memory: MemoryBudget;
  readonly now: () => number;
  readonly timezone: string | null;
  readonly compileSchema: CheckContext["compileSchema"];
  readonly samples: SamplePolicy;
  /** Whether a check of a field that the SCHEMA doesn't declare is a violation of its own. */
  readonly strictFields: boolean;
  readonly watcher: (key: string) => Watcher | null;
  /** What other streams' checks learn of this one. */
  readonly watchers: readonly Watcher[];
}

/** What checks ask of a record so that they need not see all of it. */
export interface Sureness {
  readonly sure: SureValue;
  /** The properties that they look at all the same. */
  readonly reads: ReadonlySet<string>;
}

/** A record of which not all was read yet. */
export interface SureRecordView extends RecordView {
  /** Reads all of it, as any other record is read. */
  makeWhole(): void;
}

class Counts implements StreamCounts {
  records = 0;
  quarantined = 0;
  dropped = 0;
  uninspected = 0;
}

/** All checks of one stream: what comes in is shown to each, what they say becomes verdicts and findings. */
export class StreamChecks {
  readonly stream: string;
  readonly plan: StreamPlan;
  /** What has to be parsed for the checks. */
  readonly needs: ReadonlySet<Part>;
  readonly readsRecords: boolean;
  /** Whether rows depend on the checks. */
  readonly gates: boolean;
  readonly counts: StreamCounts;
  readonly #counts = new Counts();
  readonly #options: StreamChecksOptions;
  readonly #entries: readonly EntryRun[];
  /** Those that look at rows, in the order of the plan. */
  readonly #rows: readonly EntryRun[];
  /** Of these the ones that have to look at sure records too. */
  #unsure: readonly EntryRun[] = [];
  /** Those that look at STATEs. */
  readonly #states: readonly EntryRun[];
  readonly #fields = new Map<string, Field>();
  #declared: JsonObject | null = null;
  #keyFields: readonly Field[] = [];

  constructor(options: StreamChecksOptions) {
    const { stream, plan, watchers } = options;
    this.stream = stream;
    this.plan = plan;
    this.counts = this.#counts;
    this.#options = options;
    this.gates = gates(plan);
    const about = this.#about();
    this.#entries = plan.entries.map((entry) => this.#begin(entry, about));
    this.#rows = this.#entries.filter(({ instance }) => instance.onRecord !== undefined);
    this.#states = this.#entries.filter(({ instance }) => instance.onState !== undefined);
    this.needs = watchers.length > 0 ? new Set<Part>([...plan.needs, "record"]) : plan.needs;
    this.readsRecords = this.needs.has("record");
  }

  onSchema(view: SchemaView): StreamVerdict {
    const properties = isObject(view.schema) ? view.schema["properties"] : undefined;
    this.#declared = isObject(properties) ? properties : null;
    this.#keyFields = (view.keyProperties ?? []).map((name) => this.#field(pathOfName(name)));
    for (const field of this.#fields.values()) field.resolve(this.#declared);
    for (const entry of this.#entries) {
      entry.noteOutcomes(entry.instance.onSchema?.(view) ?? none, view.line);
      entry.noteUnknown(this.#undeclared(entry.plan), this.#options.strictFields, view.line);
    }
    return this.#judge("row");
  }

  /** The verdict on one record. On the good path nothing is allocated. */
  onRecord(view: RecordView): RowVerdict {
    this.#counts.records++;
    for (const watcher of this.#options.watchers) watcher.onRecord(view);
    let verdict: RowVerdict = "forward";
    for (const entry of this.#rows) {
      if (entry.where !== null && !entry.looksAt(view)) continue;
      entry.looked++;
      const found = entry.instance.onRecord?.(view) ?? null;
      if (found !== null) verdict = this.#noteRow(entry, found, view, verdict);
    }
    if (verdict !== "forward") this.#count(verdict);
    return verdict;
  }

  /** What a record must surely be so that not all of it has to be looked at; `null` where every one has to be, whole. */
  sureness(): Sureness | null {
    if (this.#options.watchers.length > 0) return null;
    const reads = new Set<string>();
    let sure = anything;
    this.#unsure = this.#rows.filter(({ instance, where }) => {
      const vouched = where === null ? (instance.vouchesFor?.() ?? null) : null;
      if (vouched !== null) sure = both(sure, vouched);
      return vouched === null;
    });
    for (const { instance, where } of this.#unsure) {
      const named = [instance.reads?.() ?? null, where === null ? [] : where.fields];
      for (const names of named) {
        if (names === null) return null;
        for (const name of names) reads.add(name);
      }
    }
    return { sure, reads };
  }

  /** The verdict on a record that is surely as `sureness` asked; `view` shows what it reads until it is made `whole`. */
  onSure(view: SureRecordView): RowVerdict {
    this.#counts.records++;
    let verdict: RowVerdict = "forward";
    for (const entry of this.#rows) if (entry.where === null) entry.looked++;
    for (const entry of this.#unsure) {
      if (entry.where !== null) {
        if (!entry.looksAt(view)) continue;
        entry.looked++;
      }
      const found = entry.instance.onRecord?.(view) ?? null;
      if (found === null) continue;
      view.makeWhole();
      verdict = this.#noteRow(entry, found, view, verdict);
    }
    if (verdict !== "forward") this.#count(verdict);
    return verdict;
  }

  /** A RECORD whose `record` is missing or no object: no check can look at it. */
  onUnreadable(line: number): RowVerdict {
    this.#counts.records++;
    this.#counts.uninspected++;
    const message = "The record is missing or no object.";
    for (const entry of this.#rows)
      entry.noteRow({ field: null, message, uninspected: true }, { ...nothing, line });
    const gate = this.#rows.find(({ plan, isActive }) => isActive && plan.onViolation === "quarantine");
    if (gate === undefined) return "uninspected";
    this.#counts.quarantined++;
    return { action: "quarantine", reason: message, name: gate.plan.name };
  }

  /** A RECORD that was not parsed (too long a line). */
  onUninspected(): void {
    this.#counts.records++;
    this.#counts.uninspected++;
  }

  /** A RECORD that no check has to read. */
  onUnread(): void {
    this.#counts.records++;
  }

  onState(view: StateView): StreamVerdict {
    let isNews = false;
    for (const entry of this.#states) {
      const outcomes = entry.instance.onState?.(view) ?? none;
      if (outcomes.length === 0) continue;
      entry.noteOutcomes(outcomes, view.line);
      isNews = true;
    }
    // Each STATE is shown to every stream, of which there may be ten thousand: nothing new needs no judging.
    return isNews || this.#entries.some(({ violations }) => violations > 0) ? this.#judge("row") : "go on";
  }

  onVersion(view: VersionView): StreamVerdict {
    const verdict = this.#tell(
      ({ onVersion }, instance) => onVersion?.call(instance, view),
      view.line,
      "row",
    );
    return verdict === "go on" && this.holdsVersion("arrival") ? "hold" : verdict;
  }

  /** Whether the ACTIVATE_VERSION line that was kept back stays so. */
  holdsVersion(at: "arrival" | "state" | "end"): boolean {
    return this.#entries.some(
      ({ plan, instance, isActive }) =>
        isActive && plan.onViolation === "hold" && instance.holdsVersion?.(at) === true,
    );
  }

  /** A STATE closed a segment: shares are judged. */
  onSegmentEnd(): StreamVerdict {
    return this.#tell(({ onSegmentEnd }, instance) => onSegmentEnd?.call(instance), null, "segment");
  }

  onEnd(end: { readonly complete: boolean }): StreamVerdict {
    return this.#tell(({ onEnd }, instance) => onEnd?.call(instance, end), null, "end");
  }

  findings(): readonly Finding[] {
    return this.#entries.flatMap((entry) => entry.findings(this.stream));
  }

  /** The names of the checks that looked at something and found nothing; what is in shadow is not told anyway. */
  passed(): readonly string[] {
    const looked = this.#entries.filter(
      ({ plan, isActive, instance, looked: rows }) =>
        isActive &&
        plan.check.decides !== "after" &&
        (instance.onRecord === undefined || rows > 0) &&
        instance.isIdle?.() !== true,
    );
    return looked.filter((entry) => entry.findings(this.stream).length === 0).map(({ plan }) => plan.name);
  }

  /** The values of a record's key, for whoever sets it aside; `null` where the stream has none. */
  keyOf({ record }: Pick<RecordView, "record">): Json {
    if (this.#keyFields.length === 0) return null;
    return Object.fromEntries(this.#keyFields.map((field) => [field.topLevel, field.read(record) ?? null]));
  }

  #begin(plan: EntryPlan, about: EntryStream): EntryRun {
    return new EntryRun({
      ...{ plan, stream: about, instance: plan.check.create(plan.settings, this.#context(plan, about)) },
      where: plan.where === null ? null : conditionOf(plan.where),
    });
  }

  #about(): EntryStream {
    return {
      samples: this.#options.samples,
      field: (path) => this.#field(path),
      keyFields: () => this.#keyFields,
    };
  }

  #context({ name, onViolation, isDefault, where }: EntryPlan, { field }: EntryStream): CheckContext {
    const { stream, tap, history, memory, now, timezone, compileSchema, watcher } = this.#options;
    return {
      ...{ stream, tap, name, onViolation, isDefault, isFiltered: where !== null, counts: this.#counts },
      ...{ history, memory, now, timezone, compileSchema, watcher, field },
    };
  }

  #field(path: string): Field {
    const known = this.#fields.get(path);
    if (known !== undefined) return known;
    const field = new Field(path);
    field.resolve(this.#declared);
    this.#fields.set(path, field);
    return field;
  }

  #noteRow(
    entry: EntryRun,
    found: NonNullable<ReturnType<NonNullable<CheckInstance["onRecord"]>>>,
    view: RecordView,
    verdict: RowVerdict,
  ): RowVerdict {
    const acting = entry.noteRow(found, view);
    if (acting === null) return verdict;
    if (entry.judge("row")) return { action: "fail", reason: entry.failReason, name: entry.plan.name };
    return entry.isActive ? worse(verdict, this.#verdictOf(entry, acting, found, view)) : verdict;
  }

  #verdictOf(
    { plan }: EntryRun,
    acting: Violation,
    found: NonNullable<unknown>,
    view: RecordView,
  ): RowVerdict {
    const { name, onViolation } = plan;
    const reason = acting.message;
    if (onViolation === "quarantine" || onViolation === "drop") return { action: onViolation, reason, name };
    if (onViolation !== "mask") return "forward";
    const all = (Array.isArray(found) ? found : [found]) as readonly Violation[];
    const places = all.flatMap((violation) => violation.places?.() ?? this.#namedPlaces(plan, view));
    return { action: "mask", reason, name, places };
  }

  #namedPlaces({ check, settings }: EntryPlan, { record }: RecordView): Place[] {
    const paths = check.fields?.(settings) ?? [];
    return paths.flatMap((path) => this.#field(path).places(record, (value) => value !== undefined));
  }

  #count(verdict: Exclude<RowVerdict, "forward">): void {
    if (verdict === "uninspected") this.#counts.uninspected++;
    else if (verdict.action === "quarantine") this.#counts.quarantined++;
    else if (verdict.action === "drop") this.#counts.dropped++;
  }

  #tell(
    ask: (instance: CheckInstance, self: CheckInstance) => readonly Outcome[] | undefined,
    line: number | null,
    at: "row" | "segment" | "end",
  ): StreamVerdict {
    for (const entry of this.#entries) entry.noteOutcomes(ask(entry.instance, entry.instance) ?? none, line);
    return this.#judge(at);
  }

  #judge(at: "row" | "segment" | "end"): StreamVerdict {
    let verdict: StreamVerdict = "go on";
    for (const entry of this.#entries)
      if (entry.judge(at) && verdict === "go on")
        verdict = { action: "fail", reason: entry.failReason, name: entry.plan.name };
    return verdict;
  }

  /** A check of a field that the SCHEMA says nothing of looks at nothing; that must not look like health. */
  #undeclared({ check, settings, where, isDefault }: EntryPlan): readonly string[] {
    const declared = this.#declared;
    if (declared === null || isDefault) return [];
    const named = new Set([...(check.fields?.(settings) ?? []), ...namedFields(where ?? "")]);
    return [...named].filter((path) => !this.#field(path).isDeclaredIn(declared));
  }
}

const none: readonly Outcome[] = [];
const nothing = { record: {}, numbers: new Map(), timeExtracted: null, version: null, receivedAt: 0 };
const ranks = { mask: 1, drop: 2, quarantine: 3, fail: 4 } as const;

/** Of two verdicts the one that keeps more back; what two checks mask is masked together. */
function worse(a: RowVerdict, b: RowVerdict): RowVerdict {
  if (a === "forward" || a === "uninspected") return b;
  if (b === "forward" || b === "uninspected") return a;
  if (a.action === "mask" && b.action === "mask") return { ...a, places: [...a.places, ...b.places] };
  return ranks[b.action] > ranks[a.action] ? b : a;
}

function conditionOf(source: string): Expression {
  const compiled = compileExpression(source);
  if ("error" in compiled) throw new TypeError(`${source}: ${compiled.error}`);
  return compiled;
}
