import { z } from "zod";
import { severities } from "../model/severity.ts";

/** The keys every channel has. */
export const commonChannelKeys = {
  min_severity: z
    .enum(severities)
    .optional()
    .meta({ description: "Tells only what is at least this bad (and the end of what it told)." }),
  send_resolved: z
    .boolean()
    .default(true)
    .meta({ description: "Also tells when a problem it told is over." }),
};
