export {
  type ExtractLoadBlock,
  expandJobs,
  extractLoadBlocks,
  mapperPluginName,
  unwatchedJobs,
} from "./blocks.ts";
export { readDotEnv } from "./dot-env.ts";
export { type FoundMeltano, findMeltano } from "./find-meltano.ts";
export { findProjectRoot } from "./find-root.ts";
export { type PluginSettings, pluginSettings } from "./plugin-settings.ts";
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
