import { nearest } from "../lib/nearest.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";
import { pathText } from "./walk.ts";

/** Words for a channel that is there; `channels` are all names as written. */
export function checkTemplateChannels(
  { templates }: Pick<Settings, "templates">,
  channels: readonly string[],
): Finding[] {
  return Object.entries(templates).flatMap(([type, entry]) =>
    Object.keys(entry?.channels ?? {}).flatMap((name) => {
      if (channels.includes(name)) return [];
      const meant = nearest(name, channels);
      const known =
        channels.length === 0 ? "There are no channels yet." : `There are: ${channels.join(", ")}.`;
      const path = ["templates", type, "channels", name];
      const message = `${pathText(path)} is for a channel that is not among channels.`;
      return [
        { path, what: "key" as const, message, hint: meant === null ? known : `Did you mean ${meant}?` },
      ];
    }),
  );
}
