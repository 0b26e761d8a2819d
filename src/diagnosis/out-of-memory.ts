import { formatByteSize } from "../lib/byte-size.ts";

/** What the machine tells of memory while a run went on; `null` where it does not tell. */
export interface MemoryTrace {
  /** Processes that the kernel killed for want of memory: of the run's own control group or container. */
  readonly groupKills: number | null;
  /** The same on the whole machine. */
  readonly hostKills: number | null;
  /** How much memory the group may have. */
  readonly limitBytes: number | null;
  /** How much all processes of the run held at most, when they were looked at. */
  readonly mostBytes: number | null;
}

/** So near its limit a group is about to be killed. */
const nearLimit = 0.9;

/** What speaks for a kill for want of memory, and how much it weighs; `null` where nothing does. */
export function wantOfMemory(trace: MemoryTrace | null): { confidence: number; sign: string } | null {
  if (trace === null) return null;
  const { groupKills, hostKills, limitBytes, mostBytes } = trace;
  if (groupKills !== null && groupKills > 0)
    return {
      confidence: 0.95,
      sign: `the kernel killed ${processes(groupKills)} of its control group for want of memory (oom_kill)`,
    };
  if (limitBytes !== null && mostBytes !== null && mostBytes >= nearLimit * limitBytes)
    return {
      confidence: 0.8,
      sign: `the run held ${formatByteSize(mostBytes)} of the ${formatByteSize(limitBytes)} that its control group may have`,
    };
  if (hostKills !== null && hostKills > 0)
    return {
      confidence: 0.7,
      sign: `the kernel killed ${processes(hostKills)} of this machine for want of memory while it ran (oom_kill)`,
    };
  return null;
}

/** Whether the kernel's own counters stood still: then it was not the kernel. */
export function kernelDeniesIt(trace: MemoryTrace | null): boolean {
  return trace !== null && trace.groupKills === 0 && trace.hostKills === 0;
}

function processes(count: number): string {
  return count === 1 ? "a process" : `${count} processes`;
}
