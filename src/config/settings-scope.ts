import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject } from "../lib/json-object.ts";
import { checkChannels } from "./channel-checks.ts";
import { checkRoutes } from "./cross-checks.ts";
import { checkHealth } from "./health-checks.ts";
import { checkRuleChannels } from "./rule-channels.ts";
import { settingsNode, settingsSchema } from "./schema.ts";
import type { SettingsScope } from "./scope.ts";
import { checkStreams } from "./stream-checks.ts";
import { checkTemplateChannels } from "./template-channels.ts";
import { valueAt } from "./walk.ts";

/** All settings. */
export const settingsScope: SettingsScope<typeof settingsSchema> = {
  schema: settingsSchema,
  node: settingsNode,
  crossChecks: (merged) => {
    const names = namesIn(merged, "channels");
    const [routes, health] = [checkRoutes(names), checkHealth(namesIn(merged, "health"))];
    return (settings) => [
      ...routes(settings),
      ...checkRuleChannels(settings, names),
      ...checkTemplateChannels(settings, names),
      ...health(settings),
      ...checkChannels(settings),
      ...checkStreams(settings),
    ];
  },
};

function namesIn(merged: Json, key: string): string[] {
  const part = valueAt(merged, [key]);
  return isJsonObject(part) ? Object.keys(part) : [];
}
