import { NumberSet } from "./number-set.ts";

/** Bytes that remembered keys may take, all streams together. */
export interface KeyBudget {
  left: number;
}

/** What a text takes in a Set of V8, besides its characters. */
const perText = 56;
/** What a Set of V8 holds at most. */
const mostTexts = 16_000_000;

/** Which keys of a stream were seen. Exact as long as the budget lasts; what comes later is counted, never called fine. */
export class KeyMemory {
  /** Keys that were compared with all before them. */
  checked = 0;
  /** Keys that were not, because the budget was spent. */
  unchecked = 0;
  readonly #budget: KeyBudget;
  #numbers: NumberSet | null = null;
  #texts = new Set<string>();
  #spent = 0;

  constructor(budget: KeyBudget) {
    this.#budget = budget;
  }

  /** Whether this key was seen before; `null` where that is not known. */
  has(key: string | number): boolean | null {
    const seen = typeof key === "number" ? this.#numbers?.has(key) === true : this.#texts.has(key);
    if (!seen && !this.#keep(key)) {
      this.unchecked++;
      return null;
    }
    this.checked++;
    return seen;
  }

  /** Begins anew, as a new version of a table does. */
  clear(): void {
    this.#numbers = null;
    this.#texts = new Set();
    this.#budget.left += this.#spent;
    this.#spent = 0;
  }

  #keep(key: string | number): boolean {
    if (this.unchecked > 0) return false;
    if (typeof key === "number") return this.#keepNumber(key);
    if (this.#texts.size >= mostTexts || !this.#pay(perText + key.length)) return false;
    this.#texts.add(key);
    return true;
  }

  #keepNumber(key: number): boolean {
    const fresh = this.#numbers === null;
    this.#numbers ??= new NumberSet();
    const { bytes, bytesWithMore } = this.#numbers;
    if (!this.#pay(bytesWithMore - (fresh ? 0 : bytes))) return false;
    this.#numbers.add(key);
    return true;
  }

  #pay(bytes: number): boolean {
    if (this.#budget.left < bytes) return false;
    this.#budget.left -= bytes;
    this.#spent += bytes;
    return true;
  }
}
