import { z } from "zod";
import { rowActions } from "../model/finding.ts";
import { severities } from "../model/severity.ts";
import { checks } from "./checks/index.ts";
import { exactNumber } from "./setting-values.ts";

export { exactSetting, parseSettingsJson } from "./setting-json.ts";
export { type StreamFault, streamFaults } from "./stream-faults.ts";
export { unknownNames } from "./unknown-names.ts";

const count = z.int().min(1);
const share = exactNumber.refine(({ value }) => value >= 0 && value <= 100, {
  error: "must be a number from 0 to 100",
});

const countMeta = "So many rows in violation.";
const percentMeta =
  "Such a share of the rows looked at; judged at each segment's end once 1,000 were seen, and at the end.";

/** When something happens to the run: exactly one of the keys. */
const threshold = z
  .strictObject({
    count: count.optional().meta({ description: countMeta }),
    percent: share.optional().meta({ description: percentMeta }),
    breaking: count.optional().meta({ description: "So many breaking changes; `schema_drift` only." }),
  })
  .superRefine((value, { addIssue }) => {
    if (Object.keys(value).length !== 1)
      addIssue({ code: "custom", message: "must have exactly one of count, percent and breaking" });
  })
  .meta({ expects: "a threshold such as {count: 1} or {percent: 0.5}" });

const owner = z.string().min(1);
const tags = z.array(z.string().min(1));

/** What every entry of `checks:` may have beside its check. */
const entryKeys = {
  name: z.string().min(1).max(100).optional().meta({
    description: "Names the entry; one of the same name for a more special stream takes its place.",
  }),
  where: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "An expression (CEL): only records for which it is true are looked at." }),
  on_violation: z.enum(rowActions).default("keep").meta({
    description:
      "What happens to the row: it is loaded, set aside, left out, or loaded with the named fields redacted. `hold` is for `activate_version` only.",
  }),
  warn: threshold.optional().meta({ description: "When it is told.", defaultText: "`{count: 1}`" }),
  fail: threshold
    .optional()
    .meta({ description: "When the run fails. The row that reaches a count is not forwarded." }),
  severity: z.enum(severities).optional().meta({
    description: "The severity of the alert.",
    defaultText: "`warning`, and `error` where `fail` is reached",
  }),
  mode: z
    .enum(["active", "shadow"])
    .default("active")
    .meta({ description: "`shadow`: recorded, never told, never acted upon." }),
  owner: owner.optional().meta({ description: "Who is asked about it." }),
  tags: tags.default([]).meta({ description: "Words that travel into findings and alerts." }),
  description: z.string().min(1).optional().meta({ description: "What it is for." }),
};

/** The keys that an entry of `checks:` may have; it has exactly one of them. */
export const checkKeys: readonly string[] = checks.map(({ key }) => key);
const checkSettings = Object.fromEntries(checks.map(({ key, settings }) => [key, settings.optional()]));

/** One entry of `checks:`: one check, and what follows from it. */
export const checkEntry = z
  .strictObject({ ...entryKeys, ...checkSettings })
  .superRefine((entry, { addIssue, issues }) => {
    // A misspelt key says it already.
    if (issues.length > 0) return;
    const named = checkKeys.filter((key) => key in entry);
    if (named.length === 1) return;
    const message =
      named.length === 0
        ? "has no check; it needs one key such as not_null or range"
        : `has more than one check: ${named.join(", ")}. Write one entry for each`;
    addIssue({ code: "custom", message });
  })
  .meta({ whole: true });

const streamSettings = z.strictObject({
  owner: owner.optional().meta({ description: "Who is asked about this stream." }),
  tags: tags.optional().meta({ description: "Words for all its findings." }),
  description: z.string().min(1).optional().meta({ description: "What the stream is." }),
  hold_state: z.boolean().optional().meta({
    description:
      "Hold back all STATEs of the run until its end, so that what is decided there can still call the load back. A crash then loses the run's progress.",
    defaultText: "`false`",
  }),
  checks: z.array(checkEntry).optional().meta({ description: "The checks of the stream.", literal: true }),
});

/** `streams:`, by glob over a stream's name, or over `tap/stream`. */
export const streamsSettings = z.record(z.string().min(1), streamSettings).meta({
  description: 'Checks by stream. A key is a glob: `orders`, `order_*`, `"tap-postgres/public-*"`.',
});

/** `defaults:`, what is on where nothing is configured. */
export const defaultsSettings = z
  .strictObject({
    checks: z.boolean().default(true).meta({
      description:
        "The checks that every stream has without being told: schema, keys, drift, volume and more.",
    }),
    columns: z.boolean().default(true).meta({ description: "Metrics of every column, run by run." }),
    rules: z
      .boolean()
      .default(true)
      .meta({ description: "The rules that pitchpipe brings; see docs/rules.md." }),
  })
  .meta({ description: "What is on without being configured." });

/** `strict:`, what is not known is an error. */
export const strictSettings = z
  .strictObject({
    unknown_streams: z
      .boolean()
      .default(false)
      .meta({ description: "A key of `streams` that no stream fits is an error, and a finding of a run." }),
    unknown_fields: z
      .boolean()
      .default(false)
      .meta({ description: "A check of a field that the stream's SCHEMA doesn't declare is one." }),
  })
  .meta({ description: "Names that fit nothing." });

/** `samples:`, what findings show of the rows. */
export const samplesSettings = z
  .strictObject({
    rows: z.int().min(0).max(100).default(5).meta({ description: "Rows that a finding shows at most." }),
    values: z
      .preprocess((written) => (written === false ? "none" : written), z.enum(["masked", "plain", "none"]))
      .default("masked")
      .meta({
        description: "Values as their shape (`Aaa-999`), as they are (secrets apart), or no rows at all.",
      }),
  })
  .meta({ description: "What findings show of the rows." });

export type CheckEntry = z.output<typeof checkEntry>;
export type ThresholdSettings = z.output<typeof threshold>;
export type StreamSettings = z.output<typeof streamSettings>;
export type StreamsSettings = z.output<typeof streamsSettings>;
export type SamplesSettings = z.output<typeof samplesSettings>;
export type StrictSettings = z.output<typeof strictSettings>;
