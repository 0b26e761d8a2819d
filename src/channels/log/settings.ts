import { z } from "zod";
import { filePath } from "../../lib/setting-types.ts";
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
    ...commonChannelKeys,
  })
  .meta({ description: "Appends a line for every notification to a file.", whole: true });

export type LogSettings = z.output<typeof logSettings>;
