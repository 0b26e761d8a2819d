import { z } from "zod";
import { healthy, type Outcome, unhealthy, unknown } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import { ask } from "../http.ts";
import type { SettingsOf } from "../settings.ts";
import { askingHeaders, faultOutcome } from "./http.ts";

const point = z.tuple([z.number(), z.string()]);
const series = z.object({ metric: z.record(z.string(), z.string()), value: point });
const answerShape = z.object({
  status: z.literal("success"),
  data: z.discriminatedUnion("resultType", [
    z.object({ resultType: z.literal("vector"), result: z.array(series) }),
    z.object({ resultType: z.literal("scalar"), result: point }),
  ]),
});

/** Asks an instant query and judges every value of its answer. */
export async function probePrometheus(
  settings: SettingsOf<"prometheus">,
  effects: HealthEffects,
  signal: AbortSignal,
): Promise<Outcome> {
  const url = new URL(settings.url);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/api/v1/query`;
  url.searchParams.set("query", settings.query);
  const asked = {
    url: url.href,
    method: "GET" as const,
    ca: settings.ca,
    headers: askingHeaders(settings),
    signal,
  };
  const reply = await ask(asked, effects);
  if (reply.kind === "unanswered") return faultOutcome(reply.fault);
  // A query that is wrong, or not allowed, says nothing of what it asks for.
  if (reply.status === 400 || reply.status === 422)
    return unknown(`Prometheus refuses the query (${reply.status})`);
  if (reply.status !== 200)
    return unhealthy(`Prometheus answered ${reply.status}`, { status_code: reply.status });
  const values = valuesOf(reply.text);
  return values === null ? unknown("the answer is none of an instant query") : judge(values, settings.expect);
}

interface Value {
  readonly name: string;
  readonly value: number;
}

function valuesOf(text: string): Value[] | null {
  const parsed = answerShape.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { data } = parsed.data;
  if (data.resultType === "scalar") return [{ name: "the value", value: numberOf(data.result[1]) }];
  return data.result.map(({ metric, value }) => ({ name: nameOf(metric), value: numberOf(value[1]) }));
}

/** Prometheus writes what JSON has no number for as text. */
function numberOf(text: string): number {
  const infinite = /^([+-]?)Inf$/.exec(text);
  if (infinite === null) return Number(text);
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut, or a page for people: no answer of Prometheus.
    return null;
  }
}

function nameOf({ __name__: name = "", ...labels }: Readonly<Record<string, string>>): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${inside.join(", ")}}`.slice(0, 200);
}

function judge(values: readonly Value[], { min, max }: SettingsOf<"prometheus">["expect"]): Outcome {
  if (values.length === 0) return unknown("the query gives no series", { series: 0 });
  const details = { series: values.length, value: finite(values[0]?.value) };
  const strange = values.find(({ value }) => Number.isNaN(value));
  if (strange !== undefined) return unknown(`${strange.name} is not a number`, details);
  const bad = values.find(
    ({ value }) => (min !== undefined && value < min) || (max !== undefined && value > max),
  );
  if (bad === undefined)
    return healthy(
      values.length === 1 ? `is ${values[0]?.value}` : `all ${values.length} series are right`,
      details,
    );
  const limit = min !== undefined && bad.value < min ? `below ${min}` : `above ${max}`;
  return unhealthy(`${bad.name} is ${bad.value}, ${limit}`, { ...details, value: finite(bad.value) });
}

/** JSON has no infinity. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
