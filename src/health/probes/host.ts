import { readdir, readFile } from "node:fs/promises";
import { cpus, freemem, loadavg, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { healthy, type Outcome, unhealthy } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import type { SettingsOf } from "../settings.ts";

/** CPU use is what happens between two looks so far apart. */
const betweenMs = 400;
const topCount = 5;
/** Ticks a second in `/proc`, on every Linux that Node runs on. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** CPU, load and memory of this host. */
export async function probeHost(
  settings: SettingsOf<"host">,
  { elapsed }: Pick<HealthEffects, "elapsed">,
  signal: AbortSignal,
): Promise<Outcome> {
  const before = { cpu: cpuTimes(), processes: await readProcesses(), at: elapsed() };
  await sleep(betweenMs, undefined, { signal });
  const after = { cpu: cpuTimes(), processes: await readProcesses(), at: elapsed() };
  const busy = after.cpu.busy - before.cpu.busy;
  const all = after.cpu.all - before.cpu.all;
  const memory = await memoryUse();
  const seen: HostUse = {
    cpuPercent: all <= 0 ? 0 : (busy / all) * 100,
    memoryPercent: memory,
    loadPerCpu: (loadavg()[1] ?? 0) / Math.max(1, cpus().length),
    top: topProcesses(before.processes, after.processes, (after.at - before.at) / 1000),
  };
  return judgeHost(seen, settings);
}

export interface ProcessUse {
  readonly pid: number;
  readonly name: string;
  readonly cpu_percent: number;
  readonly rss_bytes: number;
}

export interface HostUse {
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly loadPerCpu: number;
  /** `null` where there is no `/proc` to read them from. */
  readonly top: readonly ProcessUse[] | null;
}

/** What that much use means. */
export function judgeHost(use: HostUse, limits: Omit<SettingsOf<"host">, "type">): Outcome {
  const details = {
    cpu_percent: round(use.cpuPercent),
    memory_percent: round(use.memoryPercent),
    load_per_cpu: round(use.loadPerCpu),
    processes: use.top === null ? null : use.top.map((one) => ({ ...one })),
  };
  const text = `CPU ${Math.round(use.cpuPercent)} %, memory ${Math.round(use.memoryPercent)} %, load ${round(use.loadPerCpu)} for each CPU`;
  const isOver =
    use.cpuPercent > limits.cpu_percent ||
    use.memoryPercent > limits.memory_percent ||
    use.loadPerCpu > limits.load_per_cpu;
  if (!isOver) return healthy(text, details);
  const most = use.top?.slice(0, 3).map(({ name, pid }) => `${name} (${pid})`) ?? [];
  return unhealthy(most.length === 0 ? text : `${text}; most of it: ${most.join(", ")}`, details);
}

function cpuTimes(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq + times.idle;
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all };
}

/** What programs could still get counts as free, not only what nobody uses: Linux says it as `MemAvailable`. */
async function memoryUse(): Promise<number> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  const free = available === undefined ? freemem() : Number(available) * 1024;
  return (1 - free / totalmem()) * 100;
}

interface ProcessTimes {
  readonly name: string;
  readonly ticks: number;
  readonly rss: number;
}

async function readProcesses(): Promise<ReadonlyMap<number, ProcessTimes> | null> {
  const names = await readdir("/proc").catch(() => null);
  if (names === null) return null;
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const read = await Promise.all(
    pids.map(async (pid) => {
      // One that ended meanwhile has nothing to say.
      const stat = parseStat(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""));
      return stat === null ? [] : [[pid, stat] as const];
    }),
  );
  return new Map(read.flat());
}

/** A name may hold blanks and brackets: what counts begins after the last bracket. */
export function parseStat(text: string): ProcessTimes | null {
  const [open, close] = [text.indexOf("("), text.lastIndexOf(")")];
  if (open === -1 || close < open) return null;
  const fields = text.slice(close + 2).split(" ");
  const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number);
  if (user === undefined || system === undefined || pages === undefined || Number.isNaN(pages)) return null;
  return { name: text.slice(open + 1, close), ticks: user + system, rss: pages * pageBytes };
}

function topProcesses(
  before: ReadonlyMap<number, ProcessTimes> | null,
  after: ReadonlyMap<number, ProcessTimes> | null,
  seconds: number,
): ProcessUse[] | null {
  if (before === null || after === null) return null;
  const use = [...after].map(([pid, { name, ticks, rss }]) => {
    const used = Math.max(0, ticks - (before.get(pid)?.ticks ?? ticks)) / ticksPerSecond;
    return { pid, name, cpu_percent: round((used / Math.max(seconds, 0.001)) * 100), rss_bytes: rss };
  });
  return use.sort((a, b) => b.cpu_percent - a.cpu_percent || b.rss_bytes - a.rss_bytes).slice(0, topCount);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
