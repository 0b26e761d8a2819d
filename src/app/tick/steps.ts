import { takeInSpool } from "../../store/index.ts";
import { keepCheckpoints } from "../audit/keep-checkpoints.ts";
import { makeDueChecks } from "../health/due-checks.ts";
import { recordLineage } from "../lineage/record-lineage.ts";
import { makeLineage, sendLineageBeside } from "../openlineage/tick-lineage.ts";
import { evaluateRules } from "../rules/evaluate-rules.ts";
import { evaluateSla } from "../sla/evaluate-sla.ts";
import { adoptRuns } from "./adopt-runs.ts";
import { advanceAlerts } from "./advance-alerts.ts";
import { decideSignals } from "./decide-signals.ts";
import { findLostRuns } from "./find-lost-runs.ts";
import { noteConfig } from "./note-config.ts";
import { retain } from "./retention.ts";
import { rollUpMetrics } from "./roll-up.ts";
import { sampleOutbox } from "./sample-outbox.ts";
import { sampleRuns } from "./sample-runs.ts";
import type { TickStep } from "./step.ts";
import { tellFindings } from "./tell-findings.ts";

/** Every count of a pass, before it did anything. */
export const noCounts: Readonly<Record<string, number>> = {
  spooled_facts_taken_in: 0,
  runs_lost: 0,
  runs_returned: 0,
  runs_adopted: 0,
  runs_completed: 0,
  runs_sampled: 0,
  lineage_recorded: 0,
  findings_told: 0,
  signals_decided: 0,
  rules_evaluated: 0,
  rule_signals: 0,
  health_checks_made: 0,
  health_signals: 0,
  sla_judged: 0,
  sla_signals: 0,
  alerts_told: 0,
  alerts_ended: 0,
  alerts_expired: 0,
  notifications_due: 0,
  notifications_accepted: 0,
  notifications_failed: 0,
  notifications_dead: 0,
  lineage_events_made: 0,
  lineage_events_delivered: 0,
  lineage_events_failed: 0,
  lineage_events_dead: 0,
  metrics_rolled_up: 0,
  runs_dropped: 0,
  logs_dropped: 0,
  samples_dropped: 0,
  alerts_dropped: 0,
  segments_dropped: 0,
  quarantined_dropped: 0,
  audit_entries_cut: 0,
  audit_checkpoints_made: 0,
  heartbeats_sent: 0,
};

/**
 * What a pass does, in order: first what happened is taken in, then it is judged, then told. What a step finds the later
 * ones see in the same pass.
 */
export const tickSteps: readonly TickStep[] = [
  {
    name: "spool",
    run: async ({ store, project, dryRun }) => {
      // Taking in removes files: a dry run leaves them.
      if (dryRun) return { spooled_facts_taken_in: 0 };
      const { facts } = await takeInSpool({ store, folder: project.spoolFolder, clock: project.clock });
      return { spooled_facts_taken_in: facts };
    },
  },
  { name: "config", run: ({ store, project }) => noteConfig(store, project) },
  { name: "lost_runs", run: ({ project, ...rest }) => findLostRuns(project, rest) },
  { name: "adopted_runs", run: ({ project, ...rest }) => adoptRuns(project, rest) },
  { name: "samples", run: ({ store }) => sampleRuns(store) },
  {
    name: "lineage",
    run: async ({ project, store }) => ({ lineage_recorded: await recordLineage(project, store) }),
  },
  {
    name: "outbox_samples",
    run: async ({ store, project }) => {
      await sampleOutbox(store, { project: project.project.name, now: project.clock.now() });
      return {};
    },
  },
  {
    name: "findings",
    run: async ({ project, ...rest }) => ({ findings_told: await tellFindings(project, rest) }),
  },
  { name: "openlineage", run: makeLineage },
  {
    name: "signals",
    run: async ({ store, alerting, project }) => ({
      signals_decided: await decideSignals(store, alerting.engine, project.clock.now()),
    }),
  },
  {
    name: "rules",
    run: ({ project, began, ...rest }) => evaluateRules(project, { ...rest, firesFrom: began }),
  },
  { name: "sla", run: ({ project, ...rest }) => evaluateSla(project, rest) },
  {
    name: "alerts",
    run: ({ store, alerting, project }) => advanceAlerts(store, alerting, project.clock.now()),
  },
  {
    name: "deliveries",
    run: async (context) => {
      const { alerting, store, project, deliverForMs, dryRun } = context;
      if (dryRun) {
        const waiting = await store.outbox.list({ statuses: ["pending", "failed"], limit: 10_000 });
        const now = project.clock.now();
        const due = waiting.filter(({ dueAt }) => dueAt !== null && dueAt <= now);
        return { notifications_due: due.length };
      }
      const lineage = sendLineageBeside(context);
      await alerting.followUp(deliverForMs);
      const { accepted, failed, dead } = await alerting.deliver(deliverForMs);
      return {
        ...{ notifications_accepted: accepted, notifications_failed: failed, notifications_dead: dead },
        ...(await lineage()),
      };
    },
  },
  {
    name: "roll_up",
    run: ({ store, project }) =>
      rollUpMetrics(store, {
        keptMs: project.config.settings.retention.metrics,
        now: project.clock.now(),
      }),
  },
  {
    name: "retention",
    // What is taken away from the disk does not come back: a dry run leaves it.
    run: async ({ project, store, dryRun }) => (dryRun ? {} : { ...(await retain(project, store)) }),
  },
  {
    name: "checkpoints",
    // A signature leaves this host: a dry run makes none.
    run: async ({ project, dryRun }) => (dryRun ? {} : { ...(await keepCheckpoints(project)) }),
  },
];

/** What waits for others, as long as they let it: done after all the rest, and told at once. */
export const lookingSteps: readonly TickStep[] = [
  {
    name: "health",
    run: async (context) => {
      const did = await makeDueChecks(context);
      if (context.dryRun || did["health_signals"] === 0) return did;
      const { accepted, failed, dead } = await context.alerting.deliver(context.deliverForMs);
      return {
        ...did,
        notifications_accepted: accepted,
        notifications_failed: failed,
        notifications_dead: dead,
      };
    },
  },
];
