import type { Kysely } from "kysely";
import type { AlertingTables } from "./tables/alerting.ts";
import type { AlertTables } from "./tables/alerts.ts";
import type { AuditTables } from "./tables/audit.ts";
import type { FindingTables } from "./tables/findings.ts";
import type { HealthTables } from "./tables/health.ts";
import type { LineageTables } from "./tables/lineage.ts";
import type { MapperBlockTables } from "./tables/mapper-blocks.ts";
import type { MetricTables } from "./tables/metrics.ts";
import type { OpenlineageTables } from "./tables/openlineage.ts";
import type { QualityTables } from "./tables/quality.ts";
import type { RunAccountTables } from "./tables/run-accounts.ts";
import type { RunTables } from "./tables/runs.ts";

/** Our tables as both databases give them: times in ms since the epoch, booleans 0 or 1, JSON as text. */
export interface Tables
  extends AlertTables,
    AlertingTables,
    AuditTables,
    FindingTables,
    HealthTables,
    LineageTables,
    MapperBlockTables,
    MetricTables,
    OpenlineageTables,
    QualityTables,
    RunAccountTables,
    RunTables {
  migrations: MigrationRow;
  leases: LeaseRow;
  notes: NoteRow;
}

/** The query layer, outside or inside a transaction. */
export type Database = Kysely<Tables>;

export interface MigrationRow {
  number: number;
  name: string;
  applied_at: number;
}

export interface LeaseRow {
  name: string;
  holder: string;
  held_until: number;
}

export interface NoteRow {
  key: string;
  value: string;
}
