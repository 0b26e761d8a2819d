import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { degraded, healthy, type Outcome, unhealthy, unknown } from "../../health/index.ts";
import { messageOf } from "../../lib/errors.ts";
import { redactUrl } from "../../lib/redaction/index.ts";
import { readProject, systemDatabaseUri } from "../../meltano/index.ts";
import { readMeltanoRuns } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { staleLocks } from "./stale-locks.ts";

/** Meltano takes a run without any heartbeat for alive that long. */
const longestLockMs = 25 * 3_600_000;

/** The project loads, its system database and its state backend answer, and no lock is stale. */
export async function probeMeltano(opened: OpenedProject): Promise<Outcome> {
  try {
    readProject(opened.project.root, opened.env);
  } catch (thrown) {
    return unhealthy(messageOf(thrown));
  }
  const database = await probeDatabase(opened);
  if (database.status === "unhealthy") return database;
  const backend = await probeBackend(opened);
  const details = { ...database.details, ...backend.details };
  const worse = [backend, database].find(({ status }) => status !== "healthy");
  return worse === undefined
    ? healthy(`${database.message}, ${backend.message}`, details)
    : { ...worse, details };
}

async function probeDatabase({ project, env, clock }: OpenedProject): Promise<Outcome> {
  const now = clock.now();
  const uri = systemDatabaseUri(project, env);
  const { runs, reason } = await readMeltanoRuns({
    uri,
    projectRoot: project.root,
    since: now - longestLockMs,
  });
  const details = { system_database: redactUrl(uri) };
  if (reason !== null) return unreadable(reason, details);
  const stale = staleLocks(runs, now);
  if (stale.length === 0) return healthy("the system database answers", details);
  const names = stale.slice(0, 3).join(", ");
  return degraded(
    `a lock is stale: ${names} ended without a word, and Meltano waits for it before it runs again`,
    {
      ...details,
      stale_locks: stale,
    },
  );
}

function unreadable(reason: string, details: Outcome["details"]): Outcome {
  // Meltano makes it when it is first needed.
  if (/has made no system database|has no table of runs yet/.test(reason))
    return healthy("Meltano has not run here yet", details);
  return /only SQLite and PostgreSQL are known/.test(reason)
    ? unknown(reason, details)
    : unhealthy(reason, details);
}

async function probeBackend({ project, env }: OpenedProject): Promise<Outcome> {
  const uri = stateBackendUri(project.document, env);
  const details = { state_backend: redactUrl(uri) };
  if (uri === "systemdb") return healthy("state lies in it", details);
  if (!uri.startsWith("file:"))
    return unknown(`the state backend ${redactUrl(uri)} can't be looked at from here`, details);
  try {
    await access(fileURLToPath(uri), constants.R_OK | constants.W_OK);
    return healthy("the state backend can be written", details);
  } catch (thrown) {
    return unhealthy(`the state backend ${uri} can't be written: ${messageOf(thrown)}`, details);
  }
}

function stateBackendUri(document: OpenedProject["project"]["document"], env: OpenedProject["env"]): string {
  const { state_backend: section } = document;
  const written =
    typeof section === "object" && section !== null && "uri" in section
      ? section.uri
      : document["state_backend.uri"];
  return (
    env["MELTANO_STATE_BACKEND_URI"] || (typeof written === "string" && written !== "" ? written : "systemdb")
  );
}
