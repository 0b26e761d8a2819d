import type { Json } from "../../lib/canonical-json.ts";
import type { RuleMemory, SeriesMemory } from "../../model/rule-memory.ts";
import type { SlaMemory } from "../../model/sla-memory.ts";
import { ruleEvent } from "../audit/operator-events.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { RuleStateRow, SlaStateRow } from "../tables/metrics.ts";
import type { Queries } from "./queries.ts";

/** What is remembered of a rule: as a whole where `series` is empty, else of one series. */
export interface RuleStateEntry {
  readonly rule: string;
  readonly series: string;
  /** `null` removes it. */
  readonly state: RuleMemory | SeriesMemory | null;
}

export interface StoredRule {
  readonly name: string;
  readonly rule: Json;
  readonly createdAt: number;
  readonly createdBy: string;
}

/** What rules and SLA entries remember between passes. A scope is a project and the environment whose settings hold. */
export interface RuleStateRepository {
  list(scope: string): Promise<RuleStateEntry[]>;
  save(scope: string, entries: readonly RuleStateEntry[]): Promise<void>;
  slaStates(scope: string): Promise<ReadonlyMap<string, SlaMemory>>;
  saveSlaState(scope: string, entry: string, state: SlaMemory | null): Promise<void>;
  /** Rules made through API or dashboard, by name. */
  storedRules(project: string): Promise<StoredRule[]>;
  saveStoredRule(project: string, rule: StoredRule): Promise<void>;
  removeStoredRule(project: string, name: string, by?: string): Promise<void>;
}

export function ruleStateRepository({ read, write, dialect }: Queries): RuleStateRepository {
  return {
    list: (scope) =>
      read(async (db) => {
        const rows = await db.selectFrom("rule_states").selectAll().where("scope", "=", scope).execute();
        return rows.map(({ rule, series, state }) => ({
          rule,
          series,
          state: JSON.parse(state) as RuleStateEntry["state"],
        }));
      }),
    save: (scope, entries) =>
      write(async (db) => {
        const kept = entries.filter(({ state }) => state !== null);
        await bulkInsert<RuleStateRow>(db, dialect, {
          table: "rule_states",
          columns: ["scope", "rule", "series", "state"],
          key: ["scope", "rule", "series"],
          rows: kept.map(({ rule, series, state }) => ({
            scope,
            rule,
            series,
            state: JSON.stringify(state),
          })),
          update: ["state = excluded.state"],
        });
        for (const { rule, series } of entries.filter(({ state }) => state === null))
          await db
            .deleteFrom("rule_states")
            .where("scope", "=", scope)
            .where("rule", "=", rule)
            .where("series", "=", series)
            .execute();
      }),
    ...slaStates({ read, write, dialect }),
    ...storedRules({ read, write, dialect }),
  };
}

function slaStates({
  read,
  write,
  dialect,
}: Queries): Pick<RuleStateRepository, "slaStates" | "saveSlaState"> {
  return {
    slaStates: (scope) =>
      read(async (db) => {
        const rows = await db.selectFrom("sla_states").selectAll().where("scope", "=", scope).execute();
        return new Map(rows.map(({ entry, state }) => [entry, JSON.parse(state) as SlaMemory]));
      }),
    saveSlaState: (scope, entry, state) =>
      write(async (db) => {
        if (state === null) {
          await db.deleteFrom("sla_states").where("scope", "=", scope).where("entry", "=", entry).execute();
          return;
        }
        await bulkInsert<SlaStateRow>(db, dialect, {
          table: "sla_states",
          columns: ["scope", "entry", "state"],
          key: ["scope", "entry"],
          rows: [{ scope, entry, state: JSON.stringify(state) }],
          update: ["state = excluded.state"],
        });
      }),
  };
}

function storedRules({
  read,
  write,
}: Queries): Pick<RuleStateRepository, "storedRules" | "saveStoredRule" | "removeStoredRule"> {
  return {
    storedRules: (project) =>
      read(async (db) => {
        const rows = await db.selectFrom("stored_rules").selectAll().where("project", "=", project).execute();
        return rows
          .map((row) => ({
            name: row.name,
            rule: JSON.parse(row.rule) as Json,
            createdAt: row.created_at,
            createdBy: row.created_by,
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      }),
    saveStoredRule: (project, { name, rule, createdAt, createdBy }) =>
      write(async (db, account) => {
        account.add([ruleEvent({ project, name, rule, by: createdBy, now: account.now })]);
        const row = {
          project,
          name,
          rule: JSON.stringify(rule),
          created_at: createdAt,
          created_by: createdBy,
        };
        const insert = db.insertInto("stored_rules").values(row);
        await insert
          .onConflict((conflict) => conflict.columns(["project", "name"]).doUpdateSet({ rule: row.rule }))
          .execute();
      }),
    removeStoredRule: (project, name, by = "pitchpipe") =>
      write(async (db, account) => {
        account.add([ruleEvent({ project, name, rule: null, by, now: account.now })]);
        await db.deleteFrom("stored_rules").where("project", "=", project).where("name", "=", name).execute();
      }),
  };
}
