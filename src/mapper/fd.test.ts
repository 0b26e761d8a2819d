import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fdInput } from "./fd-input.ts";
import { fdSink } from "./fd-sink.ts";
import type { Input } from "./ports.ts";

const folder = mkdtempSync(join(tmpdir(), "pitchpipe-fd-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let fifos = 0;

/** Both ends of a real pipe. */
function pipe(): { readonly read: number; readonly write: number } {
  const path = join(folder, `pipe-${++fifos}`);
  execFileSync("mkfifo", [path]);
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { read, write: openSync(path, constants.O_WRONLY) };
}

/** Reads it all, pausing after each part, with room for only a few bytes at a time. */
function readAll(input: Input, room: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let space = Buffer.alloc(room);
  return new Promise((resolve, reject) => {
    input.start({
      space: () => {
        space = Buffer.alloc(room);
        return space;
      },
      onBytes: (count) => {
        parts.push(space.subarray(0, count));
        setImmediate(() => input.resume());
        return parts.length % 2 === 0;
      },
      onEnd: () => resolve(Buffer.concat(parts)),
      onError: reject,
    });
  });
}

const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));

beforeAll(() => writeFileSync(join(folder, "file"), bytes));

it("reads a pipe into the room it is given, also when paused in between", async () => {
  const { read, write } = pipe();
  writeSync(write, bytes);
  closeSync(write);
  expect((await readAll(fdInput(read), 700)).equals(bytes)).toBe(true);
});

it("reads a file the same way", async () => {
  const fd = openSync(join(folder, "file"), "r");
  expect((await readAll(fdInput(fd), 700)).equals(bytes)).toBe(true);
});

it("tells that a file can't be read", async () => {
  const fd = openSync(folder, "r");
  await expect(readAll(fdInput(fd), 700)).rejects.toThrow(/EISDIR/);
});

it("lets go of a pipe, so that its writer is told", async () => {
  const { read, write } = pipe();
  const input = fdInput(read);
  const events = {
    space: () => Buffer.alloc(10),
    onBytes: () => true,
    onEnd: () => undefined,
    onError: () => undefined,
  };
  input.start(events);
  input.close();
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(() => writeSync(write, "x")).toThrow(/EPIPE/);
  closeSync(write);
});

it("lets go of a file", () => {
  const fd = openSync(join(folder, "file"), "r");
  const input = fdInput(fd);
  input.start({
    space: () => Buffer.alloc(10),
    onBytes: () => false,
    onEnd: () => undefined,
    onError: () => undefined,
  });
  input.close();
  expect(input.close()).toBeUndefined();
});

it("writes to a pipe what fits, and the rest when there is room", async () => {
  const { read, write } = pipe();
  const sink = fdSink(write);
  const large = Buffer.alloc(300_000, "x");
  const first = sink.tryWrite(large, 0, large.length);
  expect(first).toBeLessThan(large.length);
  expect(sink.tryWrite(large, first, large.length)).toBe(0);
  const written = new Promise<Error | null>((done) => sink.write(large, first, large.length, done));
  const got = readAll(fdInput(read), 65_536);
  expect(await written).toBeNull();
  await sink.close();
  expect((await got).length).toBe(large.length);
});

it("throws when the pipe's reader is gone, and can still be closed", async () => {
  const { read, write } = pipe();
  closeSync(read);
  const sink = fdSink(write);
  expect(() => sink.tryWrite(bytes, 0, 10)).toThrow(/EPIPE/);
  expect(await new Promise((done) => sink.write(bytes, 0, 10, done))).toMatchObject({ code: "EPIPE" });
  await sink.close();
});

it("lets go of a pipe that nobody reads", async () => {
  const { read, write } = pipe();
  const sink = fdSink(write);
  sink.write(Buffer.alloc(300_000), 0, 300_000, () => undefined);
  sink.abort();
  await sink.close();
  expect(readSync(read, Buffer.alloc(10))).toBe(10);
  closeSync(read);
});

it("writes to a file", async () => {
  const path = join(folder, "out");
  const fd = openSync(path, "w");
  const sink = fdSink(fd);
  expect(sink.tryWrite(bytes, 0, 100)).toBe(100);
  expect(await new Promise((done) => sink.write(bytes, 100, bytes.length, done))).toBeNull();
  await sink.close();
  sink.abort();
  closeSync(fd);
  expect(readFileSync(path).equals(bytes)).toBe(true);
});
