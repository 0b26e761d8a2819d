import type { AlertOutline, DeliveryCount, EventOutline } from "../model/alert-history.ts";
import { eventTypes } from "../model/signal.ts";
import { type ChannelDelivery, channelDeliveries } from "./stats-delivery.ts";
import { insightOf } from "./stats-insight.ts";

/** What is counted: alerts that began in a time, with their history, and what was sent in it. */
export interface StatsInput {
  readonly alerts: readonly AlertOutline[];
  readonly events: readonly EventOutline[];
  readonly deliveries: readonly DeliveryCount[];
  /** The zone whose hours are counted. */
  readonly timezone: string;
}

/** Alerts of one name. Seconds are `null` where nothing was acknowledged, or nothing ended. */
export interface NameStats {
  readonly name: string;
  readonly alerts: number;
  /** How often it was seen, all its alerts together. */
  readonly signals: number;
  readonly selfHealed: number;
  readonly falseAlarms: number;
  readonly mttrSeconds: number | null;
}

export interface AlertStats {
  readonly timezone: string;
  readonly alerts: number;
  readonly signals: number;
  /** Notices that something began or went well: told once, counted in nothing else. */
  readonly happenings: number;
  readonly open: number;
  /** Most frequent first. */
  readonly names: readonly NameStats[];
  readonly types: readonly { readonly type: string; readonly alerts: number }[];
  readonly severities: readonly { readonly severity: string; readonly alerts: number }[];
  /** How many began in each hour of the day, from 0. */
  readonly hours: readonly number[];
  /** The hour most began in, the first of several; `null` without alerts. */
  readonly peakHour: number | null;
  readonly mttaSeconds: number | null;
  readonly mttrSeconds: number | null;
  readonly acknowledged: number;
  readonly neverAcknowledged: number;
  readonly selfHealed: number;
  readonly falseAlarms: number;
  readonly channels: readonly ChannelDelivery[];
  readonly insight: string | null;
}

/** One alert with what people did about it. */
interface Account {
  readonly alert: AlertOutline;
  readonly acknowledgedAt: number | null;
  readonly touched: boolean;
  readonly falseAlarm: boolean;
}

/** Who writes the history where no person acted. */
const engine = "pitchpipe";

/** Counts. What can't be known (no acknowledgement, nothing over) is `null`, never 0. */
export function statsOf({ alerts, events, deliveries, timezone }: StatsInput): AlertStats {
  const problems = alerts.filter(({ type }) => !eventTypes.has(type));
  const history = Map.groupBy(events, ({ alertId }) => alertId);
  const accounts = problems.map((alert) => accountOf(alert, history.get(alert.id) ?? []));
  const hours = hoursOf(problems, timezone);
  const acknowledged = accounts.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length;
  const stats = {
    timezone,
    alerts: problems.length,
    signals: sum(problems.map(({ count }) => count)),
    happenings: alerts.length - problems.length,
    open: problems.filter(({ status }) => status !== "resolved" && status !== "expired").length,
    names: namesOf(accounts),
    types: countBy(problems, ({ type }) => type).map(([type, count]) => ({ type, alerts: count })),
    severities: countBy(problems, ({ severity }) => severity).map(([severity, count]) => ({
      severity,
      alerts: count,
    })),
    hours,
    peakHour: problems.length === 0 ? null : hours.indexOf(Math.max(...hours)),
    mttaSeconds: mean(accounts.map(secondsToAcknowledge)),
    mttrSeconds: mean(accounts.map(secondsToEnd)),
    acknowledged,
    neverAcknowledged: accounts.length - acknowledged,
    selfHealed: accounts.filter(healedItself).length,
    falseAlarms: accounts.filter(({ falseAlarm }) => falseAlarm).length,
    channels: channelDeliveries(deliveries),
  };
  return { ...stats, insight: insightOf(stats) };
}

function accountOf(alert: AlertOutline, events: readonly EventOutline[]): Account {
  return {
    alert,
    acknowledgedAt: events.find(({ kind }) => kind === "acknowledged")?.at ?? null,
    touched: events.some(({ by }) => by !== engine),
    falseAlarm: events.some(({ kind }) => kind === "false_alarm"),
  };
}

function healedItself({ alert, touched }: Account): boolean {
  return alert.status === "resolved" && !touched;
}

function secondsToAcknowledge({ alert, acknowledgedAt }: Account): number | null {
  return acknowledgedAt === null ? null : Math.max(0, acknowledgedAt - alert.firstSeenAt) / 1000;
}

/** A false alarm was never a problem: how long it stood says nothing about mending. */
function secondsToEnd({ alert, falseAlarm }: Account): number | null {
  if (alert.status !== "resolved" || alert.resolvedAt === null || falseAlarm) return null;
  return Math.max(0, alert.resolvedAt - alert.firstSeenAt) / 1000;
}

function namesOf(accounts: readonly Account[]): NameStats[] {
  return [...Map.groupBy(accounts, ({ alert }) => alert.name)]
    .map(([name, own]) => ({
      name,
      alerts: own.length,
      signals: sum(own.map(({ alert }) => alert.count)),
      selfHealed: own.filter(healedItself).length,
      falseAlarms: own.filter(({ falseAlarm }) => falseAlarm).length,
      mttrSeconds: mean(own.map(secondsToEnd)),
    }))
    .sort((one, other) => other.alerts - one.alerts || other.signals - one.signals);
}

/** An hour of the wall clock in the zone; in the night clocks go back an hour counts twice. */
function hoursOf(alerts: readonly AlertOutline[], timezone: string): number[] {
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: timezone });
  const hours = Array.from({ length: 24 }, () => 0);
  for (const { firstSeenAt } of alerts) {
    const hour = Number(clock.format(firstSeenAt));
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}

function countBy<Key extends string>(
  alerts: readonly AlertOutline[],
  keyOf: (alert: AlertOutline) => Key,
): [Key, number][] {
  return [...Map.groupBy(alerts, keyOf)]
    .map(([key, own]): [Key, number] => [key, own.length])
    .sort(([, one], [, other]) => other - one);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : sum(known) / known.length;
}
