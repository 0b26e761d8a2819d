import { formatDuration } from "../lib/duration.ts";
import type { AlertStats } from "./stats.ts";

type Counted = Omit<AlertStats, "insight">;

/** Fewer than these are no pattern. */
const fewest = { ofOneName: 5, ofAll: 10, deliveries: 5, falseAlarms: 3 };

/** The one sentence that the numbers carry, the most useful first; `null` where they carry none. */
export function insightOf(stats: Counted): string | null {
  for (const look of [brokenChannel, alwaysHeals, falseAlarms, oneName, peakHour]) {
    const sentence = look(stats);
    if (sentence !== null) return sentence;
  }
  return null;
}

function brokenChannel({ channels }: Counted): string | null {
  const broken = channels.find(
    ({ ratePercent, arrived, lost }) =>
      ratePercent !== null && ratePercent < 90 && arrived + lost >= fewest.deliveries,
  );
  if (broken === undefined) return null;
  const { channel, lost, arrived } = broken;
  return `Channel ${channel} lost ${lost} of ${lost + arrived} notifications: see \`pitchpipe alerts deliveries list\`.`;
}

function alwaysHeals({ names }: Counted): string | null {
  const noise = names.find(({ alerts, selfHealed }) => alerts >= fewest.ofOneName && selfHealed === alerts);
  if (noise === undefined) return null;
  const after =
    noise.mttrSeconds === null ? "" : ` (after ${formatDuration(noise.mttrSeconds * 1000)} on average)`;
  return `${noise.name} fired ${noise.alerts} times, always healed by itself${after}, and nobody ever acted on it: give it a longer \`for\`, or tell it less.`;
}

function falseAlarms({ names }: Counted): string | null {
  const wrong = names.find(
    ({ alerts, falseAlarms: count }) => count >= fewest.falseAlarms && count * 3 >= alerts,
  );
  if (wrong === undefined) return null;
  return `${wrong.falseAlarms} of ${wrong.alerts} alerts named ${wrong.name} were false: change the rule behind it.`;
}

function oneName({ names, alerts }: Counted): string | null {
  const [most] = names;
  if (most === undefined || alerts < fewest.ofAll || most.alerts * 2 < alerts || names.length < 2)
    return null;
  return `${most.name} is ${most.alerts} of ${alerts} alerts: mend that one first.`;
}

function peakHour({ hours, peakHour: hour, alerts, timezone }: Counted): string | null {
  const count = hour === null ? 0 : (hours[hour] ?? 0);
  if (hour === null || alerts < fewest.ofAll || count * 5 < alerts * 2) return null;
  return `${count} of ${alerts} alerts began between ${clock(hour)} and ${clock((hour + 1) % 24)} (${timezone}): look at what runs then.`;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}
