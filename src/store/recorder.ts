import type { Clock } from "../lib/clock.ts";
import { PitchpipeError } from "../lib/errors.ts";
import type { Fact, FactRecorder, Recorded } from "../model/fact.ts";
import { createSpool, type Spool } from "./spool.ts";
import type { Store } from "./store.ts";
import { codeIs, factsLost, factsRefused, isStoreTrouble } from "./store-error.ts";
import { spoolFiles, takeInSpool } from "./take-in-spool.ts";

export interface RecorderOptions {
  /** Opens the store; called again after it failed. */
  readonly open: () => Promise<Store>;
  readonly spoolFolder: string;
  readonly clock: Clock;
  /** Told once per kind of trouble: facts go to the spool, or nowhere, or the store was damaged. */
  readonly onDegraded: (error: PitchpipeError) => void;
  /** How long the spool is used before the store is tried again; 30 s. */
  readonly retryAfterMs?: number;
}

/**
 * Keeps facts in the store, and while it is away in the spool. Never throws. Batches that come while one is being
 * written share the next transaction. When the store is back, the own spool goes in first, so that order holds.
 */
export function createRecorder(options: RecorderOptions): FactRecorder {
  const recorder = new Recorder(options);
  return { record: (facts) => recorder.record(facts) };
}

interface Waiting {
  readonly facts: readonly Fact[];
  readonly settle: (recorded: Recorded) => void;
}

/** The store is there, but what was spooled before is not in it yet. */
const behind = Symbol("behind");

/** Openings remembered for a store that has to begin anew. */
const maxOpenings = 100;

class Recorder {
  readonly #options: RecorderOptions;
  readonly #spool: Spool;
  readonly #told = new Set<string>();
  readonly #openings = new Map<string, Fact>();
  #waiting: Waiting[] = [];
  #running = false;
  #store: Store | null = null;
  #generation = 0;
  #retryAt = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#spool = createSpool(options.spoolFolder, options.clock);
  }

  record(facts: readonly Fact[]): Promise<Recorded> {
    return new Promise((settle) => {
      this.#waiting.push({ facts, settle });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batches = this.#waiting;
      this.#waiting = [];
      const recorded = await this.#keep(batches.flatMap(({ facts }) => facts));
      for (const { settle } of batches) settle(recorded);
    }
    this.#running = false;
  }

  async #keep(facts: readonly Fact[]): Promise<Recorded> {
    this.#remember(facts);
    if (this.#options.clock.now() < this.#retryAt) return this.#toSpool(facts);
    const trouble = await this.#toStore(facts);
    if (trouble === null) return "stored";
    // A damaged file has been set aside by now, and a new store can take the batch.
    const recorded = codeIs(trouble, "STORE_DAMAGED") && (await this.#toStore(facts)) === null;
    if (!recorded) this.#waitWithStore(trouble);
    const kept = recorded ? "stored" : await this.#toSpool(facts);
    if (trouble !== behind) this.#tell(trouble);
    return kept;
  }

  /** What went wrong; `null` for facts that are in the store. */
  async #toStore(facts: readonly Fact[]): Promise<PitchpipeError | typeof behind | null> {
    try {
      this.#store ??= await this.#options.open();
      if (this.#store.damage !== null) this.#tell(this.#store.damage);
      if (!(await this.#ownSpoolIsIn(this.#store))) return behind;
      await this.#store.apply(facts);
      await this.#renewOpenings(this.#store);
      return null;
    } catch (thrown) {
      return thrown instanceof PitchpipeError ? thrown : factsRefused(thrown);
    }
  }

  /** A refused batch waits only for the next one: taking the spool in finds out which fact it was. */
  #waitWithStore(trouble: PitchpipeError | typeof behind): void {
    if (trouble !== behind && !isStoreTrouble(trouble)) return;
    this.#retryAt = this.#options.clock.now() + (this.#options.retryAfterMs ?? 30_000);
  }

  /** Takes in what this process spooled; `false` while some of it is left, held by another process or torn. */
  async #ownSpoolIsIn(store: Store): Promise<boolean> {
    const { files } = this.#spool;
    if (files.size === 0) return true;
    const { spoolFolder: folder, clock } = this.#options;
    await takeInSpool({ store, folder, clock, only: files });
    const left = new Set(await spoolFiles(folder));
    for (const file of files) if (!left.has(file)) this.#spool.forget(file);
    return files.size === 0;
  }

  /** A store that began anew in the middle of a run gets the run's opening again. */
  async #renewOpenings(store: Store): Promise<void> {
    if (store.generation === this.#generation) return;
    await store.apply([...this.#openings.values()]);
    this.#generation = store.generation;
  }

  async #toSpool(facts: readonly Fact[]): Promise<Recorded> {
    try {
      await this.#spool.append(facts);
      return "spooled";
    } catch (thrown) {
      this.#tell(factsLost(this.#options.spoolFolder, thrown));
      return "lost";
    }
  }

  #remember(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.kind === "run_opened") this.#openings.set(fact.run.runId, fact);
      if (fact.kind === "block_opened") this.#openings.set(fact.block.blockId, fact);
    }
    for (const id of this.#openings.keys()) if (this.#openings.size > maxOpenings) this.#openings.delete(id);
  }

  #tell(error: PitchpipeError): void {
    if (this.#told.has(error.message)) return;
    this.#told.add(error.message);
    try {
      this.#options.onDegraded(error);
    } catch {
      // Whoever is told may have lost its terminal; the record goes on.
    }
  }
}
