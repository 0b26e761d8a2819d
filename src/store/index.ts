export type { AuditFilter, AuditReader, AuditRepository, UnchainedSegment } from "./audit-store.ts";
export { type Disk, type DiskKind, diskOf } from "./disk.ts";
export type { LineageRepository, StreamSight } from "./lineage-store.ts";
export { type MeltanoRuns, readMeltanoRuns } from "./meltano-runs/read-meltano-runs.ts";
export { type OpenStoreOptions, openStore } from "./open-store.ts";
export type { JobScope, QualityRepository, SeenSchema } from "./quality-store.ts";
export { createRecorder, type RecorderOptions } from "./recorder.ts";
export { percentile } from "./repositories/metric-rollups.ts";
export type { SeriesWindow, WindowNeed } from "./repositories/metric-windows.ts";
export type { MetricRepository, MetricSeries } from "./repositories/metrics.ts";
export type {
  DueLineageEvent,
  LineageDestination,
  LineageScope,
  OpenlineageRepository,
  StoredLineageEvent,
  StreamMeasures,
  StreamState,
} from "./repositories/openlineage.ts";
export type { RuleStateEntry, RuleStateRepository, StoredRule } from "./repositories/rule-states.ts";
export type {
  AlertFilter,
  AlertRepository,
  BlockRepository,
  LeaseRepository,
  NoteRepository,
  NotificationFilter,
  OutboxRepository,
  Repositories,
  RunFilter,
  RunRepository,
  SignalRepository,
  Store,
  StoreTransaction,
} from "./store.ts";
export { type TakenIn, takeInSpool } from "./take-in-spool.ts";
