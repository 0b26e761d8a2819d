import { z } from "zod";
import {
  bigquerySettings,
  duckdbSettings,
  mssqlSettings,
  mysqlSettings,
  oracleSettings,
  postgresSettings,
  snowflakeSettings,
  sqliteSettings,
  sqlSettings,
} from "./settings/databases.ts";
import { commandSettings, diskSettings, hostSettings, pathSettings } from "./settings/machine.ts";
import {
  dnsSettings,
  httpSettings,
  prometheusSettings,
  tcpSettings,
  tlsSettings,
} from "./settings/network.ts";
import { channelCheckSettings, meltanoSettings, storeCheckSettings } from "./settings/project.ts";
import { wmsSettings } from "./settings/wms.ts";

/** One entry of `health:`; its `type` says which keys it has. */
export const healthCheckSettings = z.discriminatedUnion("type", [
  httpSettings,
  prometheusSettings,
  tcpSettings,
  dnsSettings,
  tlsSettings,
  diskSettings,
  pathSettings,
  hostSettings,
  commandSettings,
  postgresSettings,
  mysqlSettings,
  mssqlSettings,
  oracleSettings,
  sqliteSettings,
  duckdbSettings,
  snowflakeSettings,
  bigquerySettings,
  sqlSettings,
  wmsSettings,
  storeCheckSettings,
  channelCheckSettings,
  meltanoSettings,
]);

/** `health:`, a map from a check's name to its settings. */
export const healthSettings = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/, "must be a short name of letters, digits, _ . : -"),
    healthCheckSettings,
  )
  .meta({ description: "Checks of what the pipelines depend on, by name." });

export { findCycle } from "./graph.ts";
export type HealthCheckSettings = z.output<typeof healthCheckSettings>;
export type HealthSettings = z.output<typeof healthSettings>;
export type HealthType = HealthCheckSettings["type"];
export type SettingsOf<Type extends HealthType> = Extract<HealthCheckSettings, { type: Type }>;

/** What a check depends on: what it names, and for `sql` the check whose database it asks. */
export function dependenciesOf(settings: HealthCheckSettings): string[] {
  const own = settings.type === "sql" ? [settings.on] : [];
  return [...new Set([...own, ...settings.depends_on])];
}
