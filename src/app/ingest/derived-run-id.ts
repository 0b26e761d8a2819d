import { createHash } from "node:crypto";

/** Makes a run id from a log that names none: the same for the same log, also when that has grown since. */
export interface DerivedRunId {
  /** Takes a line in; `stamped` ones have a time of their own. */
  add(line: string, stamped: boolean): void;
  /** A UUIDv8. */
  id(): string;
}

/** The first line with a time (to the microsecond) tells a run from others; without one, all lines taken in do. */
export function createDerivedRunId(): DerivedRunId {
  const all = createHash("sha256");
  let first: string | null = null;
  return {
    add(line, stamped) {
      if (first !== null) return;
      if (stamped) first = createHash("sha256").update(line).digest("hex");
      else all.update(line).update("\n");
    },
    id() {
      const hex = first ?? all.copy().digest("hex");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}
