import type { Json } from "../../lib/canonical-json.ts";
import type { Finding } from "../../model/finding.ts";
import type { JobPast, StreamProfile } from "../../model/stream-history.ts";
import type { MemoryBudget } from "../check.ts";
import { JobHistory } from "./job-history.ts";
import type { StreamHistory } from "./port.ts";
import { StreamRecorder } from "./profile.ts";

export interface RunPastOptions {
  /** What sketches of columns may take. */
  readonly memory: Pick<MemoryBudget, "take">;
  /** Whether columns are measured. */
  readonly columns: boolean;
}

/** What a run has behind it and what it leaves: the past of its streams, and their profiles for the runs to come. */
export class RunPast {
  readonly #options: RunPastOptions;
  readonly #history = new JobHistory();
  readonly #recorders = new Map<string, StreamRecorder>();
  #state: Json = null;

  constructor(options: RunPastOptions) {
    this.#options = options;
  }

  /** What was read of earlier runs; `null` where that was not possible. */
  arrived(past: JobPast | null): void {
    this.#history.arrived(past);
  }

  /** For the checks of a stream. */
  history(stream: string): StreamHistory {
    return this.#history.of(stream, () => this.#recorders.get(stream)?.inferred ?? null);
  }

  /** To be told of the stream's SCHEMAs and records. */
  recorder(stream: string): StreamRecorder {
    const known = this.#recorders.get(stream);
    if (known !== undefined) return known;
    const made = new StreamRecorder(stream, this.#options.memory, this.#options.columns);
    this.#recorders.set(stream, made);
    return made;
  }

  onState(value: Json): void {
    this.#state = value;
  }

  /** Streams that always came. */
  always(): readonly string[] {
    return this.#history.always();
  }

  /** What later runs compare with, as far as it is known now. */
  profiles(findings: readonly Finding[]): readonly StreamProfile[] {
    const byStream = Map.groupBy(findings, ({ stream }) => stream);
    return [...this.#recorders.values()].map((recorder) =>
      recorder.profile(this.#state, byStream.get(recorder.stream) ?? []),
    );
  }
}
