import type { Json } from "../lib/canonical-json.ts";
import type { PitchpipeError } from "../lib/errors.ts";
import type {
  Alert,
  AlertEvent,
  AlertStatus,
  DeliveryAttempt,
  Notification,
  NotificationStatus,
} from "../model/alert.ts";
import type {
  AlertMarkRepository,
  ChannelStateRepository,
  InhibitorRepository,
  OutboxBatches,
  OutboxDelivery,
  Settlement,
  SilenceRepository,
  TellingRepository,
} from "../model/alerting-records.ts";
import type { Dossier } from "../model/dossier.ts";
import type { Fact, LogChunk, QuarantinePurge } from "../model/fact.ts";
import type { Finding, PassedCheck } from "../model/finding.ts";
import type { Labels } from "../model/labels.ts";
import type { MapperBlock, Segment, StreamCount, ThroughputSample } from "../model/mapper-block.ts";
import type { PluginResources } from "../model/plugin-resources.ts";
import type { Attempt, Run, RunPlugin, RunStatus, StreamClaim } from "../model/run.ts";
import type { RunContext } from "../model/run-context.ts";
import type { Severity } from "../model/severity.ts";
import type { AlertType, Signal } from "../model/signal.ts";
import type { AlertHistoryRepository } from "./alert-history-store.ts";
import type { AuditRepository } from "./audit-store.ts";
import type { LineageRepository } from "./lineage-store.ts";
import type { QualityRepository } from "./quality-store.ts";
import type { HealthRepository } from "./repositories/health.ts";
import type { MetricRepository } from "./repositories/metrics.ts";
import type { OpenlineageRepository } from "./repositories/openlineage.ts";
import type { RuleStateRepository } from "./repositories/rule-states.ts";

/** The one thing our processes share. All times are milliseconds since the epoch. */
export interface Store extends Repositories {
  /** Where it is, for people: a path, or a URL without its password. */
  readonly location: string;
  readonly kind: "sqlite" | "postgres";
  /** The error that names what was found damaged and set aside while this store was open; `null` for a sound one. */
  readonly damage: PitchpipeError | null;
  /** Counts up when the store had to begin anew while it was open: its file was set aside, or taken away. */
  readonly generation: number;
  /**
   * Everything `work` writes becomes durable together or not at all. Reads inside see its own writes. One transaction
   * runs at a time, over all processes, so that what `work` read is still true when it writes. Inside `work` write
   * through `tx` only.
   */
  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T>;
  /** Applies facts in a transaction of their own. On PostgreSQL these don't wait for one another. */
  apply(facts: readonly Fact[]): Promise<void>;
  close(): Promise<void>;
}

/** What can be done inside a transaction. */
export interface StoreTransaction extends Repositories {
  /** Applies facts in order; a fact that was applied before changes nothing. */
  apply(facts: readonly Fact[]): Promise<void>;
}

export interface Repositories {
  readonly runs: RunRepository;
  readonly blocks: BlockRepository;
  readonly signals: SignalRepository;
  readonly alerts: AlertRepository;
  readonly alertHistory: AlertHistoryRepository;
  readonly outbox: OutboxRepository;
  readonly silences: SilenceRepository;
  readonly tellings: TellingRepository;
  readonly alertMarks: AlertMarkRepository;
  readonly inhibitors: InhibitorRepository;
  readonly channelStates: ChannelStateRepository;
  readonly leases: LeaseRepository;
  readonly notes: NoteRepository;
  readonly quality: QualityRepository;
  readonly findings: FindingRepository;
  readonly retention: RetentionRepository;
  readonly accounts: RunAccountRepository;
  readonly metrics: MetricRepository;
  readonly ruleStates: RuleStateRepository;
  readonly health: HealthRepository;
  readonly lineage: LineageRepository;
  readonly audit: AuditRepository;
  readonly openlineage: OpenlineageRepository;
}

