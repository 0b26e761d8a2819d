import type { RunChange } from "../../model/dossier.ts";

/** What is not the same before and after; nothing where it is. */
export function change(what: string, before: string | null, after: string | null): RunChange[] {
  return before === after ? [] : [{ what, before, after }];
}

/** A number in words; what is not known stays that. */
export function text(value: number | null): string | null {
  return value === null ? null : String(value);
}
