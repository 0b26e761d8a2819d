import type { LeaseRepository } from "../store.ts";
import type { Queries } from "./queries.ts";

/** Leases of less are not told from those of a clock that goes a little wrong. */
const shortestMs = 60_000;

export function leaseRepository({ write }: Queries): LeaseRepository {
  return {
    acquire: ({ name, holder, now, until }) =>
      write(async (db) => {
        const taken = await db
          .insertInto("leases")
          .values({ name, holder, held_until: until })
          .onConflict((conflict) =>
            conflict
              .column("name")
              .doUpdateSet({ holder, held_until: until })
              .where(({ or, eb }) =>
                or([
                  eb("leases.holder", "=", holder),
                  eb("leases.held_until", "<=", now),
                  // Held for longer than anybody asks for: the clock has gone back since, and would block for ever.
                  eb("leases.held_until", ">", now + 2 * Math.max(until - now, shortestMs)),
                ]),
              ),
          )
          .returning("holder")
          .executeTakeFirst();
        return taken !== undefined;
      }),
    release: (name, holder) =>
      write(async (db) => {
        await db.deleteFrom("leases").where("name", "=", name).where("holder", "=", holder).execute();
      }),
  };
}
