import { z } from "zod";
import { commonChannelKeys } from "../common-settings.ts";
import { httpKeys, secretUrl } from "../http-settings.ts";

/** Settings of a `teams` channel: a Power Automate workflow that posts a card. */
export const teamsSettings = z
  .strictObject({
    type: z.literal("teams"),
    webhook_url: secretUrl.meta({
      description: "The URL of a workflow “when a Teams webhook request is received”.",
    }),
    ...httpKeys,
    ...commonChannelKeys,
  })
  .meta({ description: "Posts an Adaptive Card to Microsoft Teams by a workflow.", whole: true });

export type TeamsSettings = z.output<typeof teamsSettings>;
