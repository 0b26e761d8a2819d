import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "../../test/fixtures/http/local-server.ts";
import { caFile, startSmtp } from "../../test/fixtures/vendors/smtp.ts";
import { FakeProject } from "../../test/runner/fake-project.ts";
import type { Row } from "../row.ts";

const rounds = 10;
const barMs = 2_000;
const failedLines = [
  { event: "tap-x: 401 Unauthorized", level: "error" },
  { event: "Run completed", status: "failure", duration_seconds: 1 },
];

/** How long after its end a failed pipeline is in a local inbox and at a local webhook: the slowest of some rounds. */
export async function firstSendRows(say: (line: string) => void): Promise<Row[]> {
  const mail: number[] = [];
  const hook: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const took = await failOnce();
    say(`channels: told by mail after ${took.mail} ms, by webhook after ${took.hook} ms`);
    mail.push(took.mail);
    hook.push(took.hook);
  }
  return [rowOf("a local SMTP inbox", mail), rowOf("a local webhook", hook)];
}

async function failOnce(): Promise<{ readonly mail: number; readonly hook: number }> {
  await using server = await startServer();
  await using smtp = await startSmtp();
  const project = new FakeProject();
  project.write(
    "pitchpipe.yml",
    `version: 1
channels:
  mail: {type: email, host: localhost, port: ${smtp.port}, ca: ${caFile}, from: etl@example.com, to: [ops@example.com]}
  hook: {type: webhook, url: "${server.url}"}
run: {notify: {success: none}}
`,
  );
  const { ended } = project.start(["run", "tap-x", "target-y"], { lines: failedLines, exit: 1 });
  const [mailAt, hookAt] = await Promise.all([
    arrival(() => smtp.mails.length),
    arrival(() => server.requests.length),
  ]);
  await ended;
  const endedAt = endOf(server.requests[0]?.body ?? "");
  project.remove();
  return { mail: mailAt - endedAt, hook: hookAt - endedAt };
}

async function arrival(count: () => number): Promise<number> {
  while (count() === 0) await sleep(5);
  return Date.now();
}

/** When the run ended, as the alert says it was first seen. */
function endOf(body: string): number {
  return Date.parse(JSON.parse(body).alerts[0].first_seen_at);
}

function rowOf(where: string, times: readonly number[]): Row {
  const slowest = Math.max(...times);
  return {
    work: `a failed pipeline's end to ${where}, slowest of ${rounds}`,
    measured: `${slowest} ms`,
    ratio: slowest / barMs,
    bar: "≤ 1 (2 s)",
    meets: slowest <= barMs,
  };
}
