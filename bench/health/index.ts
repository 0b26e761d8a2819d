import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pitchpipeBin } from "../../test/setup/dist.ts";
import { atMost, median, type Row } from "../row.ts";

const checks = 200;
const hanging = 50;
const limitSeconds = 3;
const rounds = 3;
/** Looks of the second bench: memory is compared between its first third and its last. */
const looks = 60;

/** 200 checks of which 50 hang: how long the command takes, and what it needs when it looks again and again. */
export async function healthRows(say: (line: string) => void): Promise<Row[]> {
  const mute = createTcp((socket) => void socket.on("error", () => undefined).resume());
  const well = createHttp((_, response) => response.end("ok"));
  const [mutePort, wellPort] = [await listen(mute), await listen(well)];
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  try {
    writeFileSync(join(folder, "meltano.yml"), "version: 1\n");
    const configure = (limit: string): void =>
      writeFileSync(join(folder, "pitchpipe.yml"), settings(limit, { mutePort, wellPort }));
    configure(`${limitSeconds}s`);
    const took: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      took.push(await secondsOfLook(folder));
      say(`health ${round}/${rounds}: ${took.at(-1)?.toFixed(2)} s`);
    }
    configure("100ms");
    return [timeRow(median(took)), memoryRow(await memoryOfLooks(folder, say))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const server of [mute, well]) server.close();
    well.closeAllConnections();
  }
}

function settings(limit: string, { mutePort, wellPort }: { mutePort: number; wellPort: number }): string {
  const lines = Array.from({ length: checks }, (_, at) => {
    const port = at % (checks / hanging) === 0 ? mutePort : wellPort;
    return `  c${at}: {type: http, url: "http://127.0.0.1:${port}/", timeout: ${limit}}\n`;
  });
  return `version: 1\nhealth:\n${lines.join("")}  meltano: {type: meltano}\n`;
}

async function secondsOfLook(cwd: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [pitchpipeBin, "health", "--fresh", "--json"], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk);
  const seconds = (performance.now() - began) / 1000;
  const document = JSON.parse(Buffer.concat(chunks).toString()) as { checks: { status: string }[] };
  const bad = document.checks.filter(({ status }) => status === "unhealthy").length;
  if (bad !== hanging) throw new Error(`${bad} checks are unhealthy, not ${hanging}`);
  return seconds;
}

/** The resident size after each look of one process, in bytes; Linux says it. */
async function memoryOfLooks(cwd: string, say: (line: string) => void): Promise<number[]> {
  const args = ["health", "--watch", "--every", "500ms", "--times", String(looks), "--json"];
  const child = spawn(process.execPath, [pitchpipeBin, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const sizes: number[] = [];
  for await (const _line of createInterface({ input: child.stdout })) {
    sizes.push(residentSize(child.pid ?? 0));
    if (sizes.length % 20 === 0)
      say(`health, look ${sizes.length}: ${Math.round((sizes.at(-1) ?? 0) / 1e6)} MB`);
  }
  return sizes;
}

function residentSize(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) * 1024;
}

function timeRow(seconds: number): Row {
  const bar = limitSeconds + 1;
  return {
    work: `${checks} checks of which ${hanging} hang for ${limitSeconds} s, from the command line`,
    measured: `${seconds.toFixed(2)} s`,
    ratio: null,
    bar: `≤ ${bar} s`,
    meets: seconds <= bar,
  };
}

function memoryRow(sizes: readonly number[]): Row {
  const third = Math.floor(sizes.length / 3);
  const [early, late] = [median(sizes.slice(third, 2 * third)), median(sizes.slice(-third))];
  return atMost(1.1, {
    work: `the same ${looks} times in one process: memory of the last third, of the second`,
    measured: `${Math.round(late / 1e6)} MB`,
    ratio: late / early,
  });
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
