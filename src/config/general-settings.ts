import { z } from "zod";
import {
  byteSize,
  duration,
  filePath,
  httpUrl,
  labelMap,
  percent,
  retentionTime,
  switchable,
  timeZone,
} from "../lib/setting-types.ts";

/** The version of the file's format that this pitchpipe writes and reads. */
export const currentVersion = 1;

/** Settings that belong to no one capability. */
export const generalSettings = {
  timezone: timeZone.optional().meta({
    description: "The zone of times of day in this file and in messages.",
    defaultText: "the machine's own zone",
  }),
  labels: labelMap.default({}).meta({ description: "Labels on every signal and alert." }),
};

/** `quarantine:`, where lines go that are not let through. */
export const quarantineSettings = z
  .strictObject({
    path: filePath.optional().meta({
      description: "The folder for lines that are not let through; relative to the project.",
      defaultText: "`pitchpipe/quarantine` in Meltano's system folder (`.meltano`)",
    }),
    max_percent: switchable(percent).default(null).meta({
      description:
        "The run fails when more than this share of its records went into quarantine; judged once 1,000 records came, and at the end.",
    }),
    max_size: switchable(byteSize).prefault("1GiB").meta({
      description: "What the folder may hold. A row beyond it is held back and the run fails.",
    }),
    keep: z.enum(["lines", "keys", "none"]).default("lines").meta({
      description:
        "What is kept of a row: all of it, the values of its key, or nothing but the count. Only whole rows can be replayed.",
    }),
  })
  .meta({ description: "Where lines go that are not let through." });

/** `retention:`, how long things are kept; `tick` takes away what is older. */
export const retentionSettings = z
  .strictObject({
    runs: retentionTime.prefault("400d").meta({
      description: "Runs with their streams, findings and results. Their audited segments stay.",
    }),
    metrics: retentionTime.prefault("90d").meta({
      description: "Throughput samples of runs, and metrics.",
    }),
    quarantine: retentionTime.prefault("30d").meta({
      description: "Rows in quarantine, replayed or not; their values are erased.",
    }),
    alerts: retentionTime.prefault("400d").meta({
      description: "Alerts that are over, with what was told of them.",
    }),
    logs: retentionTime.prefault("30d").meta({ description: "The stored logs of runs." }),
    audit: retentionTime.prefault("forever").meta({
      description:
        "The account of what was done: entries of runs that are gone, then those of the store. A signed record stands for what is cut.",
    }),
  })
  .meta({ description: "How long things are kept; `tick` takes away what is older." });

/** `heartbeat:`, an outside service that notices when nothing ticks any more. */
export const heartbeatSettings = z
  .strictObject({
    url: httpUrl.meta({
      sensitive: true,
      description:
        "Called by `tick` after a good pass; a dead man's switch elsewhere tells when it stays away.",
    }),
    every: duration.prefault("1m").meta({ description: "How often at most." }),
  })
  .meta({ description: "Tells a service outside that all is watched.", whole: true });
