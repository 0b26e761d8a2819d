import type { Json } from "../../lib/canonical-json.ts";
import type { SchemaChange, SchemaChangeClass } from "../../model/finding.ts";

/** A schema of 5,000 properties that all changed is told by so many of them. */
const mostChanges = 1000;

/** Collects changes, as many as anybody reads; further ones are only counted. */
export class ChangeLog {
  readonly changes: SchemaChange[] = [];
  /** Breaking ones, those that were not kept included. */
  breaking = 0;
  total = 0;
  readonly #line: number | null;

  constructor(line: number | null) {
    this.#line = line;
  }

  add(
    path: string,
    kind: string,
    values: { readonly before: Json; readonly after: Json },
    judged: readonly [SchemaChangeClass, string],
  ): void {
    this.total++;
    if (judged[0] === "breaking") this.breaking++;
    if (this.changes.length >= mostChanges) return;
    this.changes.push({
      path,
      kind,
      before: bounded(values.before),
      after: bounded(values.after),
      class: judged[0],
      reason: judged[1],
      line: this.#line,
    });
  }
}

/** An enumeration of ten thousand values is not repeated. */
function bounded(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= 500 ? value : `${text.slice(0, 500)}…`;
}
