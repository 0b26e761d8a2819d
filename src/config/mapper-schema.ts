import { z } from "zod";
import { auditSettings } from "../audit/settings.ts";
import { mapperSettings } from "../mapper/settings.ts";
import { defaultsSettings, samplesSettings, streamsSettings, strictSettings } from "../quality/settings.ts";
import { storeSettings } from "../store/settings.ts";
import { generalSettings, quarantineSettings, retentionSettings } from "./general-settings.ts";
import type { mapperKeys } from "./mapper-keys.ts";
import type { SettingsScope } from "./scope.ts";
import { settingNode } from "./setting-node.ts";
import { checkStreams } from "./stream-checks.ts";

/** What mappers read too: one slice a line, each owned by its folder. */
export const mapperSlices = {
  store: storeSettings.prefault({}).meta({ description: "Where pitchpipe keeps what it knows." }),
  timezone: generalSettings.timezone,
  labels: generalSettings.labels,
  mapper: mapperSettings.prefault({}),
  quarantine: quarantineSettings.prefault({}),
  samples: samplesSettings.prefault({}),
  retention: retentionSettings.prefault({}),
  strict: strictSettings.prefault({}),
  streams: streamsSettings.default({}),
  audit: auditSettings.prefault({}),
  defaults: defaultsSettings.prefault({}),
} satisfies Record<(typeof mapperKeys)[number], z.ZodType>;

const mapperSchema = z.strictObject(mapperSlices);

/** The settings of mappers, without the time it takes to make all the others. */
export const mapperScope: SettingsScope<typeof mapperSchema> = {
  schema: mapperSchema,
  node: settingNode(mapperSchema),
  crossChecks: () => checkStreams,
};
