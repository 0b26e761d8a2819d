import { accessSync, constants, existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf, PitchpipeError } from "../lib/errors.ts";
import type { StoreFact } from "../setup/doctor/facts.ts";
import { diskOf, openStore } from "../store/index.ts";
import { parseStoreUrl, type StoreAddress } from "../store/store-url.ts";
import { systemClock } from "./clock.ts";

/** What can be said of the store without making it, changing it, or writing into it. */
export async function lookAtStore(url: string, root: string): Promise<StoreFact> {
  const address = parseStoreUrl(url, root);
  const location = address.kind === "sqlite" ? address.path : address.location;
  const where = { location, kind: address.kind, ...fileFacts(address) };
  if (address.kind === "sqlite" && !existsSync(address.path))
    return { ...where, state: "absent", why: null, lastTickAt: null };
  try {
    return { ...where, state: "ready", why: null, lastTickAt: await lastTickAt(url, root) };
  } catch (thrown) {
    // Nothing failed: it answers, but nobody has made it yet, or only an older version has.
    const answers =
      thrown instanceof PitchpipeError && thrown.cause === undefined && thrown.code !== "STORE_NEWER";
    const why = thrown instanceof PitchpipeError ? (thrown.why ?? thrown.message) : messageOf(thrown);
    return { ...where, state: answers ? "absent" : "unavailable", why, lastTickAt: undefined };
  }
}

async function lastTickAt(url: string, root: string): Promise<number | null> {
  const store = await openStore({ url, projectRoot: root, clock: systemClock, readOnly: true });
  try {
    const at = await store.notes.get("tick.last_at");
    return typeof at === "number" ? at : null;
  } finally {
    await store.close();
  }
}

function fileFacts(address: StoreAddress): Pick<StoreFact, "writable" | "disk"> {
  if (address.kind === "postgres") return { writable: null, disk: null };
  const paths = existsSync(address.path)
    ? [address.path, dirname(address.path)]
    : [nearestFolder(dirname(address.path))];
  const folder = realpathSync(nearestFolder(dirname(address.path)));
  const disk = diskOf(folder, existsSync("/proc/mounts") ? readFileSync("/proc/mounts", "utf8") : "");
  return { writable: paths.every(isWritable), disk: disk && { type: disk.fileSystem, kind: disk.kind } };
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    // Refused, whatever the reason: not for us to write.
    return false;
  }
}
