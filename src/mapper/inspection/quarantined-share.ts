/** So many records are seen before a share is judged in the middle of a run. */
const leastRecords = 1000;

/** How much of a run's records went into quarantine, and whether that is too much. */
export class QuarantinedShare {
  seen = 0;
  quarantined = 0;
  readonly #maxPercent: number | null;

  constructor(maxPercent: number | null) {
    this.#maxPercent = maxPercent;
  }

  /** Why the run fails; `null` where it goes on. */
  judge(at: "state" | "end"): string | null {
    const { seen, quarantined } = this;
    if (this.#maxPercent === null || quarantined === 0 || (at === "state" && seen < leastRecords))
      return null;
    if (quarantined * 100 <= this.#maxPercent * seen) return null;
    const percent = ((quarantined / seen) * 100).toFixed(1);
    return `${quarantined} of ${seen} records (${percent} %) went into quarantine, more than the ${this.#maxPercent} % of quarantine.max_percent`;
  }
}
