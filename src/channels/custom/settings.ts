import { z } from "zod";
import { commonChannelKeys } from "../common-settings.ts";
import { timeoutKey } from "../http-settings.ts";

/** Settings of a `custom` channel: a JavaScript module of the user's. */
export const customSettings = z
  .strictObject({
    type: z.literal("custom"),
    module: z
      .string()
      .regex(/\.m?js$/, "must be the path of a .mjs or .js file")
      .meta({
        description: "The module, inside the project's folder; a relative path starts at the project's root.",
      }),
    options: z.record(z.string(), z.unknown()).default({}).meta({
      description:
        "Handed to the module as they are; it gets nothing else. Write secrets as references, such as `$TOKEN`.",
      sensitive: "some",
    }),
    timeout: timeoutKey.meta({ description: "How long it may take; then its thread is ended." }),
    ...commonChannelKeys,
  })
  .meta({ description: "Hands the notification to a JavaScript module of yours.", whole: true });

export type CustomSettings = z.output<typeof customSettings>;
