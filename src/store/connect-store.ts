import { AsyncLocalStorage } from "node:async_hooks";
import type { Backend } from "./backend.ts";
import { closable } from "./closable.ts";
import type { Dialect } from "./dialect.ts";
import { applyFacts } from "./facts/apply-facts.ts";
import { alertHistoryRepository } from "./repositories/alert-history.ts";
import { alertMarkRepository } from "./repositories/alert-marks.ts";
import { alertRepository } from "./repositories/alerts.ts";
import { blockRepository } from "./repositories/blocks.ts";
import { channelStateRepository } from "./repositories/channel-states.ts";
import { findingRepository } from "./repositories/findings.ts";
import { healthRepository } from "./repositories/health.ts";
import { inhibitorRepository } from "./repositories/inhibitors.ts";
import { leaseRepository } from "./repositories/leases.ts";
import { metricRepository } from "./repositories/metrics.ts";
import { noteRepository } from "./repositories/notes.ts";
import { outboxRepository } from "./repositories/outbox.ts";
import { qualityRepository } from "./repositories/quality.ts";
import type { Queries } from "./repositories/queries.ts";
import { retentionRepository } from "./repositories/retention.ts";
import { ruleStateRepository } from "./repositories/rule-states.ts";
import { runAccountRepository } from "./repositories/run-accounts.ts";
import { runRepository } from "./repositories/runs.ts";
import { signalRepository } from "./repositories/signals.ts";
import { silenceRepository } from "./repositories/silences.ts";
import { tellingRepository } from "./repositories/tellings.ts";
import type { Repositories, Store, StoreTransaction } from "./store.ts";
import type { Database } from "./tables.ts";

/** A store over an opened database. */
export function connectStore(backend: Backend): Store {
  const { dialect } = backend;
  const { read, close, write: enqueue } = closable(backend);
  const write = refusingNested(enqueue);
  return {
    ...repositories({ dialect, read, write: (work) => write(work, true) }),
    location: backend.location,
    kind: dialect.kind,
    get damage() {
      return backend.damage;
    },
    get generation() {
      return backend.generation;
    },
    transaction: (work) => write((db) => work(inside(db, dialect)), true),
    // Facts of different processes are about different things: on PostgreSQL they need not wait for one another.
    apply: (facts) => write((db) => applyFacts(db, dialect, facts), false),
    close,
  };
}

function inside(db: Database, dialect: Dialect): StoreTransaction {
  const queries: Queries = { dialect, read: (query) => query(db), write: (work) => work(db) };
  return { ...repositories(queries), apply: (facts) => applyFacts(db, dialect, facts) };
}

function repositories(queries: Queries): Repositories {
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
