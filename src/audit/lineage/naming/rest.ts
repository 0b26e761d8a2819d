import { isSecretName, redactUrl } from "../../../lib/redaction/index.ts";
import { type DataPlace, type NamedDataset, neutralDataset } from "./dataset.ts";
import { settingMaps, settingText } from "./setting-text.ts";

const mask = "***";
const noAddress = "The plugin's settings don't say which system it speaks to.";

/**
 * An HTTP API: the naming rules have no row for these. `https://{host}:{port}{base path}` and the stream's path where the
 * settings give one, else the stream.
 */
export function restDataset(place: DataPlace, stream: string): NamedDataset {
  const url = apiUrl(place);
  if (url === null) return neutralDataset(place, stream, noAddress);
  const path = streamPath(place, stream);
  return (
    wmsOf(url, { env: null, path, stream }) ?? {
      namespace: `${url.protocol}//${hostOf(url)}${basePath(place, url)}`,
      name: path ?? stream,
      unknown: null,
    }
  );
}

/** Oracle WMS Cloud: `oraclewms://{host}:{port}`, `{environment}.{entity}`. */
export function wmsDataset(place: DataPlace, stream: string): NamedDataset {
  const url = apiUrl(place);
  if (url === null) return neutralDataset(place, stream, "The plugin's settings name no WMS.");
  const env = settingText(place, "environment", "env");
  const found = wmsOf(url, { env, path: streamPath(place, stream), stream });
  if (found !== null) return found;
  const first = basePath(place, url).split("/")[1] ?? "";
  const name = env ?? (first === "" ? null : first);
  return {
    namespace: `oraclewms://${hostOf(url)}`,
    name: name === null ? stream : `${name}.${stream}`,
    unknown: name === null ? "The plugin's settings name no environment of the WMS." : null,
  };
}

interface WmsStream {
  readonly env: string | null;
  readonly path: string | null;
  readonly stream: string;
}

/** By the address that every WMS has, in the base or in the stream's own path: `/{environment}/wms/lgfapi/v10/entity/{entity}`. */
function wmsOf(url: URL, { env, path, stream }: WmsStream): NamedDataset | null {
  const whole = `${url.pathname.replace(/\/+$/, "")}/${(path ?? "").replace(/^\/+/, "")}`;
  const [, inPath, entity = stream] =
    /^\/([^/]+)\/wms\/(?:lgfapi|api)(?:\/(?:v\d+\/)?(?:entity\/([^/]+))?|$)/.exec(whole) ?? [];
  if (inPath === undefined) return null;
  return { namespace: `oraclewms://${hostOf(url)}`, name: `${env ?? inPath}.${entity}`, unknown: null };
}

function apiUrl(place: DataPlace): URL | null {
  const text = settingText(
    place,
    "api_url",
    "base_url",
    "url_base",
    "url",
    "endpoint",
    "endpoint_url",
    "wms_base_url",
  );
  // An `@` behind the host may end a password with a slash in it: then no part of it is trusted.
  if (text === null || /[/?#].*@/s.test(text.replace(/^\w+:\/\//, ""))) return null;
  const url = URL.parse(/^\w+:\/\//.test(text) ? text : `https://${text}`);
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== "" ? url : null;
}

/** With its port also where that is the usual one, as the naming rules write the others. */
function hostOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === "" ? (protocol === "https:" ? 443 : 80) : port}`;
}

function basePath(place: DataPlace, { pathname }: URL): string {
  return shownPath(place, pathname).replace(/\/+$/, "");
}

/** A path may be a key by itself, or have one of the plugin's secrets in it: whatever looks like one is masked. */
function shownPath(place: DataPlace, path: string): string {
  let shown = redactUrl(path);
  for (const secret of secretsOf(place)) shown = shown.replaceAll(secret, mask);
  return shown
    .split("/")
    .map((part) => (looksSecret(part) ? mask : part))
    .join("/");
}

/** Short words are no secrets one could tell from a part of a path. */
function secretsOf({ settings }: DataPlace): string[] {
  return [...(settings ?? [])].flatMap(([name, value]) =>
    typeof value === "string" && value.length >= 6 && isSecretName(name)
      ? [value, encodeURIComponent(value.toWellFormed())]
      : [],
  );
}

/** Long, of digits and letters without a word in it. */
function looksSecret(part: string): boolean {
  return part.length >= 24 && /\d/.test(part) && /[a-z]/i.test(part) && !/^[\w-]*[a-z]{5}/i.test(part);
}

/** tap-rest-api-msdk lists its streams, each with a path. */
function streamPath(place: DataPlace, stream: string): string | null {
  const listed = settingMaps(place, "streams").find(({ name }) => name === stream)?.["path"];
  const path = typeof listed === "string" ? listed : null;
  return path === null || path === "" ? null : shownPath(place, path.split(/[?#]/)[0] ?? "");
}