export interface RunAccountRepository {
  /** `null` for a run that went well, or whose end nobody could explain. */
  dossier(runId: string): Promise<Dossier | null>;
  /** Those of the runs that have one. */
  dossiers(runIds: readonly string[]): Promise<ReadonlyMap<string, Dossier>>;
  /** Under what a run ran; `null` for a run that was not started by us. */
  context(runId: string): Promise<RunContext | null>;
  /** What its plugins took from the machine, by name; none where nobody looked. */
  resources(runId: string): Promise<PluginResources[]>;
}

export interface RunFilter {
  readonly limit?: number;
  readonly project?: string;
  readonly environment?: string;
  readonly job?: string;
  readonly statuses?: readonly RunStatus[];
  readonly startedAfter?: number;
  readonly startedBefore?: number;
  readonly complete?: boolean;
}

export interface RunRepository {
  get(runId: string): Promise<Run | null>;
  /** Runs whose id begins with `prefix`, at most three: enough to tell "none", "one" and "several". */
  findByPrefix(prefix: string): Promise<Run[]>;
  /** Newest first. */
  list(filter: RunFilter): Promise<Run[]>;
  attempts(runId: string): Promise<Attempt[]>;
  plugins(runId: string): Promise<RunPlugin[]>;
  claims(runId: string): Promise<StreamClaim[]>;
  log(runId: string): AsyncIterable<LogChunk>;
}

export interface BlockRepository {
  ofRun(runId: string): Promise<MapperBlock[]>;
  /** Summed over the run's blocks, in order of first record. */
  streams(runId: string): Promise<StreamCount[]>;
  /** Which of the run's blocks carried which stream. */
  carriers(runId: string): Promise<{ readonly stream: string; readonly blockId: string }[]>;
  segments(runId: string): Promise<Segment[]>;
  /** How many records of each stream of a run lie under segments. */
  segmentTotals(
    runId: string,
  ): Promise<{ readonly stream: string; readonly segments: number; readonly records: number }[]>;
  /** Segments of all runs (or of one) in the order they were recorded, a page at a time. */
  segmentPage(page: {
    readonly runId?: string;
    /** The `sequence` after which to go on; 0 begins. */
    readonly after: number;
    readonly limit: number;
  }): Promise<(Segment & { readonly sequence: number; readonly runId: string; readonly blockId: string })[]>;
  /** The newest samples of a run's blocks, oldest first. */
  samples(runId: string, limit: number): Promise<(ThroughputSample & { readonly blockId: string })[]>;
}

/** Signals that wait for the alert engine, and those it has decided on. */
export interface SignalRepository {
  /** Remembers signals that were decided on. */
  keep(signals: readonly { readonly signalId: string; readonly signal: Signal }[], at: number): Promise<void>;
  /** Signals that were decided on, in the order they happened, a page at a time. */
  history(page: {
    readonly since: number;
    readonly until: number;
    /** The last one of the page before. */
    readonly after: { readonly at: number; readonly signalId: string } | null;
    readonly limit: number;
  }): Promise<{ readonly signalId: string; readonly signal: Signal }[]>;
  /** When the oldest signal that is kept happened. */
  oldestAt(): Promise<number | null>;
  pending(limit: number): Promise<{ readonly signalId: string; readonly signal: Signal }[]>;
  markTaken(signalIds: readonly string[], at: number): Promise<void>;
}

export interface AlertFilter {
  readonly limit?: number;
  readonly statuses?: readonly AlertStatus[];
  readonly types?: readonly AlertType[];
  readonly severities?: readonly Severity[];
  readonly runId?: string;
  /** Labels that must be equal. */
  readonly labels?: Labels;
  readonly name?: string;
  /** Last seen since then. */
  readonly seenSince?: number;
}

