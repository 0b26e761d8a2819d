import type { Alert } from "../model/alert.ts";
import type { AlertMark } from "../model/alerting.ts";

/** How many changes in how long are too many to tell each. */
export interface FlappingLimit {
  readonly changes: number;
  readonly within: number;
}

/** A problem of which nothing is remembered. */
export function blankMark({ id, fingerprint }: Pick<Alert, "id" | "fingerprint">): AlertMark {
  return {
    fingerprint,
    alertId: id,
    changes: [],
    flappingSince: null,
    ending: null,
    suppressedUntil: null,
    untilGreen: false,
    dueAt: null,
  };
}

/** Whether a mark says nothing any more. */
export function isBlank({ changes, flappingSince, ending, suppressedUntil, untilGreen }: AlertMark): boolean {
  return (
    changes.length === 0 &&
    flappingSince === null &&
    ending === null &&
    suppressedUntil === null &&
    !untilGreen
  );
}

/** The mark after the problem came or went at `at`. `started` says that it flaps from now on. */
export function afterChange(
  mark: AlertMark,
  { changes, within }: FlappingLimit,
  at: number,
): { readonly mark: AlertMark; readonly started: boolean } {
  const recent = [...mark.changes, at].filter((time) => time > at - within).slice(-changes);
  const flaps = mark.flappingSince !== null || recent.length >= changes;
  const flappingSince = flaps ? (mark.flappingSince ?? at) : null;
  const next = withDue({ ...mark, changes: recent, flappingSince }, within);
  return { mark: next, started: mark.flappingSince === null && flaps };
}

/** The mark with its next date: when it will have been calm long enough, or when it is not suppressed any more. */
export function withDue(mark: AlertMark, calmAfter: number): AlertMark {
  const last = mark.changes.at(-1);
  const calm = last === undefined ? [] : [last + calmAfter];
  const times = [...calm, ...(mark.suppressedUntil === null ? [] : [mark.suppressedUntil])];
  return { ...mark, dueAt: times.length === 0 ? null : Math.min(...times) };
}

/** What is said of it, once. */
export function flappingText({ changes, within }: FlappingLimit, duration: (ms: number) => string): string {
  return `it is flapping: ${changes} changes within ${duration(within)}; its end is told once it has been calm for that time`;
}
