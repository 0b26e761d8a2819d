import { kindOf, type MetricKind } from "./metric-kind.ts";

/** What a metric's name says: what is measured, of which kind, in what, and at which percentile. */
export interface MetricName {
  /** In a sentence: "CPU", "API response time", "free disk". */
  readonly subject: string;
  /** In a title, where it may read differently: "CPU usage". */
  readonly titleSubject: string;
  readonly kind: MetricKind;
  /** `""` where the name doesn't say. */
  readonly unit: string;
  /** Such as `95`, `null` where the name has none. */
  readonly percentile: string | null;
}

const units: Readonly<Record<string, string>> = {
  percent: "%",
  pct: "%",
  seconds: "s",
  secs: "s",
  milliseconds: "ms",
  millis: "ms",
  ms: "ms",
  bytes: "B",
  kb: "kB",
  mb: "MB",
  gb: "GB",
};

const acronyms: ReadonlySet<string> = new Set(
  "api cpu db dns gc http https id io ip jvm ram rps rss sla sql tcp tls ttl url".split(" "),
);

/** Words that say how a thing is measured; with a unit beside them they are not part of its name. */
const measures: ReadonlySet<string> = new Set(["usage", "utilization", "utilisation", "used"]);

/** Reads `cpu_percent` as "CPU" in "%", `apiResponseTimeMs.p95` as "API response time" in "ms" at P95. */
export function readMetricName(metric: string): MetricName {
  const words = wordsOf(metric);
  const percentile = words.map((word) => /^p(\d{1,2}(?:\.\d+)?|999?)$/.exec(word)?.[1]).find(Boolean) ?? null;
  const named = words.filter((word) => !/^p\d+(?:\.\d+)?$/.test(word));
  const unit = named.length > 1 ? units[named.at(-1) ?? ""] : undefined;
  const rest = unit === undefined ? named : named.slice(0, -1);
  const kind = kindOf(metric, rest);
  return { ...subjects(metric, rest, { kind, unit }), kind, unit: unit ?? "", percentile };
}

function wordsOf(metric: string): string[] {
  const apart = metric.replace(/([a-z\d])([A-Z])/g, "$1_$2");
  return apart
    .split(/[_\s.:/-]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

function subjects(
  metric: string,
  words: readonly string[],
  { kind, unit }: { readonly kind: MetricKind; readonly unit: string | undefined },
): Pick<MetricName, "subject" | "titleSubject"> {
  const bare = words.length > 1 ? words.filter((word) => !measures.has(word)) : words;
  const subject = freeFirst(bare.length === 0 ? words : bare)
    .map((word) => (acronyms.has(word) ? word.toUpperCase() : word))
    .join(" ");
  if (subject === "") return { subject: metric, titleSubject: metric };
  return withRate(subject, { kind, unit, hasUsage: words.some((word) => measures.has(word)) });
}

/** A share of something is a rate: "validation success" in percent is the "validation success rate". */
function withRate(
  subject: string,
  { kind, unit, hasUsage }: { kind: MetricKind; unit: string | undefined; hasUsage: boolean },
): Pick<MetricName, "subject" | "titleSubject"> {
  if (kind === "cpu" || kind === "memory" || kind === "disk") {
    const isUsage = (hasUsage || unit === "%") && !subject.startsWith("free ");
    return { subject, titleSubject: isUsage ? `${subject} usage` : subject };
  }
  const isShare = unit === "%" && (kind === "cache_hits" || kind === "success" || kind === "errors");
  const rated = isShare && !/\b(?:rate|ratio)$/.test(subject) ? `${subject} rate` : subject;
  return { subject: rated, titleSubject: rated };
}

const spare: ReadonlySet<string> = new Set(["free", "available", "remaining"]);

/** "free disk" and not "disk free". */
function freeFirst(words: readonly string[]): readonly string[] {
  const free = words.filter((word) => spare.has(word));
  return [...free, ...words.filter((word) => !spare.has(word))];
}
