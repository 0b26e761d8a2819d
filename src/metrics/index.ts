export { catalogue, type Metric, metricNamed } from "./catalogue.ts";
export { type EndedRun, failuresInARow, runSamples } from "./run-samples.ts";
