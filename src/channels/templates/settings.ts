import { z } from "zod";
import { nearest } from "../../lib/nearest.ts";
import { alertTypes } from "../../model/signal.ts";
import { longestTemplate } from "./limits.ts";

/** What a template may be for: a type of alert, or all that have none of their own. */
export const templateTypes = [...alertTypes, "default"] as const;
export type TemplateType = (typeof templateTypes)[number];

/** Types of channels that tell programs facts, and have no words to change. */
export const wordlessTypes: ReadonlySet<string> = new Set([
  "log",
  "webhook",
  "alertmanager",
  "exec",
  "custom",
]);

const template = z
  .string()
  .max(longestTemplate, `must be a template of at most ${longestTemplate.toLocaleString("en-US")} characters`)
  .meta({ expects: "a LiquidJS template" });

const title = template
  .optional()
  .meta({ description: "The message's title, one line; also a mail's subject where that has none." });

const text = template
  .optional()
  .meta({ description: "The message's body in place of all facts; where to look still follows." });

const typeTemplate = z.strictObject({
  title,
  text,
  channels: z
    .record(
      z.string(),
      z.strictObject({
        subject: template.optional().meta({ description: "A mail's subject." }),
        title,
        text,
      }),
    )
    .default({})
    .meta({ description: "What is different on one channel, by the channel's name." }),
});

const typeName = z.string().regex(new RegExp(`^(?:${templateTypes.join("|")})$`), {
  error: ({ input }) => {
    const meant = nearest(String(input), templateTypes);
    return `is for no type of alert${meant === null ? ", nor default" : ` (did you mean ${meant}?)`}`;
  },
});

/** `templates:`, a map from a type of alert to the words for it. */
export const templatesSettings = z.record(typeName, typeTemplate).meta({
  description: "Your own words for messages, by type of alert or `default`: LiquidJS, see docs/templates.md.",
  literal: true,
});

export type TemplatesSettings = z.output<typeof templatesSettings>;
