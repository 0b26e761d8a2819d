import type { LimitSettings } from "../channels/settings.ts";
import type { HeldBy } from "../model/alerting.ts";
import type { Labels } from "../model/labels.ts";
import { type InhibitRule, inhibitRules } from "./inhibition.ts";
import { type Maintenance, maintenanceWindows } from "./maintenance.ts";
import type { InhibitRules, MaintenanceWindows } from "./muting-settings.ts";
import type { AlertsSettings } from "./noise-settings.ts";
import {
  createRouter,
  type Destination,
  type Routable,
  type Router,
  type Routing,
  type RoutingSettings,
  routeBy,
} from "./route.ts";
import { nextChange, type TimeInterval, timeInterval } from "./time-interval.ts";
import type { TimeIntervals } from "./time-interval-settings.ts";

/** Everything the settings say about alerts. */
export interface AlertSettings extends RoutingSettings {
  readonly external_url?: string | undefined;
  readonly timezone?: string | undefined;
  readonly time_intervals?: TimeIntervals;
  readonly inhibit_rules?: InhibitRules;
  readonly maintenance?: MaintenanceWindows;
  readonly alerts?: AlertsSettings;
  readonly limits?: LimitSettings | undefined;
}

/** The settings made ready to be asked. */
export interface Policy {
  readonly settings: AlertSettings;
  readonly router: Router;
  readonly rules: readonly InhibitRule[];
  readonly ttl: number | null;
  readonly dedupeWindow: number;
  readonly flapping: { readonly changes: number; readonly within: number } | null;
  /** Where an alert with these properties goes, and where not and why. */
  readonly routesFor: (alert: Routable, channels?: readonly string[]) => Routing;
  readonly limitsOf: (channel: string) => LimitSettings | null;
  /** The window that keeps an alert quiet now. */
  readonly maintenanceOf: (labels: Labels, now: number) => HeldBy | null;
  /** The time interval in which a route tells nothing new now. */
  readonly intervalOf: (
    route: Pick<Destination, "path" | "muteIn" | "activeIn">,
    now: number,
  ) => HeldBy | null;
}

/** The policy of these settings. */
export function compilePolicy(settings: AlertSettings): Policy {
  const zone = settings.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const router = createRouter(settings);
  const windows = maintenanceWindows(settings.maintenance ?? [], zone);
  const intervals = new Map(
    (settings.time_intervals ?? []).map((one) => [one.name, timeInterval(one, zone)]),
  );
  return {
    settings,
    router,
    rules: inhibitRules(settings.inhibit_rules ?? []),
    ttl: settings.alerts?.ttl ?? null,
    dedupeWindow: settings.alerts?.dedupe_window ?? 0,
    flapping: settings.alerts?.flapping ?? null,
    routesFor: (alert, channels) =>
      routeBy(router, channels === undefined ? alert : { ...alert, channels: [...channels] }),
    limitsOf: (channel) => settings.channels[channel]?.limits ?? settings.limits ?? null,
    maintenanceOf: (labels, now) => maintenanceHold(windows, labels, now),
    intervalOf: remembering((route, now) => intervalHold(route, intervals, now)),
  };
}

function maintenanceHold(windows: readonly Maintenance[], labels: Labels, now: number): HeldBy | null {
  for (const { name, fits, endOf } of windows) {
    if (!fits(labels)) continue;
    const until = endOf(now);
    if (until !== null) return { kind: "maintenance", name, until };
  }
  return null;
}

type IntervalQuestion = Pick<Destination, "path" | "muteIn" | "activeIn">;

function intervalHold(
  { muteIn, activeIn }: IntervalQuestion,
  intervals: ReadonlyMap<string, TimeInterval>,
  now: number,
): HeldBy | null {
  const named = (names: readonly string[]) => names.flatMap((name) => intervals.get(name) ?? []);
  const [mute, active] = [named(muteIn), named(activeIn)];
  const muted = (at: number): boolean =>
    mute.some((one) => one.isOn(at)) || (active.length > 0 && !active.some((one) => one.isOn(at)));
  if (!muted(now)) return null;
  const on = mute.find((one) => one.isOn(now))?.name ?? `outside ${activeIn.join(", ")}`;
  return { kind: "mute", name: on, until: nextChange([...mute, ...active], muted, now) };
}

/** All alerts of one commit ask the same of the same routes. */
function remembering(ask: Policy["intervalOf"]): Policy["intervalOf"] {
  let [asked, answers] = [Number.NaN, new Map<string, HeldBy | null>()];
  return (route, now) => {
    if (route.muteIn.length === 0 && route.activeIn.length === 0) return null;
    if (asked !== now) [asked, answers] = [now, new Map()];
    const known = answers.get(route.path);
    if (known !== undefined) return known;
    const answer = ask(route, now);
    answers.set(route.path, answer);
    return answer;
  };
}
