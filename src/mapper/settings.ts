import { z } from "zod";
import { byteSize, duration, switchable } from "../lib/setting-types.ts";

/** `mapper:`, how the process between tap and target behaves. */
export const mapperSettings = z
  .strictObject({
    memory_limit: byteSize.prefault("256MiB").meta({
      description: "What the checks may hold in memory together; beyond it they become approximate.",
    }),
    inspect_limit: byteSize.prefault("16MiB").meta({
      description:
        "Lines longer than this are passed on without being looked into, and counted as uninspected.",
    }),
    drain: duration.prefault("60s").meta({
      description:
        "How long the rest of the input is read and thrown away after the mapper failed, and how long it goes on after SIGTERM or SIGINT.",
    }),
    min_records_per_second: switchable(z.number().positive()).default(null).meta({
      description: "An alert of type performance when fewer records a second come, for half a minute.",
    }),
    garbage: z
      .enum(["pass", "quarantine"])
      .default("pass")
      .meta({ description: "What happens to lines that are no Singer messages." }),
  })
  .meta({ description: "The process between tap and target." });

export type MapperSettings = z.output<typeof mapperSettings>;
