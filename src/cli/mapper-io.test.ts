import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { stderrIo } from "./mapper-io.ts";

class FakeStream extends EventEmitter {
  text = "";
  isTTY = true;
  write(text: string, done?: () => void): boolean {
    this.text += text;
    if (done) setImmediate(done);
    return true;
  }
}

function fakeProcess() {
  const streams = { stdout: new FakeStream(), stderr: new FakeStream(), stdin: new FakeStream() };
  const of = Object.assign(new EventEmitter(), {
    ...{ env: { A: "1" }, cwd: () => "/somewhere", pid: 7, versions: { node: "24.0.0" } },
    ...streams,
  });
  return { of: of as unknown as NodeJS.Process, emitter: of as EventEmitter, ...streams };
}

const url = new URL("file:///bin.js");

it("copies the variables, prints, and waits until all is written", async () => {
  const { of, stdout, stderr, stdin } = fakeProcess();
  const { io, flushed } = stderrIo(of, url);
  io.stdout.write("out");
  io.stderr.write("err");
  io.stderr.write("or");
  await flushed();
  expect([stdout.text, stderr.text]).toEqual(["out", "error"]);
  expect(io).toMatchObject({
    env: { A: "1" },
    cwd: "/somewhere",
    pid: 7,
    nodeVersion: "24.0.0",
    workerUrl: url,
  });
  expect([io.stderr.isTTY, io.stderr.columns, io.stdin]).toEqual([true, 80, stdin]);
});

it("survives a reader that is gone", () => {
  const { of, stderr } = fakeProcess();
  stderrIo(of, url).io.stderr.write("x");
  expect(stderr.emit("error", new Error("EPIPE"))).toBe(true);
});

it("touches no stream that it has nothing to say on", async () => {
  const { of } = fakeProcess();
  Object.defineProperty(of, "stdout", { get: () => expect.fail("stdout belongs to the pipe") });
  const { io, flushed } = stderrIo(of, url);
  io.stderr.write("x");
  await flushed();
});

it("passes both signals on", () => {
  const { of, emitter } = fakeProcess();
  const got: string[] = [];
  stderrIo(of, url).io.onSignal((name) => got.push(name));
  emitter.emit("SIGTERM");
  emitter.emit("SIGINT");
  expect(got).toEqual(["SIGTERM", "SIGINT"]);
});
