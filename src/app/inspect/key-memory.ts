/** Bytes that remembered keys may take, all streams together. */
export interface KeyBudget {
  left: number;
}

const perEntry = 56;

/** Which keys of a stream were seen. Exact as long as the budget lasts; what comes later is counted, never called fine. */
export class KeyMemory {
  /** Keys that were compared with all before them. */
  checked = 0;
  /** Keys that were not, because the budget was spent. */
  unchecked = 0;
  readonly #budget: KeyBudget;
  #seen = new Set<string | number>();
  #spent = 0;

  constructor(budget: KeyBudget) {
    this.#budget = budget;
  }

  /** Whether this key was seen before; `null` where that is not known. */
  has(key: string | number): boolean | null {
    if (this.#seen.has(key)) {
      this.checked++;
      return true;
    }
    const cost = perEntry + (typeof key === "string" ? key.length : 0);
    if (this.unchecked > 0 || this.#budget.left < cost || this.#seen.size >= mostEntries) {
      this.unchecked++;
      return null;
    }
    this.#budget.left -= cost;
    this.#spent += cost;
    this.#seen.add(key);
    this.checked++;
    return false;
  }

  /** Begins anew, as a new version of a table does. */
  clear(): void {
    this.#seen = new Set();
    this.#budget.left += this.#spent;
    this.#spent = 0;
  }
}

/** What a Set of V8 takes. */
const mostEntries = 16_000_000;
