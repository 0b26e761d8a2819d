import { z } from "zod";
import { commonChannelKeys } from "../common-settings.ts";
import { timeoutKey } from "../http-settings.ts";

/** Settings of an `exec` channel: a program that gets the notification as JSON on its stdin. */
export const execSettings = z
  .strictObject({
    type: z.literal("exec"),
    command: z
      .array(z.string().regex(/^[^\0]*$/, "must not hold a zero byte"))
      .min(1)
      .refine(([program]) => program !== "", "must begin with a program")
      .meta({
        description: "The program and its arguments. No shell; a relative path starts at the project's root.",
      }),
    env: z
      .array(z.string().regex(/^[A-Za-z_]\w*$/, "must be the name of a variable"))
      .default([])
      .meta({ description: "Variables it gets beside PATH, HOME, LANG and TZ." }),
    timeout: timeoutKey.meta({ description: "How long it may run; then its process group is killed." }),
    ...commonChannelKeys,
  })
  .meta({ description: "Runs a program with the notification as JSON on its stdin.", whole: true });

export type ExecSettings = z.output<typeof execSettings>;
