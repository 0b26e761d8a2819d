import { z } from "zod";
import { duration, filePath, httpUrl, secret } from "../../lib/setting-types.ts";

const headerText = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, "must be one line of plain text");
const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, "is no name of an HTTP header");

/** `openlineage:`, where a run's lineage is told. What is not set here is as OpenLineage's client has it. */
export const openlineageSettings = z
  .strictObject({
    enabled: z.boolean().default(true).meta({
      description: "Whether events are made at all. `OPENLINEAGE_DISABLED=true` switches them off as well.",
    }),
    url: httpUrl.optional().meta({
      description: "The server that takes the events, such as Marquez.",
      defaultText: "`OPENLINEAGE_URL`, or the transport of `openlineage.yml`",
    }),
    endpoint: z.string().min(1).optional().meta({
      description: "Where under `url` events are posted.",
      defaultText: "`OPENLINEAGE_ENDPOINT`, else `api/v1/lineage`",
    }),
    api_key: secret.optional().meta({
      description: "Sent as `Authorization: Bearer`.",
      defaultText: "`OPENLINEAGE_API_KEY`",
      sensitive: true,
    }),
    timeout: duration.prefault("5s").meta({ description: "How long one try may take." }),
    compression: z
      .enum(["none", "gzip"])
      .default("none")
      .meta({ description: "How the body of a request is packed." }),
    headers: z
      .record(headerName, headerText)
      .optional()
      .meta({ description: "More headers of the request.", sensitive: "some" }),
    ca: filePath
      .optional()
      .meta({ description: "A file with certificates (PEM) to trust beside the usual ones.", path: true }),
    file: filePath
      .optional()
      .meta({ description: "A file that gets every event as a line of JSON.", path: true }),
    console: z.boolean().default(false).meta({ description: "Prints every event as a line of JSON." }),
    namespace: z.string().min(1).optional().meta({
      description: "The namespace of the jobs.",
      defaultText: "`OPENLINEAGE_NAMESPACE`, else `default`",
    }),
  })
  .meta({ description: "Where the lineage of runs is told, as events of OpenLineage." });

export type OpenlineageSettings = z.output<typeof openlineageSettings>;
