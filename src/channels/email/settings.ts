import { z } from "zod";
import { filePath } from "../../lib/setting-types.ts";
import { commonChannelKeys } from "../common-settings.ts";
import { timeoutKey } from "../http-settings.ts";

/** `user@host`, or `Name <user@host>`; nothing that could start another header or another recipient. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const addressPattern = /^(?:[^<>@,;"\u0000-\u001f\u007f]+ )?<?[^\s<>@,;"()[\]\\]+@[^\s<>@,;"()[\]\\]+>?$/u;

const address = z
  .string()
  .refine((text) => addressPattern.test(text) && text.includes("<") === text.includes(">"), {
    error: "must be a mail address such as ops@example.com or ETL <etl@example.com>",
  })
  .meta({ expects: "a mail address such as ops@example.com or ETL <etl@example.com>" });

/** Settings of an `email` channel: mail through an SMTP server. */
export const emailSettings = z
  .strictObject({
    type: z.literal("email"),
    host: z.string().min(1).meta({ description: "The SMTP server." }),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .meta({ description: "Its port.", defaultText: "587 with starttls, 465 with implicit, 25 with none" }),
    tls: z.enum(["none", "starttls", "implicit"]).default("starttls").meta({
      description:
        "`starttls` is never downgraded and certificates are always checked; `none` sends in the clear.",
    }),
    ca: filePath
      .optional()
      .meta({ description: "A file with certificates (PEM) to trust beside the usual ones.", path: true }),
    username: z.string().min(1).optional().meta({ description: "To log in with." }),
    password: z.string().min(1).optional().meta({ description: "To log in with.", sensitive: true }),
    from: address.meta({ description: "Who it comes from." }),
    to: z.array(address).min(1).meta({ description: "Who gets it." }),
    timeout: timeoutKey.meta({
      description: "How long one try may take, from connecting to the last reply.",
    }),
    ...commonChannelKeys,
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    error: "goes with password: set both or neither",
    path: ["username"],
  })
  .refine(({ tls, password }) => tls !== "none" || password === undefined, {
    error: "must be starttls or implicit where there is a password: without TLS it would travel in the clear",
    path: ["tls"],
  })
  .meta({ description: "Sends mail: text and HTML, threaded by alert.", whole: true });

export type EmailSettings = z.output<typeof emailSettings>;
