import type { LocalTime } from "../baseline/index.ts";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Weekday and hour in a zone, daylight saving time included. An unknown zone is UTC. */
export function localTimeIn(timezone: string): LocalTime {
  const format = formatOf(timezone);
  return (at) => {
    const parts = format.formatToParts(at);
    const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
    return { weekday: weekdays.indexOf(of("weekday")), hour: Number(of("hour")) % 24 };
  };
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const options = { weekday: "short", hour: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en", { ...options, timeZone: timezone });
  } catch (thrown) {
    if (thrown instanceof RangeError) return new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
    throw thrown;
  }
}
