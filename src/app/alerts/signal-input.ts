import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import { severities } from "../../model/severity.ts";
import {
  type AlertCategory,
  type AlertType,
  alertCategories,
  alertTypes,
  type Signal,
} from "../../model/signal.ts";

const text = z.string();
const textMap = z.record(text, text);
const number = z.number();
const count = z.number().int().nonnegative();

/** A signal as people and programs send it: options of `alerts send`, and lines of its `--file`. */
export const signalInput = z
  .strictObject({
    name: text.min(1).optional(),
    title: text.min(1).optional(),
    message: text.optional(),
    severity: z.enum(severities).default("warning"),
    state: z.enum(["firing", "resolved"]).default("firing"),
    type: z.enum(alertTypes).optional(),
    category: z.enum(alertCategories).optional(),
    labels: textMap.default({}),
    annotations: textMap.default({}),
    details: z.record(text, z.json()).default({}),
    metric: text.min(1).optional(),
    value: number.optional(),
    threshold: number.optional(),
    percentile: z
      .union([number, text])
      .refine(isPercentile, { error: "must be from 0 to 100, such as 95 or p95" })
      .optional(),
    resource: text.optional(),
    affected_users: count.optional(),
    error_count: count.optional(),
    endpoint: text.optional(),
    stack_trace: text.optional(),
    recommendations: z.array(text).default([]),
    channels: z.array(text).optional(),
    run_id: text.optional(),
  })
  .refine(({ name, title, metric }) => (name ?? title ?? metric) !== undefined, {
    error: "needs a name, a title or a metric, to tell it from other alerts",
    path: ["name"],
  })
  .refine(({ value, threshold }) => threshold === undefined || value !== undefined, {
    error: "is needed beside threshold",
    path: ["value"],
  });

function isPercentile(given: number | string): boolean {
  const read = typeof given === "number" ? given : Number(given.replace(/^p/i, "") || Number.NaN);
  return read >= 0 && read <= 100;
}

export type SignalInput = z.output<typeof signalInput>;

/** What a signal is taken for where nothing is said: a measured value is about performance, all else is custom. */
function typeOf({ type, metric }: SignalInput): AlertType {
  return type ?? (metric === undefined ? "custom" : "performance");
}

const categories: Partial<Readonly<Record<AlertType, AlertCategory>>> = {
  performance: "performance",
  security: "security",
  system_health: "system",
  connection_error: "availability",
  sla_breach: "availability",
};

/** The signal that an input asks for, with the labels every signal of the project has. */
export function signalOf(
  input: SignalInput,
  { at, labels }: { readonly at: number; readonly labels: Signal["labels"] },
): Signal {
  const type = typeOf(input);
  return {
    name: nameOf(input),
    type,
    category: input.category ?? categories[type] ?? "application",
    severity: input.severity,
    state: input.state,
    title: input.title ?? "",
    message: input.message ?? "",
    labels: { ...labels, ...resourceOf(input), ...input.labels },
    annotations: input.annotations,
    details: { ...input.details, ...detailsOf(input) },
    recommendations: input.recommendations,
    value: input.value ?? null,
    threshold: input.threshold ?? null,
    ...(input.metric === undefined ? {} : { metric: input.metric }),
    ...(input.channels === undefined ? {} : { channels: input.channels }),
    runId: input.run_id ?? null,
    at,
  };
}

/** What tells this signal's alert from others: its name, else its metric, else its title. */
export function nameOf({ name, metric, title }: SignalInput): string {
  return name ?? metric ?? title ?? "";
}

/** The resource is part of what an alert is about: two machines have two alerts. */
export function resourceOf({ resource }: SignalInput): Signal["labels"] {
  return resource === undefined ? {} : { resource };
}

function detailsOf(input: SignalInput): { readonly [key: string]: Json } {
  const { percentile, affected_users, error_count, endpoint, stack_trace } = input;
  const all = { percentile, affected_users, error_count, endpoint, stack_trace };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    readonly [key: string]: Json;
  };
}
