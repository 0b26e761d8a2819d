import pg from "pg";
import type { SettingsOf } from "../settings.ts";
import { limitAnswers, notOfKind } from "./answer-limit.ts";
import type { Connection, Row } from "./connection.ts";

type Settings = SettingsOf<"postgres">;

/** Connects as plugins do by libpq; the signal breaks the connection off wherever it is. */
export async function openPostgres(settings: Settings, signal: AbortSignal): Promise<Connection> {
  const client = await connected(settings, signal);
  await client.query("set default_transaction_read_only to on");
  return {
    query: async (sql) => (await client.query<Row[]>({ text: sql, rowMode: "array" })).rows,
    close: () => client.end(),
  };
}

/** Without another wish the connection is encrypted where the server can, and no certificate is asked for. */
async function connected(settings: Settings, signal: AbortSignal): Promise<pg.Client> {
  const { where, isOptional } = addressed(settings);
  if (!isOptional) return connect(where, signal);
  try {
    return await connect({ ...where, ssl: { rejectUnauthorized: false } }, signal);
  } catch (thrown) {
    if (!(thrown instanceof Error && noEncryption.test(thrown.message))) throw thrown;
    return connect({ ...where, ssl: false }, signal);
  }
}

/** What is said where the server knows no encryption, or lets nobody in by it. */
const noEncryption =
  /does not support SSL|error establishing an SSL connection|no pg_hba\.conf entry.*SSL (?:on|encryption)$/;

async function connect(where: pg.ClientConfig, signal: AbortSignal): Promise<pg.Client> {
  const client = new pg.Client({ ...where, application_name: "pitchpipe health" });
  // A connection that breaks makes the query fail; without a listener it would end the process.
  client.on("error", () => undefined);
  limitAnswers(client.connection.stream);
  signal.addEventListener("abort", () => client.connection.stream.destroy(), { once: true });
  if (signal.aborted) client.connection.stream.destroy();
  const raw = client.connection.stream;
  await client.connect().catch((thrown: unknown) => {
    throw notOfKind(thrown, "PostgreSQL");
  });
  // Under encryption another stream brings what is read.
  if (client.connection.stream !== raw) limitAnswers(client.connection.stream);
  return client;
}

/** Where it is, and whether encryption is only preferred: what an address says of it means what it means to libpq. */
function addressed({ url: text, host, port, user, password, database }: Settings): {
  readonly where: pg.ClientConfig;
  readonly isOptional: boolean;
} {
  if (text === undefined) return { where: { host, port, user, password, database }, isOptional: true };
  const url = new URL(plainScheme(text));
  const mode = url.searchParams.get("sslmode") ?? "prefer";
  const isOptional = mode === "prefer" || mode === "allow";
  if (isOptional) url.searchParams.delete("sslmode");
  else url.searchParams.set("uselibpqcompat", "true");
  return { where: { connectionString: url.href }, isOptional };
}

/** SQLAlchemy puts the driver into the scheme: `postgresql+psycopg2://`. */
function plainScheme(url: string): string {
  return url.replace(/^(?:postgres(?:ql)?|redshift|cockroachdb)(?:\+\w+)?:/, "postgres:");
}