export interface AlertRepository {
  get(id: string): Promise<Alert | null>;
  findByPrefix(prefix: string): Promise<Alert[]>;
  getMany(ids: readonly string[]): Promise<Alert[]>;
  /** The alert with this fingerprint that is neither resolved nor expired. */
  openByFingerprint(fingerprint: string): Promise<Alert | null>;
  openByFingerprints(fingerprints: readonly string[]): Promise<Alert[]>;
  /** The newest alert of each fingerprint, where it was last seen since a time. */
  lastByFingerprints(fingerprints: readonly string[], since: number): Promise<Alert[]>;
  /** Open alerts in the order of their ids, a page at a time. */
  openPage(page: { readonly after: string; readonly limit: number }): Promise<Alert[]>;
  /** Open alerts that nothing was heard of since a time, the longest silent first. */
  openUnseenSince(time: number, limit: number): Promise<Alert[]>;
  /** Newest first by last seen. */
  list(filter: AlertFilter): Promise<Alert[]>;
  save(alert: Alert): Promise<void>;
  saveAll(alerts: readonly Alert[]): Promise<void>;
  appendEvent(event: AlertEvent): Promise<void>;
  appendEvents(events: readonly AlertEvent[]): Promise<void>;
  events(alertId: string): Promise<AlertEvent[]>;
}

export interface NotificationFilter {
  readonly limit?: number;
  readonly alertId?: string;
  readonly statuses?: readonly NotificationStatus[];
}

export interface OutboxRepository extends OutboxBatches, OutboxDelivery {
  add(notification: Notification): Promise<void>;
  addAll(notifications: readonly Notification[]): Promise<void>;
  get(id: string): Promise<Notification | null>;
  getMany(ids: readonly string[]): Promise<Notification[]>;
  findByPrefix(prefix: string): Promise<Notification[]>;
  /** Newest first. */
  list(filter: NotificationFilter): Promise<Notification[]>;
  /**
   * Takes up to `limit` due notifications (pending or failed, `dueAt <= now`, not claimed by a living holder) for
   * `holder` until `until`. Two processes that claim at once never get the same one. Oldest first.
   */
  claimDue(claim: {
    readonly now: number;
    readonly limit: number;
    readonly holder: string;
    readonly until: number;
    /** Only what is for this channel. */
    readonly channel?: string;
  }): Promise<Notification[]>;
  /** The outcome of a try; clears the claim. */
  settle(id: string, outcome: Settlement): Promise<void>;
  /** Writes the attempt; the same notification and number overwrite (before and after the try). */
  saveAttempt(attempt: DeliveryAttempt): Promise<void>;
  attempts(notificationId: string): Promise<DeliveryAttempt[]>;
  /** When the oldest undelivered notification was made; `null` when there is none. */
  oldestPendingAt(): Promise<number | null>;
}

export interface LeaseRepository {
  /** Whether `holder` has the lease until `until` now; a lease that ran out can be taken. */
  acquire(lease: {
    readonly name: string;
    readonly holder: string;
    readonly now: number;
    readonly until: number;
  }): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}

/** What checks found in the data of runs. */
export interface FindingRepository {
  /** Of all blocks of a run, sorted by stream and name. */
  ofRun(runId: string): Promise<{ readonly blockId: string; readonly finding: Finding }[]>;
  /** Checks that looked at something in the run and found nothing. */
  passed(runId: string): Promise<PassedCheck[]>;
  /** How many findings of a run are violations that count. */
  count(runId: string): Promise<number>;
  /** Runs whose findings have not become signals yet. */
  untold(limit: number): Promise<string[]>;
  /** Newest first. */
  purges(limit: number): Promise<{ readonly purgeId: string; readonly purge: QuarantinePurge }[]>;
}

/** What has become too old. Each call takes away at most `limit` things and answers how many those were. */
export interface RetentionRepository {
  /** Runs that are over, with all that belongs to them but segments. */
  dropRuns(before: number, limit: number): Promise<number>;
  /** The segments, from before there was a chain, of runs and blocks that are gone already. */
  dropSegments(before: number, limit: number): Promise<number>;
  dropLogs(before: number, limit: number): Promise<number>;
  /** Of blocks whose last heartbeat lies in the span. */
  dropSamples(span: { readonly after: number; readonly before: number }, limit: number): Promise<number>;
  /** Alerts that are over, with their events and notifications; and signals that were decided on. */
  dropAlerts(before: number, limit: number): Promise<number>;
}

/** Small things to remember between processes: last tick, adoption mark, "said once" marks. */
export interface NoteRepository {
  get(key: string): Promise<Json | null>;
  set(key: string, value: Json): Promise<void>;
  remove(key: string): Promise<void>;
}
