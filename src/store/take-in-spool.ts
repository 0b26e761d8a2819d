import { type FileHandle, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../lib/clock.ts";
import type { Fact } from "../model/fact.ts";
import { setLinesAside } from "./set-lines-aside.ts";
import { spoolSuffix, unfinishedSuffix } from "./spool.ts";
import { readPiece, type SpoolPiece } from "./spool-piece.ts";
import type { Store, StoreTransaction } from "./store.ts";
import { codeOf, isStoreTrouble } from "./store-error.ts";

/** What came of taking in a spool. */
export interface TakenIn {
  /** Facts that are in the store now. */
  readonly facts: number;
  /** Spool files that are done with and gone. */
  readonly files: number;
  /** Files beside them that hold what could not be read or was refused. */
  readonly setAside: readonly string[];
}

interface TakeIn {
  readonly store: Store;
  readonly folder: string;
  readonly clock: Clock;
  /** Only these files; else all. */
  readonly only?: ReadonlySet<string>;
}

/** A line without an end is given this long to get one before it counts as torn. */
const tornAfterMs = 10_000;

/**
 * Applies what processes left in the spool, in order, and removes each file when all of it is in the store. How far a
 * file is taken in stands in the store, written in the same transaction as the facts: so several processes may take in
 * at once, be killed at any step, and no batch is applied after something newer. Raises the store's error.
 */
export async function takeInSpool({ store, folder, clock, only }: TakeIn): Promise<TakenIn> {
  const total = { facts: 0, files: 0, setAside: new Set<string>() };
  await adoptUnfinished(folder, clock.now());
  for (const file of await spoolFiles(folder)) {
    if (only !== undefined && !only.has(file)) continue;
    const taking = new SpoolFileIntake(store, folder, file);
    total.facts += await taking.takeLines();
    if (await taking.finish(clock.now())) total.files += 1;
    for (const path of taking.setAside) total.setAside.add(path);
  }
  return { ...total, setAside: [...total.setAside] };
}

/** Names of the spool's files, oldest first. */
export async function spoolFiles(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter((name) => name.endsWith(spoolSuffix)).sort();
}

/** Files whose writer died before their first batch was whole: what is whole in them counts too. */
async function adoptUnfinished(folder: string, now: number): Promise<void> {
  const ending = spoolSuffix + unfinishedSuffix;
  for (const name of (await namesIn(folder)).filter((file) => file.endsWith(ending))) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats === null || now - stats.mtimeMs < tornAfterMs) continue;
    // Whoever is faster has done it.
    await rename(path, path.slice(0, -unfinishedSuffix.length)).catch(() => undefined);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return [];
    throw thrown;
  }
}

/** One file on its way into the store. */
class SpoolFileIntake {
  readonly setAside: string[] = [];
  readonly #store: Store;
  readonly #path: string;
  readonly #note: string;

  constructor(store: Store, folder: string, file: string) {
    this.#store = store;
    this.#path = join(folder, file);
    this.#note = `spool:${file}`;
  }

  /** Applies all whole lines; gives the number of facts. */
  async takeLines(): Promise<number> {
    let facts = 0;
    for (;;) {
      const taken = await this.#takePiece().catch((thrown) => {
        if (isStoreTrouble(thrown)) throw thrown;
        return this.#takeLineByLine();
      });
      if (taken === null) return facts;
      facts += taken;
    }
  }

  /** Removes a file of which everything is in the store; gives whether it is gone. */
  finish(now: number): Promise<boolean> {
    return this.#store.transaction(async (tx) => {
      const gone = await this.#withFile(async (handle) => {
        const { torn, lines } = await readPiece(handle, await this.#offset(tx));
        if (lines.length > 0) return false;
        if (torn.length > 0 && now - (await handle.stat()).mtimeMs < tornAfterMs) return false;
        if (torn.length > 0) this.setAside.push(await setLinesAside(`${this.#path}.torn`, [torn]));
        await unlink(this.#path);
        return true;
      });
      if (gone !== false) await tx.notes.remove(this.#note);
      return gone === true;
    });
  }

  /** The facts taken; `null` when no whole line is left. */
  #takePiece(): Promise<number | null> {
    return this.#store.transaction(async (tx) => {
      const piece = await this.#nextPiece(tx);
      const end = piece?.lines.at(-1)?.end;
      if (piece === null || end === undefined) return null;
      const facts = piece.lines.flatMap(({ text }) => parseBatch(text));
      await tx.apply(facts);
      await tx.notes.set(this.#note, end);
      return facts.length;
    });
  }

  /** Something in the next piece is refused: finds out what, sets it aside and takes the rest. */
  async #takeLineByLine(): Promise<number | null> {
    const piece = await this.#store.transaction((tx) => this.#nextPiece(tx));
    if (piece === null || piece.lines.length === 0) return null;
    let facts = 0;
    for (const { text, end } of piece.lines) {
      const refused: string[] = [];
      for (const batch of separately(text)) {
        if (await this.#applied(batch)) facts += 1;
        else refused.push(typeof batch === "string" ? batch : JSON.stringify([batch]));
      }
      if (refused.length > 0) this.setAside.push(await setLinesAside(`${this.#path}.refused`, refused));
      await this.#store.transaction((tx) => tx.notes.set(this.#note, end));
    }
    return facts;
  }

  async #applied(fact: Fact | string): Promise<boolean> {
    if (typeof fact === "string") return false;
    try {
      await this.#store.apply([fact]);
      return true;
    } catch (thrown) {
      if (isStoreTrouble(thrown)) throw thrown;
      return false;
    }
  }

  async #nextPiece(tx: StoreTransaction): Promise<SpoolPiece | null> {
    return this.#withFile(async (handle) => readPiece(handle, await this.#offset(tx)));
  }

  async #offset(tx: StoreTransaction): Promise<number> {
    const offset = await tx.notes.get(this.#note);
    return typeof offset === "number" ? offset : 0;
  }

  /** `null` where another process was faster and the file is gone. */
  async #withFile<T>(work: (handle: FileHandle) => Promise<T>): Promise<T | null> {
    let handle: FileHandle;
    try {
      handle = await open(this.#path, "r");
    } catch (thrown) {
      if (codeOf(thrown) === "ENOENT") return null;
      throw thrown;
    }
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  }
}

function parseBatch(line: string): readonly Fact[] {
  return JSON.parse(line) as readonly Fact[];
}

/** The facts of a line one by one, or the line itself where it is no batch. */
function separately(line: string): readonly (Fact | string)[] {
  try {
    const batch: unknown = JSON.parse(line);
    return Array.isArray(batch) ? (batch as readonly Fact[]) : [line];
  } catch {
    return [line];
  }
}
