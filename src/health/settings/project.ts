import { z } from "zod";
import { commonKeys } from "./common.ts";

export const storeCheckSettings = z
  .strictObject({ type: z.literal("store"), ...commonKeys })
  .meta({ description: "Whether pitchpipe's store answers.", whole: true });

export const channelCheckSettings = z
  .strictObject({
    type: z.literal("channel"),
    channel: z.string().min(1).meta({ description: "The channel." }),
    ...commonKeys,
  })
  .meta({ description: "How deliveries through a channel have gone; nothing is sent.", whole: true });

export const meltanoSettings = z.strictObject({ type: z.literal("meltano"), ...commonKeys }).meta({
  description: "The project loads, its system database and state backend answer, no lock is stale.",
  whole: true,
});
