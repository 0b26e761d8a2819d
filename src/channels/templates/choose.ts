import type { Alert } from "../../model/alert.ts";
import type { TemplatesSettings, TemplateType } from "./settings.ts";

export const templateParts = ["title", "text", "subject"] as const;
export type TemplatePart = (typeof templateParts)[number];

/** One template of the settings, and where it stands under `templates`. */
export interface Chosen {
  readonly path: readonly string[];
  readonly source: string;
}

export type ChosenParts = Readonly<Record<TemplatePart, Chosen | null>>;

/** Kinds of alerts told together have words of their own only where they are of one type; else those of `default` count. */
export function templateTypeOf(alerts: readonly Pick<Alert, "type">[]): TemplateType {
  const types = new Set(alerts.map(({ type }) => type));
  const [only] = types;
  return types.size === 1 && only !== undefined ? only : "default";
}

/** The templates for alerts on a channel: those of their type, else of `default`; a channel's own win. `null` for none. */
export function chooseTemplates(
  templates: TemplatesSettings,
  alerts: readonly Pick<Alert, "type">[],
  channel: string,
): ChosenParts | null {
  const wanted = templateTypeOf(alerts);
  const type = templates[wanted] === undefined ? "default" : wanted;
  const entry = templates[type];
  if (entry === undefined) return null;
  const own = Object.hasOwn(entry.channels, channel) ? entry.channels[channel] : undefined;
  const chosen = (part: TemplatePart): Chosen | null => {
    const source = own?.[part];
    if (source !== undefined) return { path: [type, "channels", channel, part], source };
    const common = part === "subject" ? undefined : entry[part];
    return common === undefined ? null : { path: [type, part], source: common };
  };
  return { title: chosen("title"), text: chosen("text"), subject: chosen("subject") };
}
