import type { Command } from "commander";
import type { Cli } from "../io.ts";

/** A command: its name, a line about it, and its file, loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<(cli: Cli) => Command>;
}

/** Every command. A new one is a file beside this one and a line here. */
export const commands: readonly CommandEntry[] = [
  {
    name: "state",
    summary: "The state in six lines.",
    load: async () => (await import("./state.ts")).buildState,
  },
  {
    name: "run",
    summary: "Run Meltano, watched.",
    load: async () => (await import("./run.ts")).buildRun,
  },
  {
    name: "runs",
    summary: "What was seen of the runs: list, show, logs, diff, errors, proof.",
    load: async () => (await import("./runs.ts")).buildRuns,
  },
  {
    name: "audit",
    summary:
      "The account of what was done, and proof of it: list, show, export, verify, checkpoint, coverage.",
    load: async () => (await import("./audit.ts")).buildAudit,
  },
  {
    name: "lineage",
    summary: "From where data comes and where it goes: show, impact, emit.",
    load: async () => (await import("./lineage.ts")).buildLineage,
  },
  {
    name: "health",
    summary: "Whether what the pipelines depend on is there: discover, graph, history.",
    load: async () => (await import("./health.ts")).buildHealth,
  },
  {
    name: "tick",
    summary: "One pass of all time-driven work.",
    load: async () => (await import("./tick.ts")).buildTick,
  },
  {
    name: "rules",
    summary: "Conditions over metrics that raise alerts: list, test, suggest.",
    load: async () => (await import("./rules.ts")).buildRules,
  },
  {
    name: "metrics",
    summary: "What was measured: show.",
    load: async () => (await import("./metrics.ts")).buildMetrics,
  },
  {
    name: "sla",
    summary: "What is expected of jobs, and by when: list.",
    load: async () => (await import("./sla.ts")).buildSla,
  },
  {
    name: "ping",
    summary: "Tell of a job that pitchpipe does not run.",
    load: async () => (await import("./ping.ts")).buildPing,
  },
  {
    name: "init",
    summary: "Put pitchpipe into this Meltano project, or take it out again.",
    load: async () => (await import("./init.ts")).buildInit,
  },
  {
    name: "doctor",
    summary: "Say what is right and wrong with the set-up, and how to repair it.",
    load: async () => (await import("./doctor.ts")).buildDoctor,
  },
  {
    name: "config",
    summary: "What pitchpipe.yml says: check, show, schema.",
    load: async () => (await import("./config.ts")).buildConfig,
  },
  {
    name: "describe",
    summary: "What can be invoked, as Meltano's extensions say it.",
    load: async () => (await import("./describe.ts")).buildDescribe,
  },
  {
    name: "initialize",
    summary: "Nothing to prepare; to put pitchpipe into a project: init.",
    load: async () => (await import("./initialize.ts")).buildInitialize,
  },
  {
    name: "completion",
    summary: "Shell code that completes the names of commands.",
    load: async () => (await import("./completion.ts")).buildCompletion,
  },
  {
    name: "alerts",
    summary: "What is wrong, who was told, and what people do about it.",
    load: async () => (await import("./alerts.ts")).buildAlerts,
  },
  {
    name: "silences",
    summary: "Keep alerts quiet for a time: add, list, expire.",
    load: async () => (await import("./silences.ts")).buildSilences,
  },
  {
    name: "routes",
    summary: "Which alert goes where: show, test.",
    load: async () => (await import("./routes.ts")).buildRoutes,
  },
  {
    name: "backtest",
    summary: "Other settings, tried on what really happened.",
    load: async () => (await import("./backtest.ts")).buildBacktest,
  },
  {
    name: "drill",
    summary: "Raise alarms on purpose, and see who is told.",
    load: async () => (await import("./drill.ts")).buildDrill,
  },
  {
    name: "channels",
    summary: "Where notifications go: list, test.",
    load: async () => (await import("./channels.ts")).buildChannels,
  },
  {
    name: "templates",
    summary: "The words of messages: render.",
    load: async () => (await import("./templates.ts")).buildTemplates,
  },
  {
    name: "inspect",
    summary: "What a captured Singer stream holds, and everything that is wrong with it.",
    load: async () => (await import("./inspect.ts")).buildInspect,
  },
  {
    name: "quarantine",
    summary: "Rows that were held back: list, show, replay, purge.",
    load: async () => (await import("./quarantine.ts")).buildQuarantine,
  },
  {
    name: "quality",
    summary: "What is checked and what is usual: list, baseline, history, suggest, shadow.",
    load: async () => (await import("./quality.ts")).buildQuality,
  },
  {
    name: "reconcile",
    summary: "Whether tap, mapper, target, source and tables counted the same.",
    load: async () => (await import("./reconcile.ts")).buildReconcile,
  },
  {
    name: "ingest",
    summary: "Take in Meltano logs that were made elsewhere.",
    load: async () => (await import("./ingest.ts")).buildIngest,
  },
];
