import { z } from "zod";
import { programKeys } from "../../lib/program-settings.ts";
import { commonChannelKeys } from "../common-settings.ts";
import { timeoutKey } from "../http-settings.ts";

/** Settings of an `exec` channel: a program that gets the notification as JSON on its stdin. */
export const execSettings = z
  .strictObject({
    type: z.literal("exec"),
    ...programKeys,
    timeout: timeoutKey.meta({ description: "How long it may run; then its process group is killed." }),
    ...commonChannelKeys,
  })
  .meta({ description: "Runs a program with the notification as JSON on its stdin.", whole: true });

export type ExecSettings = z.output<typeof execSettings>;
