import { z } from "zod";
import { duration, filePath, httpUrl, secret } from "../../lib/setting-types.ts";
import { commonKeys, hostKey, portKey } from "./common.ts";

const url = httpUrl.meta({ sensitive: true, description: "The address." });
const headers = z
  .record(z.string().regex(/^[\w-]+$/, "must be a header's name"), z.string().regex(/^[^\r\n]*$/))
  .default({})
  .meta({ description: "Headers that are sent.", sensitive: true });
const ca = filePath
  .optional()
  .meta({ description: "A file with certificates (PEM) to trust beside the usual ones.", path: true });

/** The keys that say who asks an HTTP service. */
const askingKeys = {
  headers,
  username: z.string().optional().meta({ description: "For Basic authentication." }),
  password: secret.optional().meta({ description: "For Basic authentication." }),
  token: secret.optional().meta({ description: "Sent as a bearer token." }),
  ca,
};

export const httpSettings = z
  .strictObject({
    type: z.literal("http"),
    url,
    method: z.enum(["GET", "HEAD"]).default("GET").meta({ description: "How it asks." }),
    ...askingKeys,
    expect: z
      .strictObject({
        status: z.int().min(100).max(599).optional().meta({
          description: "The status it answers with.",
          defaultText: "200 to 299",
        }),
        body_contains: z
          .string()
          .min(1)
          .optional()
          .meta({ description: "A text within the first MiB of the answer." }),
        max_latency: duration.optional().meta({ description: "A slower answer is unhealthy." }),
      })
      .prefault({})
      .meta({ description: "What a good answer is." }),
    ...commonKeys,
  })
  .meta({ description: "An answer over HTTP. Redirects are answers and are not followed.", whole: true });

const bound = z.number().optional();

export const prometheusSettings = z
  .strictObject({
    type: z.literal("prometheus"),
    url: url.meta({ description: "The address of the server, before `/api/v1/query`." }),
    query: z.string().min(1).meta({ description: "An instant query.", literal: true }),
    ...askingKeys,
    expect: z
      .strictObject({
        min: bound.meta({ description: "No value lies below." }),
        max: bound.meta({ description: "No value lies above." }),
      })
      .prefault({})
      .meta({ description: "Where every value of the answer lies." }),
    ...commonKeys,
  })
  .meta({
    description: "The value of an instant query. No series means that nothing is known.",
    whole: true,
  });

export const tcpSettings = z
  .strictObject({
    type: z.literal("tcp"),
    host: hostKey.meta({ description: "The name or address." }),
    port: portKey.meta({ description: "The port." }),
    ...commonKeys,
  })
  .meta({ description: "Whether a port takes connections.", whole: true });

export const dnsSettings = z
  .strictObject({
    type: z.literal("dns"),
    host: hostKey.meta({ description: "The name that is looked up." }),
    record: z
      .enum(["A", "AAAA", "CNAME", "MX", "TXT", "SRV", "NS"])
      .default("A")
      .meta({ description: "The kind of record." }),
    servers: z
      .array(z.string().min(1))
      .default([])
      .meta({ description: "Addresses of the servers that are asked.", defaultText: "the machine's own" }),
    expect: z.string().min(1).optional().meta({ description: "One of the answers." }),
    ...commonKeys,
  })
  .meta({ description: "Whether a name is found.", whole: true });

export const tlsSettings = z
  .strictObject({
    type: z.literal("tls"),
    host: hostKey.meta({ description: "The name or address." }),
    port: portKey.default(443).meta({ description: "The port." }),
    servername: hostKey.optional().meta({
      description: "The name that the certificate is for.",
      defaultText: "the host",
    }),
    days_left: z
      .int()
      .min(0)
      .default(14)
      .meta({ description: "Degraded where the certificate ends in fewer days." }),
    ca,
    ...commonKeys,
  })
  .meta({
    description: "The certificate: trusted, for that name, and how many days it has left.",
    whole: true,
  });
