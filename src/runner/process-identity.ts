import type { ProcessIdentity } from "../model/run.ts";
import type { ProcessTable } from "./process-table.ts";

/** Who a process is: its pid alone may be another's tomorrow. */
export function processIdentity(pid: number, host: string, table: ProcessTable): ProcessIdentity {
  return { host, pid, startedAt: table.get(pid)?.startedAt ?? "", bootId: table.bootId };
}

/** Whether that very process is still there; `null` where this host can't know. */
export function isStillAlive(identity: ProcessIdentity, host: string, table: ProcessTable): boolean | null {
  if (identity.host !== host || identity.startedAt === "" || table.bootId === "") return null;
  if (identity.bootId !== table.bootId) return false;
  const found = table.get(identity.pid);
  return found !== null && !found.zombie && found.startedAt === identity.startedAt;
}
