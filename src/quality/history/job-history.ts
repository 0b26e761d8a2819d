import type { Json } from "../../lib/canonical-json.ts";
import type { JobPast, LevelMetric, StreamPast } from "../../model/stream-history.ts";
import type { InferredTypes } from "../drift/index.ts";
import type { StreamHistory } from "./port.ts";

/** A stream that came in so many good runs in a row always comes. */
export const alwaysRuns = 3;

/** The past of a job as its streams' checks see it. It may arrive after they were made: they read it when they need it. */
export class JobHistory {
  #past: JobPast | null = null;
  #streams: ReadonlyMap<string, StreamPast> = new Map();

  /** What was read; `null` where it could not be. */
  arrived(past: JobPast | null): void {
    this.#past = past;
    this.#streams = new Map((past?.streams ?? []).map((each) => [each.stream, each]));
  }

  /** `inferredNow` answers what this run's profile of the stream has inferred. */
  of(stream: string, inferredNow: () => InferredTypes | null = () => null): StreamHistory {
    return new HistoryOfStream(this, stream, inferredNow);
  }

  /** `null` where nothing could be read. */
  get past(): JobPast | null {
    return this.#past;
  }

  stream(name: string): StreamPast | undefined {
    return this.#streams.get(name);
  }

  /** Streams that always came. */
  always(): readonly string[] {
    return [...this.#streams.values()]
      .filter(({ runsInARow }) => runsInARow >= alwaysRuns)
      .map(({ stream }) => stream);
  }
}

/** Small, since there is one for each stream. */
class HistoryOfStream implements StreamHistory {
  readonly #job: JobHistory;
  readonly #name: string;
  readonly #inferredNow: () => InferredTypes | null;

  constructor(job: JobHistory, name: string, inferredNow: () => InferredTypes | null) {
    this.#job = job;
    this.#name = name;
    this.#inferredNow = inferredNow;
  }

  get isKnown(): boolean {
    return this.#job.past !== null;
  }

  get runs(): number {
    return this.#job.past?.runs ?? 0;
  }

  get runsInARow(): number {
    return this.#own?.runsInARow ?? 0;
  }

  points(metric: LevelMetric): ReturnType<StreamHistory["points"]> {
    return this.#own?.points[metric] ?? [];
  }

  accepted(metric: LevelMetric): ReturnType<StreamHistory["accepted"]> {
    return this.#own?.accepted[metric] ?? null;
  }

  get schema(): StreamHistory["schema"] {
    return this.#own?.schema ?? null;
  }

  get bookmarks(): Json {
    return this.#own?.bookmarks ?? null;
  }

  get inferredNow(): InferredTypes | null {
    return this.#inferredNow();
  }

  get #own(): StreamPast | undefined {
    return this.#job.stream(this.#name);
  }
}
