import type { Backend } from "./backend.ts";
import { storeClosed } from "./store-error.ts";

/** A backend that finishes what was begun before it closes, and refuses what comes after. */
export function closable(backend: Backend): Pick<Backend, "read" | "snapshot" | "write" | "close"> {
  const running = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing !== null) throw storeClosed(backend.location);
    const result = work();
    running.add(result);
    try {
      return await result;
    } finally {
      running.delete(result);
    }
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(running);
    await backend.close();
  };
  return {
    read: (query) => whileOpen(() => backend.read(query)),
    snapshot: (query) => whileOpen(() => backend.snapshot(query)),
    write: (work, alone) => whileOpen(() => backend.write(work, alone)),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
