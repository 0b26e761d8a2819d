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
    const job = this;
    return {
      get isKnown() {
        return job.#past !== null;
      },
      get runs() {
        return job.#past?.runs ?? 0;
      },
      get runsInARow() {
        return job.#streams.get(stream)?.runsInARow ?? 0;
      },
      points: (metric: LevelMetric) => job.#streams.get(stream)?.points[metric] ?? [],
      accepted: (metric: LevelMetric) => job.#streams.get(stream)?.accepted[metric] ?? null,
      get schema() {
        return job.#streams.get(stream)?.schema ?? null;
      },
      get bookmarks(): Json {
        return job.#streams.get(stream)?.bookmarks ?? null;
      },
      get inferredNow() {
        return inferredNow();
      },
    };
  }

  /** Streams that always came. */
  always(): readonly string[] {
    return [...this.#streams.values()]
      .filter(({ runsInARow }) => runsInARow >= alwaysRuns)
      .map(({ stream }) => stream);
  }
}
