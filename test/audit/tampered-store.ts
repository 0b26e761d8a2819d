import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { verifyAudit } from "../../src/app/audit/verify-audit.ts";
import { type Breach, ChainVerifier } from "../../src/audit/verify-chains.ts";
import type { ChainHead, StoredEntry } from "../../src/model/audit-entry.ts";
import { openStore } from "../../src/store/index.ts";
import { stillClock } from "../fixtures/store/databases.ts";
import { aBlock, aRun, aSegment } from "../fixtures/store/samples.ts";

/** Columns that make up an entry, by table. What else stands in a segment's row is not vouched for. */
const columns = {
  audit_entries: [
    ...["chain", "number", "at", "kind", "actor", "run_id", "stream"],
    ...["body", "previous_hash", "hash"],
  ],
  segments: [
    ...["stream", "records", "bytes", "sha256", "state_sha256", "closed_by", "closed_at"],
    ...["chain_number", "previous_hash", "hash"],
  ],
} as const;

type Table = keyof typeof columns;
type Value = string | number | Buffer | null;

/** One column of one entry's row. */
export interface Cell {
  readonly table: Table;
  readonly sequence: number;
  readonly column: string;
  readonly value: Exclude<Value, null>;
}

/** A store in SQLite, and hands that change its rows behind its back and put them right again. */
export interface TamperedStore extends AsyncDisposable {
  readonly entries: readonly StoredEntry[];
  readonly cells: readonly Cell[];
  /** Whether one changed bit is found, by its entry and the next ones; also where the database refuses the change. */
  isFlipFound(cell: Cell, bit: number): Promise<boolean>;
  isRemovalFound(sequence: number): Promise<boolean>;
  isSwapFound(sequence: number, other: number): Promise<boolean>;
  /** Takes the last entry away for good. */
  cutLast(): void;
  /** What a reading of all of it finds. */
  breach(): Promise<Breach | null>;
}

const runId = "0199aaaa-0000-7000-8000-000000000001";

/** How many bits of a value are tried: of numbers those that a double holds exactly. */
export function bitsOf({ value }: Cell): number {
  return typeof value === "number" ? 40 : Buffer.from(value as string).length * 8;
}

export async function tamperedStore(root: string, size: number): Promise<TamperedStore> {
  const path = join(mkdtempSync(join(root, "tampered-")), "store.db");
  const store = await openStore({ url: `sqlite:${path}`, projectRoot: root, clock: stillClock });
  await store.apply(factsOf(size));
  const entries = await store.audit.page({ after: 0, limit: size * 2 });
  const starts = startsBefore(entries);
  const database = new Database(path);
  database.pragma("synchronous = off");
  const prepared = new Map<string, Database.Statement>();
  const run = (text: string, ...values: readonly Value[]): void => {
    const statement = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, statement);
    statement.run(...values);
  };
  const tableOf = (sequence: number): Table =>
    entries.find((entry) => entry.sequence === sequence)?.kind === "segment" ? "segments" : "audit_entries";
  const isFoundFrom = async (sequence: number): Promise<boolean> => {
    const page = await store.audit.page({ after: sequence - 1, limit: 4 });
    const verifier = new ChainVerifier(store.audit, { starts: starts.get(sequence) ?? new Map() });
    return !(await verifier.takeAll(page));
  };
  const breach = async () => (await verifyAudit(store, { checkpoints: [], trusted: new Set() })).breach;
  return {
    entries,
    cells: cellsOf(database),
    breach,
    isFlipFound: async ({ table, sequence, column, value }, bit) => {
      const update = `update ${table} set ${column} = ${typeof value === "string" ? "cast(? as text)" : "?"} where sequence = ?`;
      try {
        run(update, flipped(value, bit), sequence);
      } catch {
        // A unique index stands in the way.
        return true;
      }
      const isFound = await isFoundFrom(sequence);
      run(update, typeof value === "string" ? Buffer.from(value) : value, sequence);
      return isFound;
    },
    isRemovalFound: async (sequence) => {
      const table = tableOf(sequence);
      const row = database.prepare(`select * from ${table} where sequence = ?`).get(sequence) as object;
      run(`delete from ${table} where sequence = ?`, sequence);
      const isFound = (await isFoundFrom(sequence)) || (await breach()) !== null;
      const names = Object.keys(row);
      run(`insert into ${table} (${names}) values (${names.map(() => "?")})`, ...Object.values(row));
      return isFound;
    },
    isSwapFound: async (sequence, other) => {
      const table = tableOf(sequence);
      const swap = () => {
        for (const [from, to] of [
          [sequence, -1],
          [other, sequence],
          [-1, other],
        ] as const)
          run(`update ${table} set sequence = ? where sequence = ?`, to, from);
      };
      if (table !== tableOf(other)) return true;
      swap();
      const isFound = await isFoundFrom(Math.min(sequence, other));
      swap();
      return isFound;
    },
    cutLast: () => {
      const last = database
        .prepare(
          "select max(sequence) as last from (select sequence from segments union select sequence from audit_entries)",
        )
        .get() as { last: number };
      for (const table of Object.keys(columns)) run(`delete from ${table} where sequence = ?`, last.last);
    },
    [Symbol.asyncDispose]: async () => {
      database.close();
      await store.close();
    },
  };
}

/** A run that is over, whose chain the store's chain names. */
function factsOf(size: number) {
  const blockId = "b";
  const segments = Array.from({ length: size - 5 }, (_, at) =>
    aSegment({
      number: at + 1,
      stream: at % 2 ? "orders" : "itens – ação",
      records: at,
      sha256: hex(at),
      closedAt: stillClock.now() + at,
    }),
  );
  return [
    { kind: "run_opened" as const, run: aRun({ runId, status: "running" as const, endedAt: null }) },
    { kind: "block_opened" as const, block: aBlock({ blockId, runId }) },
    { kind: "segments" as const, blockId, runId, segments },
    {
      kind: "run_changed" as const,
      runId,
      changes: { status: "success" as const, endedAt: stillClock.now(), exitCode: 0, complete: true },
    },
  ];
}

function hex(at: number): string {
  return at.toString(16).padStart(64, "0");
}

function startsBefore(entries: readonly StoredEntry[]): Map<number, ReadonlyMap<string, ChainHead>> {
  const heads = new Map<string, ChainHead>();
  const before = new Map<number, ReadonlyMap<string, ChainHead>>();
  for (const entry of entries) {
    before.set(entry.sequence, new Map(heads));
    heads.set(entry.chain, entry);
  }
  return before;
}

function cellsOf(database: Database.Database): Cell[] {
  return (Object.keys(columns) as Table[]).flatMap((table) => {
    const rows = database.prepare(`select * from ${table} order by sequence`).all() as Record<
      string,
      Value
    >[];
    return rows.flatMap((row) =>
      columns[table].flatMap((column) => {
        const value = row[column] ?? null;
        return value === null ? [] : [{ table, sequence: Number(row["sequence"]), column, value }];
      }),
    );
  });
}

function flipped(value: Exclude<Value, null>, bit: number): number | Buffer {
  if (typeof value === "number") return Number(BigInt(value) ^ (1n << BigInt(bit)));
  const bytes = Buffer.from(value as string);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bytes;
}
