import { createHash } from "node:crypto";
import type { ProofEntry, ProofStream } from "./document.ts";

/** What the account's segments of a stream come to. */
export type SegmentSum = Pick<ProofStream, "segments" | "covered" | "sha256">;

/** Adds up segments, stream by stream, as they pass by in the order of the chain. */
export class SegmentSums {
  readonly #sums = new Map<
    string,
    { segments: number; covered: number; hash: ReturnType<typeof createHash> }
  >();

  add({ kind, stream, body }: Pick<ProofEntry, "kind" | "stream" | "body">): void {
    if (kind !== "segment" || stream === null) return;
    const sum = this.#sums.get(stream) ?? { segments: 0, covered: 0, hash: createHash("sha256") };
    this.#sums.set(stream, sum);
    sum.segments += 1;
    sum.covered += Number(body["records"]);
    sum.hash.update(`${String(body["sha256"])}\n`);
  }

  /** Of one stream, up to now. */
  of(stream: string): SegmentSum {
    const sum = this.#sums.get(stream);
    if (sum === undefined) return { segments: 0, covered: 0, sha256: null };
    return { segments: sum.segments, covered: sum.covered, sha256: sum.hash.copy().digest("hex") };
  }

  get streams(): readonly string[] {
    return [...this.#sums.keys()];
  }
}
