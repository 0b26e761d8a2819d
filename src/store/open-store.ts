import type { Clock } from "../lib/clock.ts";
import type { Backend } from "./backend.ts";
import { migrations as allMigrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import type { Store } from "./store.ts";
import { parseStoreUrl } from "./store-url.ts";

export interface OpenStoreOptions {
  /** `sqlite:<path>` or a PostgreSQL URL. */
  readonly url: string;
  /** What a relative path is relative to. */
  readonly projectRoot: string;
  readonly clock: Clock;
  /** Makes nothing, updates nothing, refuses every write. */
  readonly readOnly?: boolean;
  /** How long a write waits for the writers of other processes, milliseconds; 10,000. */
  readonly busyLimitMs?: number;
}

/**
 * Opens the store, made or brought up to date where needed. A damaged SQLite file is set aside (`store.damage` tells)
 * and a new one made. Raises `STORE_UNAVAILABLE`, or `STORE_NEWER` where a newer pitchpipe made it.
 */
export function openStore(options: OpenStoreOptions): Promise<Store> {
  return openStoreWith(options, allMigrations);
}

/** `openStore` as a version of pitchpipe that knows other steps would do it. */
export async function openStoreWith(
  options: OpenStoreOptions,
  migrations: readonly Migration[],
): Promise<Store> {
  // The query layer and the drivers load only here: a mapper whose store is away starts without them.
  const [{ connectStore }, backend] = await Promise.all([
    import("./connect-store.ts"),
    openBackend(options, migrations),
  ]);
  return connectStore(backend, options.clock);
}

async function openBackend(options: OpenStoreOptions, migrations: readonly Migration[]): Promise<Backend> {
  const address = parseStoreUrl(options.url, options.projectRoot);
  const common = { clock: options.clock, migrations, readOnly: options.readOnly ?? false };
  if (address.kind === "sqlite") {
    const { openSqlite } = await import("./sqlite/sqlite-backend.ts");
    return openSqlite({ ...common, path: address.path, busyLimitMs: options.busyLimitMs ?? 10_000 });
  }
  const { openPostgres } = await import("./postgres/postgres-backend.ts");
  return openPostgres({ ...common, url: address.url, location: address.location });
}
