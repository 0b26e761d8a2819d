import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";

/** The machine in one line: CPU, cores, whether it has SHA instructions (hashing is a large part of the mapper's work). */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown CPU";
  return `${model}, ${availableParallelism()} cores, SHA instructions: ${shaSupport()}, Node ${process.versions.node}`;
}

function shaSupport(): "yes" | "no" | "unknown" {
  try {
    const info = readFileSync("/proc/cpuinfo", "utf8");
    return /^(flags|Features)\s*:.*\b(sha_ni|sha2)\b/m.test(info) ? "yes" : "no";
  } catch {
    // No /proc/cpuinfo: not a Linux.
    return "unknown";
  }
}
