import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../lib/clock.ts";
import { AuditAccount } from "./audit/audit-account.ts";
import type { Backend } from "./backend.ts";
import { closable } from "./closable.ts";
import type { Dialect } from "./dialect.ts";
import { applyFacts } from "./facts/apply-facts.ts";
import { alertHistoryRepository } from "./repositories/alert-history.ts";
import { alertMarkRepository } from "./repositories/alert-marks.ts";
import { alertRepository } from "./repositories/alerts.ts";
import { auditRepository } from "./repositories/audit.ts";
import { blockRepository } from "./repositories/blocks.ts";
import { channelStateRepository } from "./repositories/channel-states.ts";
import { findingRepository } from "./repositories/findings.ts";
import { healthRepository } from "./repositories/health.ts";
import { inhibitorRepository } from "./repositories/inhibitors.ts";
import { leaseRepository } from "./repositories/leases.ts";
import { lineageRepository } from "./repositories/lineage.ts";
import { metricRepository } from "./repositories/metrics.ts";
import { noteRepository } from "./repositories/notes.ts";
import { openlineageRepository } from "./repositories/openlineage.ts";
import { outboxRepository } from "./repositories/outbox.ts";
import { qualityRepository } from "./repositories/quality.ts";
import type { SnapshotQueries } from "./repositories/queries.ts";
import { retentionRepository } from "./repositories/retention.ts";
import { ruleStateRepository } from "./repositories/rule-states.ts";
import { runAccountRepository } from "./repositories/run-accounts.ts";
import { runRepository } from "./repositories/runs.ts";
import { signalRepository } from "./repositories/signals.ts";
import { silenceRepository } from "./repositories/silences.ts";
import { tellingRepository } from "./repositories/tellings.ts";
import type { Repositories, Store, StoreTransaction } from "./store.ts";
import type { Database } from "./tables.ts";

/** A store over an opened database. The clock tells the account when it was written. */
export function connectStore(backend: Backend, clock: Clock): Store {
  const { dialect } = backend;
  const { read, snapshot, close, write: enqueue } = closable(backend);
  const write = accounting(refusingNested(enqueue), dialect, clock);
  return {
    ...repositories({ dialect, read, snapshot, write: (work) => write(work, true) }),
    location: backend.location,
    kind: dialect.kind,
    get damage() {
      return backend.damage;
    },
    get generation() {
      return backend.generation;
    },
    transaction: (work) => write((db, account) => work(inside(db, dialect, account)), true),
    // Facts of different processes are about different things: on PostgreSQL they need not wait for one another.
    apply: (facts) => write((db, account) => applyFacts(db, dialect, facts, account), false),
    close,
  };
}

function inside(db: Database, dialect: Dialect, account: AuditAccount): StoreTransaction {
  const queries: SnapshotQueries = {
    dialect,
    read: (query) => query(db),
    snapshot: (query) => query(db),
    write: (work) => work(db, account),
  };
  const settled = async <T>(query: (db: Database) => Promise<T>): Promise<T> => {
    await account.settle();
    return query(db);
  };
  return {
    ...repositories(queries),
    audit: auditRepository({ ...queries, read: settled, snapshot: settled }),
    apply: (facts) => applyFacts(db, dialect, facts, account),
  };
}

type AccountedWrite = <T>(
  work: (db: Database, account: AuditAccount) => Promise<T>,
  alone: boolean,
) => Promise<T>;

/** What a transaction tells the account becomes durable with it. */
function accounting(write: Backend["write"], dialect: Dialect, clock: Clock): AccountedWrite {
  return (work, alone) =>
    write(async (db) => {
      const account = new AuditAccount(db, dialect, clock.now());
      const result = await work(db, account);
      await account.settle();
      return result;
    }, alone);
}

function repositories(queries: SnapshotQueries): Repositories {
  return {
    runs: runRepository(queries),
    blocks: blockRepository(queries),
    signals: signalRepository(queries),
    alerts: alertRepository(queries),
    alertHistory: alertHistoryRepository(queries),
    outbox: outboxRepository(queries),
    silences: silenceRepository(queries),
    tellings: tellingRepository(queries),
    alertMarks: alertMarkRepository(queries),
    inhibitors: inhibitorRepository(queries),
    channelStates: channelStateRepository(queries),
    leases: leaseRepository(queries),
    notes: noteRepository(queries),
    quality: qualityRepository(queries),
    findings: findingRepository(queries),
    accounts: runAccountRepository(queries),
    retention: retentionRepository(queries),
    metrics: metricRepository(queries),
    ruleStates: ruleStateRepository(queries),
    health: healthRepository(queries),
    lineage: lineageRepository(queries),
    audit: auditRepository(queries),
    openlineage: openlineageRepository(queries),
  };
}

/** A write that waits for the transaction it was called from would wait for ever: it is refused instead. */
function refusingNested(enqueue: Backend["write"]): Backend["write"] {
  const around = new AsyncLocalStorage<{ running: boolean }>();
  return async (work, alone) => {
    if (around.getStore()?.running) {
      throw new TypeError("Inside a transaction, write through the transaction and not through the store.");
    }
    return enqueue(async (db) => {
      const transaction = { running: true };
      try {
        return await around.run(transaction, () => work(db));
      } finally {
        transaction.running = false;
      }
    }, alone);
  };
}
