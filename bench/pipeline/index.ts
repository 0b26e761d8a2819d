import { join } from "node:path";
import { makeProject, type Project } from "../../test/projects/make-project.ts";
import { script, tapPostgres, targetPostgres, watch } from "../../test/projects/plugins.ts";
import { makePostgresSource, type PostgresSource } from "../../test/projects/postgres-source.ts";
import { atMost, median, type Row, told } from "../row.ts";

const records = 200_000;
const rounds = 3;

/** Three ways to run one pipeline; each round runs them all, so that they meet the same weather. */
const ways = {
  "no mapper": (project: Project) =>
    project.runMeltano(["run", "tap-postgres", "target-postgres"], { timeout: 600_000 }),
  "cat as mapper": (project: Project) =>
    project.runMeltano(["run", "tap-postgres", "copy", "target-postgres"], { timeout: 600_000 }),
  "pitchpipe run, watch": (project: Project) =>
    project.runPitchpipe(["run", "tap-postgres", "watch", "target-postgres"], { timeout: 600_000 }),
} as const;

type Way = keyof typeof ways;

/** The whole real pipeline under `pitchpipe run` against the same with `cat`, and what the extra hop costs in itself. */
export async function pipelineRows(say: (line: string) => void): Promise<Row[]> {
  const source = await makePostgresSource(records);
  const project = makeProject({
    extractors: [tapPostgres({ sqlalchemy_url: source.url, filter_schemas: [source.from] })],
    loaders: [targetPostgres({ sqlalchemy_url: source.url, default_target_schema: source.to })],
    mappers: [watch(), copyMapper()],
  });
  const seconds: Record<Way, number[]> = { "no mapper": [], "cat as mapper": [], "pitchpipe run, watch": [] };
  try {
    for (let round = 0; round < rounds; round++)
      for (const way of Object.keys(ways) as Way[]) {
        seconds[way].push(await timeOf(way, project, source));
        say(`pipeline ${round + 1}/${rounds}, ${way}: ${seconds[way].at(-1)?.toFixed(1)} s`);
      }
  } finally {
    await source.drop();
    project.remove();
  }
  return rowsOf(seconds);
}

function rowsOf(seconds: Readonly<Record<Way, readonly number[]>>): Row[] {
  const cat = median(seconds["cat as mapper"]);
  const row = (way: Way) => ({
    work: `tap-postgres → target-postgres, ${records / 1000}k records: ${way}`,
    measured: `${median(seconds[way]).toFixed(1)} s`,
    ratio: median(seconds[way]) / cat,
  });
  return [told(row("no mapper")), told(row("cat as mapper")), atMost(1.03, row("pitchpipe run, watch"))];
}

async function timeOf(way: Way, project: Project, source: PostgresSource): Promise<number> {
  await source.emptyTarget();
  const startedAt = performance.now();
  const outcome = await ways[way](project);
  const seconds = (performance.now() - startedAt) / 1000;
  const loaded = outcome.exitCode === 0 ? await source.loaded() : -1;
  if (loaded !== records)
    throw new Error(`${way}: exit code ${outcome.exitCode}, ${loaded} rows\n${outcome.stderr.slice(-3000)}`);
  return seconds;
}

function copyMapper() {
  return script("cat", join(import.meta.dirname, "cat.sh"), { mappings: [{ name: "copy", config: {} }] });
}
