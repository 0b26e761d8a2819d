import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import type { SettingsOf } from "../settings.ts";
import { AnswerTooLongError, answerLimit } from "./answer-limit.ts";
import type { Connection, Row } from "./connection.ts";

/**
 * SQLite answers in the thread that asks, and no query of it can be stopped: so another process asks, which can be
 * killed.
 */
const program = `
const input = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const answer = (value) => process.stdout.write(JSON.stringify(value));
try {
  const Database = require(input.driver);
  const database = new Database(input.path, { readonly: true, fileMustExist: true, timeout: 1000 });
  const rows = [];
  let left = input.limit;
  for (const row of database.prepare(input.sql).raw().iterate()) {
    const values = row.map(plain);
    left -= values.reduce((sum, value) => sum + 16 + (typeof value === "string" ? value.length : 0), 0);
    if (left < 0) break;
    rows.push(values);
  }
  answer(left < 0 ? { tooLong: true } : { rows });
} catch (thrown) {
  answer({ error: thrown.message, code: thrown.code ?? null });
}
function plain(value) { return Buffer.isBuffer(value) ? value.toString("base64") : value; }
`;

export async function openSqlite({ path }: SettingsOf<"sqlite">, signal: AbortSignal): Promise<Connection> {
  const driver = createRequire(import.meta.url).resolve("better-sqlite3");
  return {
    query: async (sql) => read(await run(JSON.stringify({ driver, path, sql, limit: answerLimit }), signal)),
    close: async () => undefined,
  };
}

async function run(input: string, signal: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, ["-e", program], {
    env: {},
    stdio: ["pipe", "pipe", "ignore"],
    signal,
    killSignal: "SIGKILL",
  });
  const ended = new Promise<void>((done, fail) => {
    child.once("error", fail);
    child.once("close", () => done());
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [said] = await Promise.all([text(child.stdout), ended]);
  return said;
}

interface Answer {
  readonly rows?: Row[];
  readonly tooLong?: boolean;
  readonly error?: string;
  readonly code?: string | null;
}

function read(said: string): Row[] {
  // Whoever is killed says nothing.
  const answer = JSON.parse(said || "{}") as Answer;
  if (answer.tooLong) throw new AnswerTooLongError();
  if (answer.rows !== undefined) return answer.rows;
  throw Object.assign(new Error(answer.error ?? "it did not answer"), { code: answer.code });
}
