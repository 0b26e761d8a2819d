import { z } from "zod";
import { filePath, httpUrl, secret } from "../../lib/setting-types.ts";
import { commonKeys } from "./common.ts";

const basicAuth = z
  .strictObject({
    type: z.literal("basic"),
    username: z.string().min(1).meta({ description: "The WMS user." }),
    password: secret.meta({ description: "The user's password." }),
  })
  .meta({ description: "Basic authentication." });

const oauth2Auth = z
  .strictObject({
    type: z.literal("oauth2"),
    token_url: httpUrl.meta({ description: "Where tokens are given out." }),
    client_id: z.string().min(1).meta({ description: "The client." }),
    client_secret: secret.meta({ description: "The client's secret." }),
    scope: z.string().min(1).optional().meta({
      description: "What is asked for.",
      defaultText: "`urn:opc:resource:consumer::all` of the instance",
    }),
  })
  .meta({ description: "OAuth2 client credentials." });

const segment = z.string().regex(/^[\w-]+$/, { error: "must be a name of letters, digits, _ and -" });

export const wmsSettings = z
  .strictObject({
    type: z.literal("oracle-wms"),
    base_url: httpUrl.meta({
      description:
        "The instance, such as https://demo.wms.ocs.oraclecloud.com; a path up to `lgfapi/v10` stays.",
    }),
    env: segment.optional().meta({ description: "The environment in the path, such as demo_a9." }),
    api_version: z
      .string()
      .regex(/^v\d+$/, { error: "must be a version such as v10" })
      .default("v10")
      .meta({ description: "The version of the API." }),
    auth: z.discriminatedUnion("type", [basicAuth, oauth2Auth]).meta({ description: "Who asks." }),
    entities: z
      .array(segment)
      .default([])
      .meta({ description: "Entities that the user must be able to read." }),
    ca: filePath
      .optional()
      .meta({ description: "A file with certificates (PEM) to trust beside the usual ones.", path: true }),
    ...commonKeys,
  })
  .meta({ description: "Oracle WMS Cloud: the REST API answers this user.", whole: true });
