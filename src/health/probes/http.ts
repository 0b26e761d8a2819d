import { redactUrl } from "../../lib/redaction/index.ts";
import { healthy, type Outcome, unhealthy, unknown } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import type { Fault } from "../fault.ts";
import { type Answered, ask, basic, bodyLimit } from "../http.ts";
import type { SettingsOf } from "../settings.ts";

type Settings = SettingsOf<"http">;
type Asking = Pick<Settings, "headers" | "username" | "password" | "token">;

/** Asks an address and judges its answer by status, text and time. */
export async function probeHttp(
  settings: Settings,
  effects: HealthEffects,
  signal: AbortSignal,
): Promise<Outcome> {
  const began = effects.elapsed();
  const { url, method, ca } = settings;
  const reply = await ask({ url, method, ca, headers: askingHeaders(settings), signal }, effects);
  if (reply.kind === "unanswered") return faultOutcome(reply.fault);
  return judge(reply, settings, effects.elapsed() - began);
}

/** The headers that say who asks. */
export function askingHeaders({ headers, username, password, token }: Asking): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}`, ...headers };
  return username === undefined ? headers : { ...basic(username, password ?? ""), ...headers };
}

/** Nothing was heard. What we never connect to, or lack ourselves, says nothing of the other side. */
export function faultOutcome({ kind, text }: Fault): Outcome {
  const isOurs = kind === "forbidden" || kind === "ours";
  return isOurs ? unknown(text, { fault: kind }) : unhealthy(text, { fault: kind });
}

function judge(answer: Answered, { expect, method }: Settings, tookMs: number): Outcome {
  const details = { status_code: answer.status };
  const wrong = wrongStatus(answer, expect.status) ?? wrongBody(answer, expect.body_contains, method);
  if (wrong !== null) return unhealthy(wrong, details);
  if (expect.max_latency !== undefined && tookMs > expect.max_latency)
    return unhealthy(
      `answered ${answer.status}, but after ${(tookMs / 1000).toFixed(1)} s; the limit is ${expect.max_latency / 1000} s`,
      details,
    );
  return healthy(`answered ${answer.status}`, details);
}

function wrongStatus({ status, header }: Answered, expected: number | undefined): string | null {
  const isGood = expected === undefined ? status >= 200 && status < 300 : status === expected;
  if (isGood) return null;
  const wished = expected === undefined ? "" : ` and not ${expected}`;
  const location = status >= 300 && status < 400 ? header("location") : null;
  const onward = location === null ? "" : `, a redirect to ${redactUrl(location)}, which is not followed`;
  return `answered ${status}${wished}${onward}`;
}

function wrongBody(
  { text, broken, status }: Answered,
  wanted: string | undefined,
  method: string,
): string | null {
  if (wanted !== undefined && method === "GET" && text.includes(wanted)) return null;
  if (broken !== null) return `answered ${status}, but the answer broke off: ${broken}`;
  if (wanted === undefined) return null;
  const where = Buffer.byteLength(text) >= bodyLimit ? "the first MiB of the answer" : "the answer";
  return `answered ${status}, but ${where} does not contain the expected text`;
}
