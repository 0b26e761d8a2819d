import { spine } from "./0001-spine.ts";
import { findings } from "./0004-findings.ts";
import { alerting } from "./0005-alerting.ts";
import { signalHistory } from "./0006-signal-history.ts";
import { metrics } from "./0007-metrics.ts";
import type { Migration } from "./migration.ts";

/** All steps forward, in order. */
export const migrations: readonly Migration[] = [spine, findings, alerting, signalHistory, metrics];
