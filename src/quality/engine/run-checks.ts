import type { Finding, PassedCheck } from "../../model/finding.ts";
import type { MemoryBudget, StateView, Watch, Watcher } from "../check.ts";
import type { StreamHistory } from "../history/port.ts";
import { sharedSchemas } from "../schema/shared-schemas.ts";
import type { SamplesSettings, StreamsSettings, StrictSettings } from "../settings.ts";
import { matchesStream } from "./glob.ts";
import { checkOf, type StreamPlan, streamPlanner } from "./plan.ts";
import type { SamplePolicy } from "./samples.ts";
import { StreamChecks } from "./stream-checks.ts";
import type { StreamVerdict } from "./verdict.ts";

/** What a run's checks are made of. */
export interface RunChecksOptions {
  readonly tap: string | null;
  /** `streams:` of the file, then of the mapping, which wins. */
  readonly layers: readonly StreamsSettings[];
  readonly defaultChecks: boolean;
  readonly strict: StrictSettings;
  readonly samples: SamplesSettings;
  readonly redact: SamplePolicy["redact"];
  readonly memoryBytes: number;
  readonly now: () => number;
  /** `null`: the machine's. */
  readonly timezone: string | null;
  /** Earlier runs of a stream, as far as they are known now. */
  readonly history: (stream: string) => StreamHistory;
}

/** The checks of all streams of a run. */
export class RunChecks {
  readonly #options: RunChecksOptions;
  readonly #memory: MemoryBudget;
  readonly #plan: (stream: string) => StreamPlan;
  readonly #compileSchema = sharedSchemas();
  readonly #streams = new Map<string, StreamChecks>();
  readonly #watchers = new Map<string, { readonly stream: string; readonly watcher: Watcher }>();

  constructor(options: RunChecksOptions) {
    this.#options = options;
    this.#memory = memoryBudget(options.memoryBytes);
    this.#plan = streamPlanner(options, options.tap);
    for (const { key, stream, create } of watchesOf(options.layers))
      if (!this.#watchers.has(key)) this.#watchers.set(key, { stream, watcher: create(this.#memory) });
  }

  /** The checks of a stream, which begin when it is first asked for. */
  stream(name: string): StreamChecks {
    const known = this.#streams.get(name);
    if (known !== undefined) return known;
    const made = this.#begin(name);
    this.#streams.set(name, made);
    return made;
  }

  /** The streams that were asked for. */
  get streams(): ReadonlyMap<string, StreamChecks> {
    return this.#streams;
  }

  /** Whether STATEs are to be held back until the end: they hold the bookmarks of all streams. */
  get holdsState(): boolean {
    if ([...this.#streams.values()].some(({ plan }) => plan.holdState)) return true;
    return this.#options.layers.some((layer) =>
      Object.values(layer).some((block) => block.hold_state === true),
    );
  }

  /** Shows a STATE to every stream's checks; the first that fails the run decides. */
  onState(view: StateView): StreamVerdict {
    return this.#first((checksOfStream) => checksOfStream.onState(view));
  }

  onEnd(end: { readonly complete: boolean }): StreamVerdict {
    return this.#first((checksOfStream) => checksOfStream.onEnd(end));
  }

  findings(): readonly Finding[] {
    const found = [...this.#streams.values()].flatMap((one) => one.findings());
    return this.#options.strict.unknown_streams ? [...found, ...this.#unknownStreams()] : found;
  }

  /** The checks that looked at something and found nothing. */
  passed(): readonly PassedCheck[] {
    return [...this.#streams.values()].flatMap((one) =>
      one.passed().map((name) => ({ stream: one.stream, name })),
    );
  }

  /** Whether rows of any stream depend on checks. */
  get gatesAnywhere(): boolean {
    const { layers } = this.#options;
    const entries = layers.flatMap((layer) => Object.values(layer).flatMap((block) => block.checks ?? []));
    return entries.some(
      ({ mode, on_violation: action, fail }) =>
        mode === "active" && (action !== "keep" || fail !== undefined),
    );
  }

  #begin(stream: string): StreamChecks {
    const { tap, samples, redact, history, now, timezone, strict } = this.#options;
    return new StreamChecks({
      ...{ stream, tap, now, timezone, compileSchema: this.#compileSchema, memory: this.#memory },
      plan: this.#plan(stream),
      history: history(stream),
      samples: { ...samples, redact },
      strictFields: strict.unknown_fields,
      watcher: (key) => this.#watchers.get(key)?.watcher ?? null,
      watchers: [...this.#watchers.values()]
        .filter((one) => one.stream === stream)
        .map(({ watcher }) => watcher),
    });
  }

  #first(ask: (one: StreamChecks) => StreamVerdict): StreamVerdict {
    let verdict: StreamVerdict = "go on";
    for (const one of this.#streams.values()) {
      const answer = ask(one);
      if (verdict === "go on") verdict = answer;
    }
    return verdict;
  }

  #unknownStreams(): Finding[] {
    const { layers, tap } = this.#options;
    const keys = [...new Set(layers.flatMap((layer) => Object.keys(layer)))];
    const names = [...this.#streams.keys()];
    return keys
      .filter((key) => !names.some((name) => matchesStream(key, name, tap)))
      .map((key) => unknownStream(key));
  }
}

function unknownStream(key: string): Finding {
  return {
    ...{ check: "strict", name: "unknown_stream", stream: key, field: null, type: "data_quality" },
    ...{ severity: "warning", outcome: "violated", level: "warn", mode: "active", action: "keep" },
    ...{ records: null, violations: 1, targetCrashes: 0, targetCrash: false, threshold: null },
    message: `No stream of this run fits the key ${key} of streams.`,
    ...{ samples: [], owner: null, tags: [], description: null, firstLine: null, changes: [] },
    ...{ value: null, details: {} },
  };
}

function watchesOf(layers: readonly StreamsSettings[]): Watch[] {
  const entries = layers.flatMap((layer) => Object.values(layer).flatMap((block) => block.checks ?? []));
  return entries.flatMap((entry) => {
    const found = checkOf(entry);
    return found?.check.watches?.(found.settings) ?? [];
  });
}

/** Bytes that all checks of a mapper hold together. */
export function memoryBudget(bytes: number): MemoryBudget {
  let left = bytes;
  return {
    take: (wanted) => {
      if (wanted > left) return false;
      left -= wanted;
      return true;
    },
    give: (back) => {
      left += back;
    },
  };
}
