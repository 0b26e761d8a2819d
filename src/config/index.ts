export { knownLabels } from "./known-labels.ts";
export { type LoadedConfig, loadConfig } from "./load.ts";
export { loadMapperConfig, type MapperConfig, type MapperLoadOptions } from "./load-mapper.ts";
export type { LoadOptions } from "./load-options.ts";
export type { Misconfigured } from "./misconfigured.ts";
export type { Problem } from "./problem.ts";
export { type Settings, settingsNode, settingsSchema } from "./schema.ts";
export { type ShownSettings, shownSettings } from "./shown-settings.ts";
