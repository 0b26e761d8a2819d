import type { HealthCheck, Outcome } from "./contract.ts";
import { unknown } from "./contract.ts";
import { databaseTypes, isDatabase } from "./databases/open.ts";
import type { HealthEffects } from "./effects.ts";
import type { HealthCheckSettings, HealthSettings, HealthType, SettingsOf } from "./settings.ts";

type Probe<Type extends HealthType> = (
  settings: SettingsOf<Type>,
  effects: HealthEffects,
  signal: AbortSignal,
) => Promise<Outcome>;

type Loaded = { readonly [Type in Exclude<HealthType, "sql">]: () => Promise<Probe<Type>> };

const database = async () => (await import("./probes/database.ts")).probeDatabase;

/** Every type of check, loaded when it is made. `sql` stands below: it needs another check's settings. */
const probes: Loaded = {
  http: async () => (await import("./probes/http.ts")).probeHttp,
  prometheus: async () => (await import("./probes/prometheus.ts")).probePrometheus,
  tcp: async () => (await import("./probes/tcp.ts")).probeTcp,
  dns: async () => (await import("./probes/dns.ts")).probeDns,
  tls: async () => (await import("./probes/tls.ts")).probeTls,
  disk: async () => (await import("./probes/disk.ts")).probeDisk,
  path: async () => (await import("./probes/path.ts")).probePath,
  host: async () => (await import("./probes/host.ts")).probeHost,
  command: async () => (await import("./probes/command.ts")).probeCommand,
  postgres: database,
  mysql: database,
  mssql: database,
  oracle: database,
  sqlite: database,
  duckdb: database,
  snowflake: database,
  bigquery: database,
  "oracle-wms": async () => (await import("./wms/probe.ts")).probeWms,
  store:
    async () =>
    (_, { project }) =>
      project.store(),
  channel:
    async () =>
    ({ channel }, { project }) =>
      project.channel(channel),
  meltano:
    async () =>
    (_, { project }) =>
      project.meltano(),
};

/** The check that settings describe. `all` holds the others, for `sql`. */
export function createCheck(
  name: string,
  settings: HealthCheckSettings,
  { all, effects }: { readonly all: HealthSettings; readonly effects: HealthEffects },
): HealthCheck {
  return {
    name,
    type: settings.type,
    timeout: settings.timeout,
    degradedAbove: settings.degraded_above,
    prepare: settings.type === "sql" ? async () => import("./probes/sql.ts") : probes[settings.type],
    run: ({ signal }) => probe(settings, { all, effects, signal }),
  };
}

interface Probing {
  readonly all: HealthSettings;
  readonly effects: HealthEffects;
  readonly signal: AbortSignal;
}

async function probe(settings: HealthCheckSettings, { all, effects, signal }: Probing): Promise<Outcome> {
  if (settings.type === "sql") return probeOther(settings, { all, effects, signal });
  return run(settings.type, settings, effects, signal);
}

async function run<Type extends Exclude<HealthType, "sql">>(
  type: Type,
  settings: HealthCheckSettings,
  effects: HealthEffects,
  signal: AbortSignal,
): Promise<Outcome> {
  const load: () => Promise<Probe<Type>> = probes[type];
  return (await load())(settings as SettingsOf<Type>, effects, signal);
}

async function probeOther(settings: SettingsOf<"sql">, { all, effects, signal }: Probing): Promise<Outcome> {
  const other = all[settings.on];
  if (other === undefined) return unknown(`the check ${settings.on}, whose database it asks, is not there`);
  if (!isDatabase(other))
    return unknown(`${settings.on} is no database: those are ${databaseTypes.join(", ")}`);
  const { probeSql } = await import("./probes/sql.ts");
  return probeSql(settings, other, effects, signal);
}
