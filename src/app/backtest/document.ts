import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Notification } from "../../model/alert.ts";
import type { Backtest } from "./backtest.ts";

/** How often a channel is told of one thing, now and under the settings that are tried. */
export interface Comparison {
  readonly channel: string;
  /** The alert's name; several are told together as `a, b`. */
  readonly about: string;
  readonly kind: string;
  readonly was: number;
  readonly would: number;
}

/** What differs first, then the rest, most frequent first. */
export function compare({ was, would }: Pick<Backtest, "was" | "would">): Comparison[] {
  const rows = new Map<string, Comparison>();
  const count = (notifications: readonly Notification[], side: "was" | "would"): void => {
    for (const notification of notifications) {
      const { channel, kind } = notification;
      const about = aboutOf(notification);
      const key = `${channel}\n${kind}\n${about}`;
      const row = rows.get(key) ?? { channel, about, kind, was: 0, would: 0 };
      rows.set(key, { ...row, [side]: row[side] + 1 });
    }
  };
  count(was, "was");
  count(would, "would");
  const difference = ({ was: before, would: after }: Comparison): number => Math.abs(after - before);
  return [...rows.values()].sort(
    (one, other) => difference(other) - difference(one) || other.would + other.was - one.would - one.was,
  );
}

/** The document of `backtest --json`. */
export function backtestDocument(result: Backtest): { readonly [key: string]: Json } {
  return {
    since: toTimestamp(result.since),
    until: toTimestamp(result.until),
    signals_kept_since: toTimestamp(result.keptSince),
    signals: result.signals,
    rule_looks: result.ruleLooks,
    channels: channelsOf(result),
    changes: compare(result)
      .filter(({ was, would }) => was !== would)
      .map((row) => ({ ...row })),
    was: result.was.map(notificationOf),
    would: result.would.map(notificationOf),
    caveats: [...result.caveats],
  };
}

/** How often each channel was told, and would have been. */
export function channelsOf({ was, would }: Pick<Backtest, "was" | "would">) {
  const names = [...new Set([...was, ...would].map(({ channel }) => channel))].sort();
  const count = (all: readonly Notification[], name: string): number =>
    all.filter(({ channel }) => channel === name).length;
  return names.map((channel) => ({ channel, was: count(was, channel), would: count(would, channel) }));
}

function notificationOf(notification: Notification): Json {
  const { channel, kind, title, reason, createdAt } = notification;
  return { at: toTimestamp(createdAt), channel, kind, title, about: aboutOf(notification), reason };
}

function aboutOf({ alerts }: Notification): string {
  return [...new Set(alerts.map(({ name }) => name))].join(", ");
}
