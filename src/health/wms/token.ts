import { z } from "zod";
import type { HealthEffects } from "../effects.ts";
import { ask, basic, type Reply } from "../http.ts";
import type { SettingsOf } from "../settings.ts";

type Auth = Extract<SettingsOf<"oracle-wms">["auth"], { type: "oauth2" }>;

/** A token, or why there is none. */
export type Token = { readonly token: string; readonly cached: boolean } | { readonly refused: TokenRefusal };

export interface TokenRefusal {
  /** Whether the server spoke and said no. */
  readonly answered: boolean;
  readonly text: string;
}

interface Held {
  readonly token: string;
  readonly until: number;
}

/** Tokens live in this process's memory only: the store holds no credential. */
const held = new Map<string, Held>();

/** A token is renewed so long before it ends. */
const marginMs = 30_000;
const usualLifeSeconds = 3_600;

const answerShape = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional(),
});

export interface TokenRequest {
  readonly auth: Auth;
  readonly scope: string;
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
}

/** The token for a client, from memory while it holds. */
export async function tokenFor(request: TokenRequest, effects: HealthEffects): Promise<Token> {
  const key = keyOf(request);
  const known = held.get(key);
  if (known !== undefined && effects.clock.now() < known.until) return { token: known.token, cached: true };
  const reply = await askForToken(request, effects);
  const read = readToken(reply);
  if ("refused" in read) return read;
  const lifeMs = read.seconds * 1000;
  held.set(key, { token: read.token, until: effects.clock.now() + lifeMs - Math.min(marginMs, lifeMs / 2) });
  return { token: read.token, cached: false };
}

/** A token that was refused is not used again. */
export function forgetToken(request: TokenRequest): void {
  held.delete(keyOf(request));
}

function keyOf({ auth, scope }: TokenRequest): string {
  return JSON.stringify([auth.token_url, auth.client_id, auth.client_secret, scope]);
}

function askForToken({ auth, scope, ca, signal }: TokenRequest, effects: HealthEffects): Promise<Reply> {
  const body = new URLSearchParams({ grant_type: "client_credentials", scope }).toString();
  return ask(
    {
      url: auth.token_url,
      method: "POST",
      headers: {
        ...basic(auth.client_id, auth.client_secret),
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
      },
      body,
      ca,
      signal,
    },
    effects,
  );
}

function readToken(
  reply: Reply,
): { readonly token: string; readonly seconds: number } | { readonly refused: TokenRefusal } {
  if (reply.kind === "unanswered")
    return { refused: { answered: false, text: `no token: ${reply.fault.text}` } };
  if (reply.status === 400 || reply.status === 401 || reply.status === 403)
    return { refused: { answered: true, text: `the token's server refuses the client (${reply.status})` } };
  if (reply.status !== 200)
    return { refused: { answered: true, text: `the token's server answered ${reply.status}` } };
  const parsed = answerShape.safeParse(jsonOf(reply.text));
  if (!parsed.success) return { refused: { answered: true, text: "the token's server gives no token" } };
  return { token: parsed.data.access_token, seconds: parsed.data.expires_in ?? usualLifeSeconds };
}

/** What JSON a text is; `undefined` for none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut, or a page for people.
    return undefined;
  }
}
