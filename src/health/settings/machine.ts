import { z } from "zod";
import { programKeys } from "../../lib/program-settings.ts";
import { byteSize, duration, filePath, percent } from "../../lib/setting-types.ts";
import { commonKeys, mayBeMissing } from "./common.ts";

export const diskSettings = z
  .strictObject({
    type: z.literal("disk"),
    path: filePath.meta({ description: "A path on the file system that is looked at.", path: true }),
    min_free: byteSize.optional().meta({ description: "Unhealthy with less free." }),
    min_free_percent: percent.default(5).meta({ description: "Unhealthy with less free." }),
    degraded_free_percent: percent.default(10).meta({ description: "Degraded with less free." }),
    ...commonKeys,
  })
  .meta({ description: "Room on a file system, and files that can still be made.", whole: true });

export const pathSettings = z
  .strictObject({
    type: z.literal("path"),
    path: filePath.meta({ description: "The file or folder.", path: true }),
    kind: z.enum(["any", "file", "folder"]).default("any").meta({ description: "What it must be." }),
    readable: z.boolean().default(true).meta({ description: "Whether it must be readable." }),
    writable: z.boolean().default(false).meta({ description: "Whether it must be writable." }),
    may_be_missing: mayBeMissing,
    max_age: duration.optional().meta({ description: "Unhealthy where it was last changed longer ago." }),
    min_size: byteSize.optional().meta({ description: "Unhealthy where a file is smaller." }),
    ...commonKeys,
  })
  .meta({ description: "Whether a file or folder is there.", whole: true });

export const hostSettings = z
  .strictObject({
    type: z.literal("host"),
    cpu_percent: percent.default(95).meta({ description: "Unhealthy with more of the CPU busy." }),
    memory_percent: percent.default(95).meta({ description: "Unhealthy with more of the memory in use." }),
    load_per_cpu: z
      .number()
      .positive()
      .default(8)
      .meta({ description: "Unhealthy with a higher load over five minutes, for each CPU." }),
    ...commonKeys,
  })
  .meta({ description: "CPU, load and memory of this host, with the processes that use most.", whole: true });

export const commandSettings = z
  .strictObject({
    type: z.literal("command"),
    ...programKeys,
    ...commonKeys,
  })
  .meta({ description: "A program of your own: exit code 0 is healthy, any other is not.", whole: true });
