import type { SetupFacts, StoreFact } from "./facts.ts";
import { type Finding, listed, ok, problem, unknown, warning } from "./finding.ts";

/** Where what we know is kept: reachable, lasting, ours alone. */
export function checkStore(facts: SetupFacts): Finding[] {
  return [checkAccess(facts.store), checkDisk(facts.store), checkPermissions(facts), checkSpool(facts)];
}

function checkAccess({ state, kind, location, why, writable }: StoreFact): Finding {
  if (state === "unavailable")
    return problem(
      "store",
      `The store ${location} can't be used: ${why}`,
      "Runs go on and wait in the spool; repair the store, or name another in pitchpipe.yml (store: url).",
    );
  if (writable === false)
    return problem(
      "store",
      `The store ${location} can't be written.`,
      "Give this user the right to write there.",
    );
  if (state === "absent")
    return ok(
      "store",
      `${location}: ${why ?? "Nothing has been kept there yet."} The next run or tick sees to it.`,
    );
  if (kind === "postgres") return ok("store", `${location} answers.`);
  return writable === null
    ? unknown("store", `${location}: whether it can be written is not known.`)
    : ok("store", location);
}

function checkDisk({ kind, disk, location }: StoreFact): Finding {
  if (kind === "postgres") return ok("disk", "The store is a PostgreSQL database.");
  if (disk === null) return unknown("disk", `What ${location} lies on is not known.`);
  const elsewhere =
    "Put the store on a local disk (a volume), or into PostgreSQL: store: url in pitchpipe.yml.";
  if (disk.kind === "network")
    return warning(
      "disk",
      `The store lies on a network disk (${disk.type}), where SQLite is not safe.`,
      elsewhere,
    );
  if (disk.kind === "container")
    return warning(
      "disk",
      `The store lies on the container's own disk (${disk.type}) and goes with it.`,
      elsewhere,
    );
  if (disk.kind === "memory")
    return warning("disk", `The store lies in memory (${disk.type}) and is gone after a restart.`, elsewhere);
  return ok("disk", `The store lies on a local disk (${disk.type}).`);
}

function checkPermissions({ openToOthers }: SetupFacts): Finding {
  if (openToOthers.length === 0) return ok("permissions", "Only this user can read what pitchpipe keeps.");
  return warning(
    "permissions",
    `Other users of this machine may read ${listed(openToOthers)}.`,
    `Do: chmod -R go= ${openToOthers[0]}`,
  );
}

function checkSpool({ spoolFiles }: SetupFacts): Finding {
  if (spoolFiles === 0) return ok("spool", "Nothing waits for the store.");
  const files = spoolFiles === 1 ? "1 file of facts waits" : `${spoolFiles} files of facts wait`;
  return warning("spool", `${files} for the store, from when it was away.`, "Do: pitchpipe tick");
}
