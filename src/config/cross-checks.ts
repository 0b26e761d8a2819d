import { namedChannels } from "../alerts/settings.ts";
import { nearest } from "../lib/nearest.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";
import type { CrossCheck } from "./validate.ts";
import type { Path } from "./walk.ts";

/**
 * Routes name channels that are there; a branch to one that isn't falls away, and what was for it goes to the one above.
 * `channels` are all names as written: one that something is wrong with is reported where it stands, and not at its routes.
 */
export function checkRoutes(channels: readonly string[]): CrossCheck<Settings> {
  return ({ route }) => (route === undefined ? [] : namedChannels(route).flatMap(unknownChannel));

  function unknownChannel({ path, channel }: { readonly path: string; readonly channel: string }): Finding[] {
    if (channels.includes(channel)) return [];
    const meant = nearest(channel, channels);
    const known = channels.length === 0 ? "There are no channels yet." : `There are: ${channels.join(", ")}.`;
    return [
      {
        path: parsePath(path),
        what: "value",
        message: `${path} names the channel ${JSON.stringify(channel)}, which is not among channels.`,
        hint: meant === null ? known : `Did you mean ${meant}?`,
      },
    ];
  }
}

/** The path that `pathText` writes. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, place, key]) =>
    place === undefined ? (key ?? "") : Number(place),
  );
}
