import { createHash } from "node:crypto";
import type { Fact } from "../../model/fact.ts";
import { type Finding, findingKey } from "../../model/finding.ts";
import { bulkInsert } from "../bulk-insert.ts";
import type { Dialect } from "../dialect.ts";
import type { FindingRow, PassedCheckRow } from "../tables/findings.ts";
import type { Database } from "../tables.ts";

type Of<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

const findingColumns: readonly (keyof FindingRow)[] = [
  "block_id",
  "finding_key",
  "run_id",
  "stream",
  "name",
  "outcome",
  "level",
  "mode",
  "violations",
  "at",
  "finding",
];
const passedColumns: readonly (keyof PassedCheckRow)[] = ["block_id", "stream", "name", "run_id"];

/** Counts are totals: of two tellings the later one counts, in whatever order they come. */
export async function applyFindings(db: Database, dialect: Dialect, fact: Of<"findings">): Promise<void> {
  const { blockId, runId } = fact;
  await bulkInsert<FindingRow>(db, dialect, {
    table: "findings",
    columns: findingColumns,
    key: ["block_id", "finding_key"],
    rows: fact.findings.map((finding) => toFindingRow(fact, finding)),
    update: newerWins(["level", "violations", "finding", "at"]),
  });
  await bulkInsert<PassedCheckRow>(db, dialect, {
    table: "passed_checks",
    columns: passedColumns,
    key: ["block_id", "stream", "name"],
    rows: fact.passed.map(({ stream, name }) => ({ block_id: blockId, stream, name, run_id: runId })),
  });
  await db
    .insertInto("finding_tellings")
    .values({ run_id: runId, told_at: null })
    .onConflict((conflict) => conflict.column("run_id").doNothing())
    .execute();
}

/** The findings of a run became signals, in the same transaction. */
export async function applyFindingsTold(db: Database, { runId, at }: Of<"findings_told">): Promise<void> {
  await db
    .insertInto("finding_tellings")
    .values({ run_id: runId, told_at: at })
    .onConflict((conflict) => conflict.column("run_id").doUpdateSet({ told_at: at }))
    .execute();
}

/** Somebody erased rows from the quarantine. */
export async function applyPurged(db: Database, { purgeId, purge }: Of<"purged">): Promise<void> {
  await db
    .insertInto("quarantine_purges")
    .values({ purge_id: purgeId, at: purge.at, purge: JSON.stringify(purge) })
    .onConflict((conflict) => conflict.column("purge_id").doNothing())
    .execute();
}

function toFindingRow({ blockId, runId, at }: Of<"findings">, finding: Finding): FindingRow {
  return {
    block_id: blockId,
    finding_key: createHash("sha256").update(findingKey(finding)).digest("hex"),
    run_id: runId,
    stream: finding.stream,
    name: finding.name,
    outcome: finding.outcome,
    level: finding.level,
    mode: finding.mode,
    violations: finding.violations,
    at,
    finding: JSON.stringify(finding),
  };
}

function newerWins(columns: readonly string[]): string[] {
  return columns.map(
    (column) =>
      `${column} = case when excluded.at >= held.at then excluded.${column} else held.${column} end`,
  );
}
