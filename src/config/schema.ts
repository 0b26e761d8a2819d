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
import { channelsSettings, limitSettings } from "../channels/settings.ts";
import { templatesSettings } from "../channels/templates/settings.ts";
import { healthSettings } from "../health/settings.ts";
import { mapperSettings } from "../mapper/settings.ts";
import { defaultsSettings, samplesSettings, streamsSettings, strictSettings } from "../quality/settings.ts";
import { jobsSettings, logsSettings, runSettings } from "../runner/settings.ts";
import { storeSettings } from "../store/settings.ts";
import {
  auditSettings,
  generalSettings,
  heartbeatSettings,
  quarantineSettings,
  retentionSettings,
} from "./general-settings.ts";
import { settingNode } from "./setting-node.ts";

/** Everything that can be set but `version` and `environments`: one slice a line, each owned by its folder. */
export const settingsSchema = z.strictObject({
  store: storeSettings.prefault({}).meta({ description: "Where pitchpipe keeps what it knows." }),
  timezone: generalSettings.timezone,
  external_url: externalUrl.optional(),
  labels: generalSettings.labels,
  jobs: jobsSettings.default({}),
  run: runSettings.prefault({}),
  mapper: mapperSettings.prefault({}),
  quarantine: quarantineSettings.prefault({}),
  samples: samplesSettings.prefault({}),
  retention: retentionSettings.prefault({}),
  strict: strictSettings.prefault({}),
  streams: streamsSettings.default({}),
  audit: auditSettings.prefault({}),
  logs: logsSettings.prefault({}),
  channels: channelsSettings.default({}),
  route: routeSettings.optional(),
  time_intervals: timeIntervalsSettings.default([]),
  inhibit_rules: inhibitRulesSettings.default([]),
  maintenance: maintenanceSettings.default([]),
  alerts: alertsSettings.prefault({}),
  rules: rulesSettings.default([]),
  defaults: defaultsSettings.prefault({}),
  sla: slaSettings.default([]),
  templates: templatesSettings.default({}),
  health: healthSettings.default({}),
  heartbeat: heartbeatSettings.optional(),
  limits: limitSettings.optional().meta({
    description: "What holds for every channel that has no `limits` of its own.",
  }),
});

/** All settings with their defaults: durations in milliseconds, sizes in bytes, `null` for what is switched off. */
export type Settings = z.output<typeof settingsSchema>;

/** The same schema as a tree, for everything but parsing. */
export const settingsNode = settingNode(settingsSchema);
