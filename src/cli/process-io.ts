import { fstatSync, statSync } from "node:fs";
import { devNull } from "node:os";
import type { Io, Screen } from "./io.ts";

/**
 * The real process as a command sees it. A reader that went away (EPIPE) is no fault: what can't be said any more is
 * dropped, and the command goes on to its true end.
 */
export function processIo(of: NodeJS.Process): Io {
  return {
    env: of.env,
    cwd: of.cwd(),
    stdin: of.stdin,
    stdout: screenOf(of.stdout),
    stderr: screenOf(of.stderr),
    onStop: (listener) => {
      const signals = ["SIGINT", "SIGTERM"] as const;
      const remove = (): void => {
        for (const name of signals) of.removeListener(name, stop);
      };
      // A second one ends the process as ever.
      const stop = (): void => {
        remove();
        listener();
      };
      for (const name of signals) of.on(name, stop);
      return remove;
    },
    writeBytes: (bytes) =>
      new Promise((resolve, reject) => {
        of.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    leadsNowhere: () => isNullDevice(of.stdout.fd),
  };
}

/** Node opens the null device in the place of what was closed when it began. */
function isNullDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).rdev === statSync(devNull).rdev && fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

function screenOf(stream: NodeJS.WriteStream): Screen {
  let gone = false;
  stream.on("error", () => {
    gone = true;
  });
  return {
    write: (text) => {
      if (!gone) stream.write(text);
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get isGone() {
      return gone;
    },
    get columns() {
      // A terminal without a size says 0.
      return stream.columns || 80;
    },
  };
}
