export { alwaysRuns, JobHistory } from "./job-history.ts";
export { noHistory, type StreamHistory } from "./port.ts";
export { StreamRecorder } from "./profile.ts";
export { RunPast, type RunPastOptions } from "./run-past.ts";
export { schemaHash } from "./schema-hash.ts";
