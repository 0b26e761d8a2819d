import { fstatSync, write, writeSync } from "node:fs";
import { Socket } from "node:net";
import type { Sink } from "./ports.ts";

const retryMs = 10;

/** Writes to a file descriptor: at once what fits, the rest when there is room. */
export function fdSink(fd: number): Sink {
  const kind = fstatSync(fd);
  return kind.isFIFO() || kind.isSocket() ? pipeSink(fd) : fileSink(fd);
}

function pipeSink(fd: number): Sink {
  const socket = new Socket({ fd, readable: false, writable: true });
  let failure: Error | null = null;
  socket.on("error", (error) => {
    failure = error;
  });
  return {
    tryWrite: (bytes, start, end) => writeNow(fd, bytes, start, end),
    write: (bytes, start, end, done) => {
      socket.write(bytes.subarray(start, end), (error) => done(error ?? failure));
    },
    close: () =>
      new Promise((closed) => {
        if (socket.destroyed) closed();
        else socket.once("close", () => closed()).end(() => socket.destroy());
      }),
    abort: () => socket.destroy(),
  };
}

/** A file, a terminal, `/dev/null`: what doesn't fit at once (a terminal that was set so) is tried again a little later. */
function fileSink(fd: number): Sink {
  const writeAll = (bytes: Buffer, start: number, end: number, done: (error: Error | null) => void): void => {
    write(fd, bytes, start, end - start, null, (error, count) => {
      if (isFull(error)) setTimeout(writeAll, retryMs, bytes, start, end, done);
      else if (error !== null || start + count >= end) done(error);
      else writeAll(bytes, start + count, end, done);
    });
  };
  return {
    tryWrite: (bytes, start, end) => writeNow(fd, bytes, start, end),
    write: writeAll,
    close: () => Promise.resolve(),
    abort: () => undefined,
  };
}

/** What the descriptor takes at once. */
function writeNow(fd: number, bytes: Buffer, start: number, end: number): number {
  try {
    return writeSync(fd, bytes, start, end - start);
  } catch (thrown) {
    if (isFull(thrown)) return 0;
    throw thrown;
  }
}

function isFull(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "EAGAIN";
}
