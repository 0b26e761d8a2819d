import { spine } from "./0001-spine.ts";
import { flowDetails } from "./0002-flow-details.ts";
import { quality } from "./0003-quality.ts";
import { findings } from "./0004-findings.ts";
import { alerting } from "./0005-alerting.ts";
import { signalHistory } from "./0006-signal-history.ts";
import { metrics } from "./0007-metrics.ts";
import { runAccounts } from "./0008-run-accounts.ts";
import { health } from "./0009-health.ts";
import { auditChain } from "./0010-audit-chain.ts";
import { lineage } from "./0011-lineage.ts";
import { openlineage } from "./0012-openlineage.ts";
import { pluginResources } from "./0014-plugin-resources.ts";
import { batchCounts } from "./0015-batch-counts.ts";
import { schemaTextPruning } from "./0016-schema-text-pruning.ts";
import type { Migration } from "./migration.ts";

/** All steps forward, in order. */
export const migrations: readonly Migration[] = [
  spine,
  flowDetails,
  quality,
  findings,
  alerting,
  signalHistory,
  metrics,
  runAccounts,
  health,
  auditChain,
  lineage,
  openlineage,
  pluginResources,
  batchCounts,
  schemaTextPruning,
];
