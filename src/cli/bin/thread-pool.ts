import { access } from "node:fs/promises";

/** Half of them may look up names at once; a thread that has nothing to do costs next to nothing. */
const threads = 128;

/**
 * Gives Node more threads than its four, once: two lookups that hang would keep all others waiting, and what is there
 * would be called unreachable. A number of the user's stays; programs that we start inherit nothing of it.
 */
export async function widenThreadPool(
  env: Record<string, string | undefined>,
  useIt: () => Promise<unknown> = () => access("/"),
): Promise<void> {
  const name = "UV_THREADPOOL_SIZE";
  if (env[name] !== undefined) return;
  env[name] = String(threads);
  // Read at the first use, and never again.
  await useIt().catch(() => undefined);
  delete env[name];
}
