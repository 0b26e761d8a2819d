import { z } from "zod";
import { duration, labelMap } from "../../lib/setting-types.ts";
import { severities } from "../../model/severity.ts";

const inARow = z.int().min(1).max(1_000);
const some = (text: string) =>
  duration.refine((ms) => ms > 0, { error: "must be more than nothing" }).prefault(text);

/** The keys of every check. */
export const commonKeys = {
  every: some("1m").meta({ description: "How often `tick` makes it." }),
  timeout: some("10s").meta({ description: "How long it may take; then it is unhealthy." }),
  failures: inARow
    .default(1)
    .meta({ description: "How many bad results in a row it takes until somebody is told." }),
  successes: inARow.default(1).meta({ description: "How many good results in a row end what was told." }),
  degraded_above: duration.optional().meta({ description: "A slower answer is degraded." }),
  depends_on: z
    .array(z.string())
    .default([])
    .meta({ description: "Checks without which this one can't be well: they are told instead of it." }),
  severity: z
    .enum(severities)
    .default("error")
    .meta({ description: "How bad it is when it is unhealthy. Degraded is a warning at most." }),
  plugins: z
    .array(z.string().min(1))
    .default([])
    .meta({ description: "The taps and targets it stands for; no check is derived for those." }),
  labels: labelMap.default({}).meta({ description: "Labels on its alert." }),
};

/** Of a file or folder that is made by who uses it. */
export const mayBeMissing = z.boolean().default(false).meta({
  description: "Whether it is well where it is not there yet and can be made.",
});

export const hostKey = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[^\s/@]+$/, "must be a name or an address");
export const portKey = z.int().min(1).max(65_535);
