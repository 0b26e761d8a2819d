import { z } from "zod";

/** `sqlite:<path>` (relative to the project's root) or a PostgreSQL URL. */
const storeUrl = z
  .string()
  .regex(/^(?:sqlite:(?!:memory:).+|postgres(?:ql)?:\/\/.+)$/, {
    error: "must be `sqlite:<path>` or `postgres://user@host/database`",
  })
  .describe(
    "Where pitchpipe keeps what it knows: `sqlite:<path>` or `postgres://user@host/database`. " +
      "Default: `pitchpipe/pitchpipe.db` in Meltano's system folder (`.meltano`).",
  );

/** The slice of the configuration that names the store. Without a `url` the opener decides. */
export const storeSettings = z.strictObject({ url: storeUrl.optional() });
export type StoreSettings = z.output<typeof storeSettings>;
