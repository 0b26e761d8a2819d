import type { PluginSettings } from "../../meltano/index.ts";
import type { Draft, Plugin } from "./draft-check.ts";

/** Where the REST API of an Oracle WMS Cloud begins, and what of it is asked for. */
const api = /\/([\w-]+)\/wms\/lgfapi\/(v\d+)(?:\/entity\/([\w-]+))?/;

/** Whether a plugin speaks to an Oracle WMS: by its name, or by the paths that it asks. */
export function leadsToWms({ family, settings }: Plugin): boolean {
  return /oracle-wms/.test(family) || askedPaths(settings).some((path) => api.test(path));
}

/** The check of a WMS; `null` where the settings don't say who asks. `base` is the setting that holds its address. */
export function draftWms(settings: PluginSettings, base: readonly [string, unknown]): Draft | null {
  const text = (name: string): string | null => {
    const value = settings.get(name);
    return typeof value === "string" && value !== "" ? value : null;
  };
  const auth = wmsAuth(text);
  if (auth === null) return null;
  const asked = askedPaths(settings)
    .map((path) => api.exec(path))
    .filter((found) => found !== null);
  const [, envInPath, version] = asked[0] ?? [];
  const env = text("environment") ?? text("env") ?? envInPath ?? null;
  const named = settings.get("entities");
  const entities = Array.isArray(named)
    ? named
    : [...new Set(asked.flatMap(([, , , entity]) => entity ?? []))];
  return {
    keys: new Map<string, unknown>([
      ["type", "oracle-wms"],
      ["base_url", String(base[1])],
      ...(env === null ? [] : [["env", env] as const]),
      ...(version === undefined || version === "v10" ? [] : [["api_version", version] as const]),
      ["auth", auth],
      ...(entities.length === 0 ? [] : [["entities", entities] as const]),
    ]),
    from: new Map([["base_url", base[0]]]),
  };
}

/** What a REST tap asks for, wherever its settings say so. */
function askedPaths(settings: PluginSettings): string[] {
  const streams = settings.get("streams");
  const inStreams = Array.isArray(streams)
    ? streams.map((stream) => (isMap(stream) ? stream["path"] : null))
    : [];
  return [settings.get("api_url"), settings.get("path"), ...inStreams].filter(
    (path) => typeof path === "string",
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function wmsAuth(text: (name: string) => string | null): Readonly<Record<string, string>> | null {
  const [username, password] = [text("username") ?? text("user"), text("password")];
  if (username !== null && password !== null) return { type: "basic", username, password };
  const [client_id, client_secret] = [
    text("client_id") ?? text("oauth_client_id"),
    text("client_secret") ?? text("oauth_client_secret"),
  ];
  const token_url = text("token_url") ?? text("oauth_token_url") ?? text("access_token_url");
  if (client_id === null || client_secret === null || token_url === null) return null;
  return { type: "oauth2", token_url, client_id, client_secret };
}
