import type { Screen } from "./io.ts";
import type { MapperIo } from "./mapper.ts";

/** How long the last lines on stderr may take to be read. */
const flushMs = 1000;

/**
 * The mapper's process. `process.stdout` is touched only to print help: while it maps, stdout belongs to the pipe's own
 * writer. A reader of stderr that is gone or asleep never holds anything up.
 */
export function stderrIo(
  of: NodeJS.Process,
  workerUrl: URL,
): { readonly io: MapperIo; readonly flushed: () => Promise<void> } {
  const streams = new Set<NodeJS.WriteStream>();
  const screen = (stream: () => NodeJS.WriteStream): Screen => ({
    write: (text) => {
      if (!streams.has(stream())) stream().on("error", () => undefined);
      streams.add(stream());
      stream().write(text);
    },
    get isTTY() {
      return stream().isTTY === true;
    },
    get columns() {
      return 80;
    },
  });
  const io: MapperIo = {
    env: { ...of.env },
    cwd: of.cwd(),
    get stdin() {
      return of.stdin;
    },
    stdout: screen(() => of.stdout),
    stderr: screen(() => of.stderr),
    pid: of.pid,
    nodeVersion: of.versions.node,
    workerUrl,
    onSignal: (listener) => {
      of.on("SIGTERM", () => listener("SIGTERM"));
      of.on("SIGINT", () => listener("SIGINT"));
    },
  };
  return { io, flushed: async () => void (await Promise.all([...streams].map(flush))) };
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((flushed) => {
    const timer = setTimeout(flushed, flushMs);
    stream.write("", () => {
      clearTimeout(timer);
      flushed();
    });
  });
}
