import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mapperBin, pitchpipeBin } from "../../test/setup/dist.ts";
import { atMost, median, type Row } from "../row.ts";

const rounds = 21;

/** How long our programs take to start, as multiples of a Node that does nothing; the three take turns. */
export async function startupRows(): Promise<Row[]> {
  const project = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  writeFileSync(join(project, "meltano.yml"), "default_environment: dev\n");
  writeFileSync(join(project, "config.json"), "{}");
  const times = { node: [] as number[], version: [] as number[], mapper: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const [node, version, mapper] = [
      await timeToEnd(["-e", "0"]),
      await timeToEnd([pitchpipeBin, "--version"]),
      await timeToFirstByte(project),
    ];
    // The first round fills caches and does not count.
    if (round > 0) {
      times.node.push(node);
      times.version.push(version);
      times.mapper.push(mapper);
    }
  }
  rmSync(project, { recursive: true, force: true });
  const [node, version, mapper] = [median(times.node), median(times.version), median(times.mapper)];
  const measured = (ms: number): string => `${ms.toFixed(0)} ms, node -e 0 ${node.toFixed(0)} ms`;
  return [
    atMost(2.5, { work: "pitchpipe --version", measured: measured(version), ratio: version / node }),
    atMost(4, { work: "mapper's first byte out", measured: measured(mapper), ratio: mapper / node }),
  ];
}

async function timeToEnd(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const [exitCode] = await once(spawn(process.execPath, args, { stdio: "ignore" }), "close");
  if (exitCode !== 0) throw new Error(`node ${args.join(" ")} ended with ${exitCode}`);
  return performance.now() - startedAt;
}

/** From the start of the process to the first byte of the message that waited on its stdin. */
async function timeToFirstByte(project: string): Promise<number> {
  const env = { ...process.env, MELTANO_PROJECT_ROOT: project, MELTANO_ENVIRONMENT: "dev" };
  const startedAt = performance.now();
  const child: ChildProcess = spawn(process.execPath, [mapperBin, "--config", join(project, "config.json")], {
    cwd: project,
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin?.end('{"type":"SCHEMA","stream":"s","schema":{"properties":{}},"key_properties":[]}\n');
  if (child.stdout) await once(child.stdout, "data");
  const time = performance.now() - startedAt;
  child.stdout?.resume();
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) throw new Error(`the mapper ended with ${exitCode}`);
  return time;
}
