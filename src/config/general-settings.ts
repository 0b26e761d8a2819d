import { z } from "zod";
import { filePath, labelMap, timeZone } from "../lib/setting-types.ts";

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
  })
  .meta({ description: "Where lines go that are not let through." });

/** `audit:`, what happens when the proof of what was loaded can't be kept. */
export const auditSettings = z
  .strictObject({
    on_unavailable: z.enum(["continue", "hold"]).default("continue").meta({
      description:
        "When neither the store nor its stand-in file can be written: let STATE messages pass and count what is not covered, or hold them back (the next run loads again).",
    }),
  })
  .meta({ description: "Proof of what happened to the data." });
