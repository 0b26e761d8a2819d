import { type AlertStats, statsOf } from "../../alerts/stats.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { OpenedProject } from "../open-project.ts";

/** Statistics with the time they are about. */
export interface TimedStats extends AlertStats {
  readonly from: number;
  readonly to: number;
  readonly days: number;
}

const dayMs = 86_400_000;

/** What came, who acted and what arrived in the last `days`, counted by the clock of the project's zone. */
export async function readStats(project: OpenedProject, days: number): Promise<TimedStats> {
  const { alertHistory } = await project.store();
  const to = project.clock.now();
  const from = to - days * dayMs;
  const stats = statsOf({
    alerts: await alertHistory.begunSince(from),
    events: await alertHistory.eventsOfBegunSince(from),
    deliveries: await alertHistory.deliveriesSince(from),
    timezone: project.config.settings.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  return { ...stats, from, to, days };
}

/** The document of `alerts stats --json`. */
export function statsDocument(stats: TimedStats): { readonly [key: string]: Json } {
  return {
    days: stats.days,
    from: toTimestamp(stats.from),
    to: toTimestamp(stats.to),
    timezone: stats.timezone,
    alerts: stats.alerts,
    signals: stats.signals,
    happenings: stats.happenings,
    open: stats.open,
    most_frequent: stats.names.map((name) => ({
      name: name.name,
      alerts: name.alerts,
      signals: name.signals,
      self_healed: name.selfHealed,
      false_alarms: name.falseAlarms,
      mttr_seconds: name.mttrSeconds,
    })),
    by_type: stats.types.map((row) => ({ ...row })),
    by_severity: stats.severities.map((row) => ({ ...row })),
    by_hour: stats.hours.map((alerts, hour) => ({ hour, alerts })),
    peak_hour: stats.peakHour,
    mtta_seconds: stats.mttaSeconds,
    mttr_seconds: stats.mttrSeconds,
    acknowledged: stats.acknowledged,
    never_acknowledged: stats.neverAcknowledged,
    self_healed: stats.selfHealed,
    false_alarms: stats.falseAlarms,
    channels: stats.channels.map((channel) => ({
      channel: channel.channel,
      notifications: channel.notifications,
      arrived: channel.arrived,
      lost: channel.lost,
      waiting: channel.waiting,
      withdrawn: channel.withdrawn,
      delivery_rate_percent: channel.ratePercent,
    })),
    insight: stats.insight,
  };
}
