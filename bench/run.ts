import { ensureDist } from "../test/setup/dist.ts";
import { ensurePostgres } from "../test/setup/postgres.ts";
import { makeEnvironments } from "../test/setup/venvs.ts";
import { alertRows } from "./alerts/index.ts";
import { auditRows } from "./audit/index.ts";
import { channelsRows } from "./channels/index.ts";
import { diagnosisRows } from "./diagnosis/index.ts";
import { healthRows } from "./health/index.ts";
import { inspectRows } from "./inspect/index.ts";
import { lineageRows } from "./lineage/index.ts";
import { machine } from "./machine.ts";
import { checkRows } from "./mapper/checks.ts";
import { mapperRows } from "./mapper/index.ts";
import { pipelineRows } from "./pipeline/index.ts";
import { qualityRows } from "./quality/index.ts";
import { rulesRows } from "./rules/index.ts";
import { startupRows } from "./startup/index.ts";
import { tableOf } from "./table.ts";

/** `npm run bench [alerts] [startup] [mapper] [checks] [inspect] [pipeline] [quality] [lineage] [rules] [channels] [health] [diagnosis] [audit]`: all without a name. Progress goes to stderr, the table to stdout. */
const say = (line: string): void => console.error(line);
const benches = {
  alerts: async () => await alertRows(),
  startup: startupRows,
  mapper: async () => await mapperRows(),
  checks: async () => await checkRows(say),
  inspect: async () => await inspectRows(say),
  pipeline: async () => await pipelineRows(say),
  quality: async () => await qualityRows(),
  lineage: async () => await lineageRows(say),
  rules: async () => await rulesRows(say),
  channels: async () => await channelsRows(say),
  health: async () => await healthRows(say),
  diagnosis: async () => await diagnosisRows(say),
  audit: async () => await auditRows(say),
};
const named = process.argv.slice(2);

await ensureDist(say);
await makeEnvironments(say);
const stopPostgres = await ensurePostgres();
const rows = [];
for (const [name, measure] of Object.entries(benches)) {
  if (named.length > 0 && !named.includes(name)) continue;
  say(`measuring: ${name}`);
  rows.push(...(await measure()));
}
await stopPostgres();
process.stdout.write(`\n${machine()}\n\n${tableOf(rows)}`);
