import { z } from "zod";
import { rulesSettings } from "../alerts/rules/settings.ts";
import {
  alertsSettings,
  externalUrl,
  inhibitRulesSettings,
  maintenanceSettings,
  routeSettings,
  timeIntervalsSettings,
} from "../alerts/settings.ts";
import { slaSettings } from "../alerts/sla/settings.ts";
import { openlineageSettings } from "../audit/openlineage/settings.ts";
import { channelsSettings, limitSettings } from "../channels/settings.ts";
import { templatesSettings } from "../channels/templates/settings.ts";
import { healthSettings } from "../health/settings.ts";
import { jobsSettings, logsSettings, runSettings } from "../runner/settings.ts";
import { heartbeatSettings } from "./general-settings.ts";
import { mapperSlices } from "./mapper-schema.ts";
import { settingNode } from "./setting-node.ts";

/** Everything that can be set but `version` and `environments`: one slice a line, each owned by its folder. */
export const settingsSchema = z.strictObject({
  store: mapperSlices.store,
  timezone: mapperSlices.timezone,
  external_url: externalUrl.optional(),
  labels: mapperSlices.labels,
  jobs: jobsSettings.default({}),
  run: runSettings.prefault({}),
  mapper: mapperSlices.mapper,
  quarantine: mapperSlices.quarantine,
  samples: mapperSlices.samples,
  retention: mapperSlices.retention,
  strict: mapperSlices.strict,
  streams: mapperSlices.streams,
  audit: mapperSlices.audit,
  logs: logsSettings.prefault({}),
  channels: channelsSettings.default({}),
  route: routeSettings.optional(),
  time_intervals: timeIntervalsSettings.default([]),
  inhibit_rules: inhibitRulesSettings.default([]),
  maintenance: maintenanceSettings.default([]),
  alerts: alertsSettings.prefault({}),
  rules: rulesSettings.default([]),
  defaults: mapperSlices.defaults,
  sla: slaSettings.default([]),
  templates: templatesSettings.default({}),
  health: healthSettings.default({}),
  heartbeat: heartbeatSettings.optional(),
  openlineage: openlineageSettings.optional(),
  limits: limitSettings.optional().meta({
    description: "What holds for every channel that has no `limits` of its own.",
  }),
});

/** All settings with their defaults: durations in milliseconds, sizes in bytes, `null` for what is switched off. */
export type Settings = z.output<typeof settingsSchema>;

/** The same schema as a tree, for everything but parsing. */
export const settingsNode = settingNode(settingsSchema);
