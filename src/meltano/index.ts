export {
  type ExtractLoadBlock,
  expandJobs,
  extractLoadBlocks,
  mapperPluginName,
  ourMappings,
  unwatchedJobs,
} from "./blocks.ts";
export { readDotEnv } from "./dot-env.ts";
export { type FoundMeltano, findMeltano } from "./find-meltano.ts";
export { findProjectRoot } from "./find-root.ts";
export { type MappingConfig, mappingConfig } from "./mapping-config.ts";
export { nestedSetting } from "./nested-setting.ts";
export { pluginFamily } from "./plugin-family.ts";
export { type PluginSettings, pluginSettings, type SettingsWhere } from "./plugin-settings.ts";
export {
  type MeltanoJob,
  type MeltanoPlugin,
  type MeltanoProject,
  type MeltanoSchedule,
  readProject,
} from "./project.ts";
export { secretValues } from "./secret-values.ts";
export { systemDatabaseUri } from "./system-database.ts";
export { type Variables, variableName } from "./variables.ts";
