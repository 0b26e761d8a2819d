import { z } from "zod";
import { duration, labelMap, switchable } from "../lib/setting-types.ts";
import { type FailureCategory, failureCategories } from "../model/dossier.ts";
import { severities } from "../model/severity.ts";

const told = switchable(z.enum(severities)).meta({ expects: "info, warning, error, critical, or none" });

const timeout = duration.refine((ms) => ms >= 1000, { error: "must be at least 1s" });

/** Another try of these ends the same, and locks accounts: they are never tried again. */
export const neverRetried = ["auth", "schema", "config"] as const;
type NeverRetried = (typeof neverRetried)[number];

/** What may be tried again, where somebody wants it. */
const retriableCategories = failureCategories.filter(
  (category): category is Exclude<FailureCategory, NeverRetried> => !isNeverRetried(category),
);

function isNeverRetried(category: unknown): category is NeverRetried {
  return neverRetried.some((name) => name === category);
}

const retryCategory = z.enum(retriableCategories, {
  error: ({ input }) =>
    isNeverRetried(input) ? `${input} is never tried again: it would only fail again` : undefined,
});

/** The keys of `retries:`, without their defaults. */
const retryKeys = {
  max: z.int().min(0).max(100).meta({
    description: "How often a run that failed is tried again; 0 is not at all.",
  }),
  retry_on: z.array(retryCategory).meta({
    description: `What is tried again, by the category of the failure's dossier. Never: ${neverRetried.join(", ")}.`,
  }),
  backoff: duration.meta({
    description: "The wait before the first retry; it doubles with each, up to 15m.",
  }),
  from: z.enum(["block", "job"]).meta({
    description: "Where a retry starts: at the block that failed, or at the first one.",
  }),
};

/** The keys of `run:`, without their defaults, so that a job can override each of them alone. */
const runKeys = {
  timeout: timeout.meta({
    description:
      "How long a run may take; given to Meltano as its `--timeout` unless the command line has one.",
  }),
  stall_after: switchable(duration).meta({
    description: "Tells when no record came for this long while the tap is not done.",
  }),
  zero_records: z.enum(["ok", "warn", "fail"]).meta({
    description: "What it means when no record came where there always were some.",
  }),
  alert_after_failures: z.int().min(1).meta({
    description: "A failure is told from the n-th one in a row on.",
  }),
  kill_after: duration.meta({
    description: "How long Meltano and its plugins may take to end after a signal before they are killed.",
  }),
};

const notifyKeys = {
  start: told.meta({ description: "The severity at which the start of a run is told." }),
  success: told.meta({ description: "The severity at which a good run is told." }),
  failure: told.meta({ description: "The severity at which a failed run is told." }),
};

const notify = z
  .strictObject({
    start: notifyKeys.start.prefault("none"),
    success: notifyKeys.success.prefault("info"),
    failure: notifyKeys.failure.prefault("error"),
  })
  .meta({ description: "What is told of a run, and how loud." });

const retries = z
  .strictObject({
    max: retryKeys.max.default(0),
    retry_on: retryKeys.retry_on.default(["network", "rate_limit", "timeout"]),
    backoff: retryKeys.backoff.prefault("30s"),
    from: retryKeys.from.default("block"),
  })
  .meta({ description: "Whether a run that failed is tried again, and when." });

const preflight = z.boolean().meta({
  description:
    "Checks the run's source and target before Meltano starts; where one is unhealthy, nothing is.",
});

/** `run:`, how runs are watched and judged. Durations are milliseconds. */
export const runSettings = z
  .strictObject({
    timeout: runKeys.timeout.optional(),
    stall_after: runKeys.stall_after.prefault("10m"),
    zero_records: runKeys.zero_records.default("warn"),
    alert_after_failures: runKeys.alert_after_failures.default(1),
    kill_after: runKeys.kill_after.prefault("30s"),
    retries: retries.prefault({}),
    preflight: preflight.default(false),
    notify: notify.prefault({}),
  })
  .meta({ description: "How runs are watched and judged." });

const jobSettings = z.strictObject({
  timeout: runKeys.timeout.optional(),
  stall_after: runKeys.stall_after.optional(),
  zero_records: runKeys.zero_records.optional(),
  alert_after_failures: runKeys.alert_after_failures.optional(),
  kill_after: runKeys.kill_after.optional(),
  retries: z
    .strictObject({
      max: retryKeys.max.optional(),
      retry_on: retryKeys.retry_on.optional(),
      backoff: retryKeys.backoff.optional(),
      from: retryKeys.from.optional(),
    })
    .optional(),
  preflight: preflight.optional(),
  notify: z
    .strictObject({
      start: notifyKeys.start.optional(),
      success: notifyKeys.success.optional(),
      failure: notifyKeys.failure.optional(),
    })
    .optional(),
  owner: z.string().min(1).optional().meta({ description: "Who is asked about this job." }),
  labels: labelMap.optional().meta({ description: "Labels on every signal of this job." }),
});

/** `jobs:`, by name of the job: any key of `run`, an owner, labels. */
export const jobsSettings = z
  .record(z.string().min(1), jobSettings)
  .meta({ description: "Settings of single jobs: any key of `run`, an owner, labels." });

/** `logs:`, what is kept of a run's log. */
export const logsSettings = z
  .strictObject({
    keep: z
      .enum(["redacted", "errors", "none"])
      .default("redacted")
      .meta({ description: "All lines (redacted), only warnings and errors, or nothing." }),
  })
  .meta({ description: "What is kept of a run's log." });
