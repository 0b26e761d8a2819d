import { afterEach, expect, it } from "vitest";
import { type LocalServer, startServer } from "../fixtures/http/local-server.ts";
import { makeProject, type Project } from "../projects/make-project.ts";
import { tapPostgres, targetPostgres } from "../projects/plugins.ts";
import { makeOrdersSource, type OrdersSource } from "./orders-source.ts";

// A table whose columns change between runs: tap-postgres, watch, target-postgres, under the real Meltano.

let source: OrdersSource;
let project: Project;
let hook: LocalServer;

afterEach(async () => {
  await source.drop();
  project.remove();
  await hook[Symbol.asyncDispose]();
});

interface Run {
  readonly status: string;
  readonly findings: readonly {
    readonly check: string;
    readonly severity: string;
    readonly changes: readonly { readonly path: string; readonly kind: string; readonly class: string }[];
  }[];
}

async function load(): Promise<{ readonly exitCode: number | null; readonly run: Run }> {
  const command = ["run", "--json", "tap-postgres", "watch", "target-postgres"];
  const { exitCode, stdout, stderr } = await project.runPitchpipe(command);
  if (stdout === "") throw new Error(stderr);
  return { exitCode, run: JSON.parse(stdout) as Run };
}

const drift = ({ findings }: Run) =>
  findings
    .filter(({ check }) => check === "schema_drift")
    .map(({ severity, changes }) => [severity, ...changes.map(({ path, kind }) => `${path} ${kind}`)]);

/** The alerts about schemas that the webhook was told of. */
const told = (): readonly string[] =>
  hook.requests
    .flatMap(
      ({ body }) =>
        (JSON.parse(body) as { alerts: readonly { type: string; severity: string; status: string }[] })
          .alerts,
    )
    .filter(({ type }) => type === "schema_change")
    .map(({ severity, status }) => `${severity} ${status}`);

/** The table's columns that the target made of the tap's. */
async function columns(): Promise<readonly string[]> {
  const rows = await source.query(
    `select column_name from information_schema.columns where table_schema = '${source.to}' and column_name not like '\\_sdc%' order by 1`,
  );
  return rows.map((row) => String(row["column_name"]));
}

it("a safe change is loaded, a breaking one is held and told before the target sees it, until it is accepted", async () => {
  source = await makeOrdersSource(20, []);
  hook = await startServer();
  project = makeProject({
    extractors: [tapPostgres({ sqlalchemy_url: source.url, filter_schemas: [source.from] })],
    loaders: [targetPostgres({ sqlalchemy_url: source.url, default_target_schema: source.to })],
    files: {
      "pitchpipe.yml": `version: 1
channels: {hook: {type: webhook, url: "${hook.url}", min_severity: warning}}
route: {channel: hook}
streams: {"*-orders": {checks: [{schema_drift: {}, fail: {breaking: 1}}]}}
`,
    },
  });
  expect((await load()).exitCode).toBe(0);
  const first = ["amount", "id", "mod_ts", "order_nbr", "status"];
  expect(await columns()).toEqual(first);

  await source.query(`alter table ${source.from}.orders add column note text`);
  const safe = await load();
  expect([safe.exitCode, drift(safe.run), told()]).toEqual([...[0, [["info", "$.note property_added"]], []]]);
  const second = [...first, "note"].sort();
  expect(await columns()).toEqual(second);

  await source.query(
    `alter table ${source.from}.orders rename column status to state;
     insert into ${source.from}.orders (id, order_nbr) values (21, 'ORD21')`,
  );
  const change = ["error", "$.status property_removed", "$.state property_added"];
  for (const _again of [1, 2]) {
    const held = await load();
    expect(held.exitCode).not.toBe(0);
    expect(drift(held.run)).toEqual([change]);
    expect([await columns(), (await source.loadedIds()).length]).toEqual([second, 20]);
  }
  expect(told()).toEqual(["error active"]);

  const stream = source.stream;
  const accept = ["quality", "baseline", "accept", stream, "--metric", "schema"];
  expect((await project.runPitchpipe(accept)).exitCode).toBe(0);
  const accepted = await load();
  expect([accepted.exitCode, drift(accepted.run)]).toEqual([0, []]);
  expect([await columns(), (await source.loadedIds()).length]).toEqual([[...second, "state"].sort(), 21]);
});
