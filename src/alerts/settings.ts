import { z } from "zod";

export { readMatcher } from "./matcher-syntax.ts";
export {
  type InhibitRules,
  inhibitRulesSettings,
  type MaintenanceWindows,
  maintenanceSettings,
} from "./muting-settings.ts";
export { type AlertsSettings, alertsSettings } from "./noise-settings.ts";
export {
  type BranchSettings,
  type EscalationStep,
  namedChannels,
  namedIntervals,
  namedMatchers,
  type RouteSettings,
  routeSettings,
  untakenCritical,
} from "./route-settings.ts";
export { type TimeIntervals, timeIntervalsSettings } from "./time-interval-settings.ts";

/** `external_url:`, the address links in messages begin with. */
export const externalUrl = z
  .url({ protocol: /^https?$/ })
  .meta({ description: "Where the dashboard is reached; messages then hold links instead of commands." });
