import { closeSync, fstatSync, read } from "node:fs";
import { Socket } from "node:net";
import type { Input, InputEvents } from "./ports.ts";

/** Reads a file descriptor: a pipe or socket by readiness, straight into the space given; anything else in the pool. */
export function fdInput(fd: number): Input {
  const kind = fstatSync(fd);
  return kind.isFIFO() || kind.isSocket() ? new PipeInput(fd) : new FileInput(fd);
}

class PipeInput implements Input {
  readonly #fd: number;
  #socket: Socket | null = null;

  constructor(fd: number) {
    this.#fd = fd;
  }

  start(events: InputEvents): void {
    this.#socket = new Socket({
      fd: this.#fd,
      readable: true,
      writable: false,
      onread: {
        // Asked for anew after each call of `callback`, so that a read lands where the driver wants it.
        buffer: () => events.space(),
        callback: (count: number) => {
          const goesOn = events.onBytes(count);
          if (!goesOn) this.#socket?.pause();
          return goesOn;
        },
      },
    });
    this.#socket.once("end", () => events.onEnd());
    this.#socket.on("error", (error) => events.onError(error));
    this.#socket.resume();
  }

  resume(): void {
    this.#socket?.resume();
  }

  close(): void {
    this.#socket?.destroy();
  }
}

class FileInput implements Input {
  readonly #fd: number;
  #events: InputEvents | null = null;
  #isReading = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  start(events: InputEvents): void {
    this.#events = events;
    this.resume();
  }

  resume(): void {
    const events = this.#events;
    if (events === null || this.#isReading) return;
    this.#isReading = true;
    const space = events.space();
    read(this.#fd, space, 0, space.length, null, (error, count) => {
      this.#isReading = false;
      if (this.#events === null) return;
      if (error !== null) events.onError(error);
      else if (count === 0) events.onEnd();
      else if (events.onBytes(count)) this.resume();
    });
  }

  close(): void {
    if (this.#events !== null && !this.#isReading) closeSync(this.#fd);
    this.#events = null;
  }
}
