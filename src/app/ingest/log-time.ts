/** Reads the timestamps of logs: milliseconds since the epoch, `null` for what is none. */
export type LogTime = (text: string | null) => number | null;

const withOffset = /(?:Z|[+-]\d\d:?\d\d)$/;

/** `2026-11-21T08:08:41.231739Z` is clear; one without an offset is a wall clock of `timeZone`, or of this machine. */
export function logTime(timeZone: string | null): LogTime {
  return (text) => {
    if (text === null || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return null;
    const iso = text.replace(" ", "T").replace(",", ".");
    const parsed = Date.parse(withOffset.test(iso) || timeZone === null ? iso : `${iso}Z`);
    if (Number.isNaN(parsed)) return null;
    return withOffset.test(iso) || timeZone === null ? parsed : fromWallClock(parsed, timeZone);
  };
}

/** Whether a timestamp says which zone it is of. */
export function hasOffset(text: string): boolean {
  return withOffset.test(text);
}

/** The instant at which a zone's clocks show what UTC's show at `shown`; asked twice, because the offset may change between. */
function fromWallClock(shown: number, timeZone: string): number {
  const first = shown - offsetAt(shown, timeZone);
  return shown - offsetAt(first, timeZone);
}

function offsetAt(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  const seconds = Math.floor(instant / 1000) * 1000;
  return Date.parse(`${format.format(seconds).replace(" ", "T")}Z`) - seconds;
}

/** The time in a UUIDv7, as Meltano 3.9 and later makes its run ids; `null` for another id. */
export function timeInRunId(runId: string): number | null {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(runId)
    ? Number.parseInt(runId.slice(0, 8) + runId.slice(9, 13), 16)
    : null;
}
