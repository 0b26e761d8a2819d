import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { metricNamed } from "../../metrics/index.ts";
import type { MetricSeries } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";

/** Every series of the project (or of one metric), with its newest sample. */
export async function measuredNow(
  project: OpenedProject,
  metric: string | undefined,
): Promise<MetricSeries[]> {
  const { metrics } = await project.store();
  return metrics.series(project.project.name, metric === undefined ? {} : { metrics: [metric] });
}

export function measuredDocument({ metric, labels, lastAt, lastValue }: MetricSeries): {
  readonly [key: string]: Json;
} {
  return {
    metric,
    unit: metricNamed(metric)?.unit ?? null,
    labels: { ...labels },
    value: lastValue,
    at: toTimestamp(lastAt),
  };
}
