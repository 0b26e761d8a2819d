import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Fact } from "../../model/fact.ts";
import { packFacts } from "./packed-facts.ts";
import { recorderThread } from "./recorder-thread.ts";
import { serveRecorder } from "./recorder-worker.ts";

const heartbeat: Fact[] = [{ kind: "run_heartbeat", runId: "r", at: 1 }];
const bin = new URL("../../cli/bin/pitchpipe-mapper.ts", import.meta.url);
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pitchpipe-recorder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = () => ({
  storeUrl: `sqlite:${join(folder, "p.db")}`,
  projectRoot: folder,
  spoolFolder: join(folder, "spool"),
});

it("keeps what it is told and answers in order", async () => {
  const { port1, port2 } = new MessageChannel();
  serveRecorder(port2, place());
  port1.postMessage({ id: 1, facts: packFacts(heartbeat) });
  port1.postMessage({ id: 2, facts: packFacts(heartbeat) });
  port1.postMessage("close");
  const answers: unknown[] = [];
  port1.on("message", (answer) => answers.push(answer));
  while (answers.length < 3) await once(port1, "message");
  expect(answers).toEqual([{ id: 1, recorded: "stored" }, { id: 2, recorded: "stored" }, "closed"]);
  port1.close();
});

it("says what is wrong with the store, and spools", async () => {
  const { port1, port2 } = new MessageChannel();
  serveRecorder(port2, { ...place(), storeUrl: "postgres://nobody@127.0.0.1:1/nowhere" });
  port1.postMessage({ id: 1, facts: packFacts(heartbeat) });
  const answers: unknown[] = [];
  port1.on("message", (answer) => answers.push(answer));
  while (answers.length < 2) await once(port1, "message");
  expect(answers).toContainEqual({ id: 1, recorded: "spooled" });
  expect(answers).toContainEqual({ trouble: expect.stringContaining("127.0.0.1:1") });
  port1.postMessage("close");
  port1.close();
});

it("works from a thread of its own, and ends it", async () => {
  const said: string[] = [];
  const thread = recorderThread({
    place: place(),
    workerUrl: bin,
    onTrouble: (message) => said.push(message),
  });
  expect(await Promise.all([thread.record(heartbeat), thread.record(heartbeat)])).toEqual([
    "stored",
    "stored",
  ]);
  await thread.close();
  expect(await thread.record(heartbeat)).toBe("lost");
  await thread.close();
  expect(said).toEqual([]);
});

it("passes trouble on", async () => {
  const said: string[] = [];
  const away = { ...place(), storeUrl: "postgres://nobody@127.0.0.1:1/nowhere" };
  const thread = recorderThread({ place: away, workerUrl: bin, onTrouble: (message) => said.push(message) });
  expect(await thread.record(heartbeat)).toBe("spooled");
  await thread.close();
  expect(said).toHaveLength(1);
});

it("answers that all is lost when the thread dies, and says so once", async () => {
  const worker = join(folder, "dying.mjs");
  writeFileSync(
    worker,
    'import {parentPort} from "node:worker_threads"; parentPort.on("message", () => { throw new Error("dead"); });',
  );
  const said: string[] = [];
  const thread = recorderThread({
    place: place(),
    workerUrl: new URL(`file://${worker}`),
    onTrouble: (message) => said.push(message),
  });
  expect(await Promise.all([thread.record(heartbeat), thread.record(heartbeat)])).toEqual(["lost", "lost"]);
  expect(await thread.record(heartbeat)).toBe("lost");
  await thread.close();
  expect(said).toEqual(["the recorder's thread ended: dead"]);
});

it("answers that all is lost when the thread can't be started", async () => {
  const said: string[] = [];
  const workerUrl = new URL("https://example.com/worker.js");
  const thread = recorderThread({ place: place(), workerUrl, onTrouble: (message) => said.push(message) });
  expect(await thread.record(heartbeat)).toBe("lost");
  await thread.close();
  expect(said).toEqual([expect.stringContaining("could not start")]);
});

it("has nothing to close where nothing was told", async () => {
  const thread = recorderThread({ place: place(), workerUrl: bin, onTrouble: () => undefined });
  await thread.close();
});

const query = { project: "p", environment: "", runId: "r", tap: "tap-x", startedBefore: 1 };

it("reads the past of a job, and knows nothing where the store is away or the thread has died", async () => {
  const options = { workerUrl: bin, onTrouble: () => undefined };
  const thread = recorderThread({ place: place(), ...options });
  expect(await Promise.all([thread.past(query), thread.record(heartbeat)])).toEqual([
    { job: null, runs: 0, streams: [] },
    "stored",
  ]);
  await thread.close();
  expect(await thread.past(query)).toBeNull();
  const away = recorderThread({
    place: { ...place(), storeUrl: "postgres://nobody@127.0.0.1:1/nowhere" },
    ...options,
  });
  expect(await away.past(query)).toBeNull();
  await away.close();
});
