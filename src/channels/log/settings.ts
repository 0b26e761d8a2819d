import { z } from "zod";
import { byteSize, filePath, switchable } from "../../lib/setting-types.ts";
import { commonChannelKeys } from "../common-settings.ts";

/** Settings of a `log` channel: a line for every notification, appended to a file. */
export const logSettings = z
  .strictObject({
    type: z.literal("log"),
    path: filePath.meta({ description: "The file to append to. Its folder is made.", path: true }),
    format: z
      .enum(["json", "text"])
      .default("json")
      .meta({ description: "One JSON document a line, or a line for people." }),
    max_size: switchable(byteSize)
      .prefault("100MiB")
      .meta({ description: "A file of this size is set aside as `<path>.1` and a new one begun." }),
    keep: z.int().min(1).max(100).default(5).meta({ description: "So many files set aside are kept." }),
    ...commonChannelKeys,
  })
  .meta({ description: "Appends a line for every notification to a file.", whole: true });

export type LogSettings = z.output<typeof logSettings>;
