import { existsSync } from "node:fs";
import { messageOf } from "../../lib/errors.ts";
import { healthy, type Outcome, unhealthy, unknown } from "../contract.ts";
import { AnswerTooLongError } from "../databases/answer-limit.ts";
import { type Connection, DriverMissingError, type Row } from "../databases/connection.ts";
import { type DatabaseSettings, openDatabase, simplestQuery } from "../databases/open.ts";
import type { HealthEffects } from "../effects.ts";
import { faultOf } from "../fault.ts";
import { canBeMade, fileFault } from "./path.ts";

/** Connects and asks the simplest question. */
export async function probeDatabase(
  settings: DatabaseSettings,
  effects: HealthEffects,
  signal: AbortSignal,
): Promise<Outcome> {
  if ("may_be_missing" in settings && settings.may_be_missing && !existsSync(settings.path))
    return canBeMade(settings.path);
  return withConnection(settings, effects, signal, async (connection) => {
    await connection.query(simplestQuery(settings.type));
    return healthy("it answers a query");
  });
}

/** Opens the database for `work`, and says what keeps it from answering. */
export async function withConnection(
  settings: DatabaseSettings,
  effects: HealthEffects,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<Outcome>,
): Promise<Outcome> {
  const gone = await missingFile(settings);
  if (gone !== null) return gone;
  let connection: Connection | null = null;
  try {
    connection = await openDatabase(settings, effects, signal);
    return await work(connection);
  } catch (thrown) {
    return refused(thrown);
  } finally {
    // It has answered: how the goodbye goes changes nothing.
    void connection?.close().catch(() => undefined);
  }
}

async function missingFile(settings: DatabaseSettings): Promise<Outcome | null> {
  if (settings.type !== "sqlite" && settings.type !== "duckdb") return null;
  const { stat } = await import("node:fs/promises");
  try {
    return (await stat(settings.path)).isFile() ? null : unhealthy(`${settings.path} is no file`);
  } catch (thrown) {
    return fileFault(settings.path, thrown);
  }
}

/** Somebody who writes keeps readers of the file out for a time: that says nothing of its health. */
const busy = /^SQLITE_(BUSY|LOCKED)|Could not set lock on file|Conflicting lock/;

/** Our driver is of another version than what made the file: that says nothing of the file either. */
const otherVersion = /read a database file with version number/;

function refused(thrown: unknown): Outcome {
  if (thrown instanceof DriverMissingError)
    return unknown(thrown.message, { missing_package: thrown.driver });
  const code = thrown instanceof Error && "code" in thrown && thrown.code ? String(thrown.code) : null;
  const message = messageOf(thrown);
  if (busy.test(code ?? "") || busy.test(message))
    return unknown(`it is locked by another process: ${message}`);
  if (otherVersion.test(message)) return unknown(`the driver here can't read it: ${message}`);
  // It does answer, but what its answer says nobody read.
  if (thrown instanceof AnswerTooLongError) return unknown(message);
  const { kind, text } = faultOf(thrown);
  return unhealthy(kind === "other" ? message : text, { fault: kind === "other" ? "refused" : kind, code });
}

export type { Row };
