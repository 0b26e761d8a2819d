import type pc from "picocolors";
import type { HealthStatus } from "../../model/health.ts";

/** A status in its colour. */
export function healthPaint(
  colors: ReturnType<typeof pc.createColors>,
): (status: HealthStatus | null) => string {
  const paints = {
    healthy: colors.green,
    degraded: colors.yellow,
    unhealthy: colors.red,
    unknown: colors.dim,
  };
  return (status) => (status === null ? colors.dim("not looked at yet") : paints[status](status));
}
