import type { LocalTime } from "../baseline/index.ts";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/** A thousand streams ask for the same few hundred runs. */
const mostRemembered = 10_000;
const known = new Map<string | null, LocalTime>();

/** Weekday and hour in a zone (`null`: the machine's), daylight saving time included. An unknown zone is UTC. */
export function localTimeIn(timezone: string | null): LocalTime {
  const held = known.get(timezone) ?? remembering(reading(formatOf(timezone)));
  known.set(timezone, held);
  return held;
}

function reading(format: Intl.DateTimeFormat): LocalTime {
  return (at) => {
    const parts = format.formatToParts(at);
    const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
    return { weekday: weekdays.indexOf(of("weekday")), hour: Number(of("hour")) };
  };
}

function remembering(localTime: LocalTime): LocalTime {
  const times = new Map<number, ReturnType<LocalTime>>();
  return (at) => {
    const held = times.get(at) ?? localTime(at);
    if (times.size >= mostRemembered) times.clear();
    times.set(at, held);
    return held;
  };
}

function formatOf(timezone: string | null): Intl.DateTimeFormat {
  const options = { weekday: "short", hour: "2-digit", hourCycle: "h23" } as const;
  if (timezone === null) return new Intl.DateTimeFormat("en", options);
  try {
    return new Intl.DateTimeFormat("en", { ...options, timeZone: timezone });
  } catch (thrown) {
    if (thrown instanceof RangeError) return new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
    throw thrown;
  }
}
