import type { HealthEffects } from "../effects.ts";
import { ask, basic, type Reply } from "../http.ts";
import type { SettingsOf } from "../settings.ts";
import { forgetToken, type TokenRefusal, type TokenRequest, tokenFor } from "./token.ts";

export type WmsSettings = SettingsOf<"oracle-wms">;

/** An answer of the API, or that we were not let in so far. */
export type WmsReply = Reply | { readonly kind: "no_token"; readonly refusal: TokenRefusal };

/** The REST API of an Oracle WMS Cloud, asked as the settings say. */
export interface WmsClient {
  /** `path` lies under `lgfapi/v10/`, such as `entity/company/`. */
  readonly ask: (method: "GET" | "HEAD", path: string) => Promise<WmsReply>;
}

export function createWmsClient(
  settings: WmsSettings,
  effects: HealthEffects,
  signal: AbortSignal,
): WmsClient {
  const root = apiRoot(settings);
  const send = (method: "GET" | "HEAD", path: string, authorization: string): Promise<Reply> =>
    ask(
      {
        url: `${root}${path}`,
        method,
        headers: { authorization, accept: "application/json" },
        ca: settings.ca,
        signal,
      },
      effects,
    );
  const { auth } = settings;
  if (auth.type === "basic") {
    const { authorization } = basic(auth.username, auth.password);
    return { ask: (method, path) => send(method, path, authorization) };
  }
  const request: TokenRequest = { auth, scope: auth.scope ?? usualScope(root), ca: settings.ca, signal };
  return { ask: (method, path) => withToken(request, effects, (bearer) => send(method, path, bearer)) };
}

/** A token from memory may have been withdrawn meanwhile: then a fresh one is tried, once. */
async function withToken(
  request: TokenRequest,
  effects: HealthEffects,
  send: (authorization: string) => Promise<Reply>,
): Promise<WmsReply> {
  const first = await tokenFor(request, effects);
  if ("refused" in first) return { kind: "no_token", refusal: first.refused };
  const reply = await send(`Bearer ${first.token}`);
  if (reply.kind === "unanswered" || reply.status !== 401 || !first.cached) return reply;
  forgetToken(request);
  const second = await tokenFor(request, effects);
  if ("refused" in second) return { kind: "no_token", refusal: second.refused };
  return send(`Bearer ${second.token}`);
}

/** `https://host/env/wms/lgfapi/v10/`, also where the address has it already. */
export function apiRoot({
  base_url,
  env,
  api_version,
}: Pick<WmsSettings, "base_url" | "env" | "api_version">): string {
  const url = new URL(base_url);
  url.search = "";
  url.hash = "";
  const path = url.pathname.replace(/\/+$/, "");
  if (/\/lgfapi\/v\d+$/.test(path)) url.pathname = `${path}/`;
  else {
    const withEnv = env === undefined || path.endsWith(`/${env}`) ? path : `${path}/${env}`;
    url.pathname = `${withEnv}/wms/lgfapi/${api_version}/`;
  }
  return url.href;
}

function usualScope(root: string): string {
  const { protocol, hostname, port } = new URL(root);
  return `${protocol}//${hostname}:${port || 443}/urn:opc:resource:consumer::all`;
}
