import { redactUrl } from "../../lib/redaction/index.ts";
import { degraded, healthy, type Outcome, unhealthy } from "../contract.ts";
import { faultOutcome } from "../probes/http.ts";
import type { WmsReply } from "./client.ts";
import { jsonOf } from "./token.ts";

/** What a reply says by itself; `empty` and `not_allowed` ask for another look. */
export type Reading =
  | { readonly kind: "ok" | "empty" | "not_allowed" }
  | { readonly kind: "settled"; readonly outcome: Outcome };

/** Reads a reply of the API. An empty list is 404 there; a page for people is a login, whatever its status. */
export function readReply(reply: WmsReply, method: "GET" | "HEAD"): Reading {
  if (reply.kind === "no_token")
    return settled(unhealthy(reply.refusal.text, { fault: reply.refusal.answered ? "auth" : "connect" }));
  if (reply.kind === "unanswered") return settled(faultOutcome(reply.fault));
  const { status, header } = reply;
  const details = { status_code: status };
  const location = header("location");
  if (status >= 300 && status < 400)
    return settled(
      unhealthy(
        `answered ${status}, a redirect${location === null ? "" : ` to ${redactUrl(location)}`}: a login or single sign-on, so the address or the way of authentication is wrong`,
        { ...details, fault: "login_page" },
      ),
    );
  if (isPage(header("content-type")))
    return settled(
      unhealthy(
        `answered ${status} with a page for people: a login or single sign-on, so the address or the way of authentication is wrong`,
        { ...details, fault: "login_page" },
      ),
    );
  if (status === 429 || status === 503) return settled(throttled(status, waitOf(header)));
  return byStatus(status) ?? readBody(reply.text, reply.broken, { status, method });
}

function byStatus(status: number): Reading | null {
  const details = { status_code: status };
  if (status === 404) return { kind: "empty" };
  if (status === 405) return { kind: "not_allowed" };
  if (status === 401)
    return settled(unhealthy("the credentials are refused (401)", { ...details, fault: "auth" }));
  if (status === 403)
    return settled(
      unhealthy("the user lacks the permission lgfapi_read_access (403)", {
        ...details,
        fault: "permission",
      }),
    );
  if (status >= 500)
    return settled(unhealthy(`it is down: answered ${status}`, { ...details, fault: "server" }));
  return status === 200 || status === 204 ? null : settled(unhealthy(`answered ${status}`, details));
}

function readBody(
  text: string,
  broken: string | null,
  { status, method }: { readonly status: number; readonly method: "GET" | "HEAD" },
): Reading {
  if (method === "HEAD" || status === 204) return { kind: "ok" };
  if (broken !== null)
    return settled(unhealthy(`answered ${status}, but the answer broke off: ${broken}`, { fault: "broken" }));
  const body = jsonOf(text);
  if (typeof body !== "object" || body === null)
    return settled(unhealthy(`answered ${status}, but not with JSON`, { fault: "broken" }));
  return { kind: "ok" };
}

function settled(outcome: Outcome): Reading {
  return { kind: "settled", outcome };
}

function isPage(contentType: string | null): boolean {
  return contentType !== null && /^\s*text\/html\b/i.test(contentType);
}

/** Seconds that `Retry-After` asks for: a number, or a time by the server's own clock. */
function waitOf(header: (name: string) => string | null): number | null {
  const after = header("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(after)) return Number(after);
  const ms = Date.parse(after) - Date.parse(header("date") ?? "");
  return Number.isNaN(ms) ? null : Math.max(0, Math.ceil(ms / 1000));
}

function throttled(status: number, seconds: number | null): Outcome {
  const wait = seconds === null ? "" : `, and asks to wait ${seconds} s`;
  return degraded(`it is there but throttles (${status})${wait}`, {
    status_code: status,
    retry_after_seconds: seconds,
    fault: "throttled",
  });
}

/** What one selected entity said. */
export interface EntityReading {
  readonly entity: string;
  readonly reading: Reading;
}

/** The whole check: the API as such, then what of its entities can't be read. */
export function judgeEntities(api: Outcome, entities: readonly EntityReading[]): Outcome {
  const told = entities.map(({ entity, reading }) => ({ entity, ...entityOutcome(reading) }));
  const details = {
    ...api.details,
    ...(told.length === 0 ? {} : { entities: Object.fromEntries(told.map((one) => [one.entity, one.says])) }),
  };
  const bad = told.filter(({ status }) => status !== "healthy");
  const named = bad.map(({ entity, says }) => `${entity}: ${says}`).join("; ");
  if (bad.some(({ status }) => status === "unhealthy")) return unhealthy(named, details);
  if (bad.length > 0) return degraded(named, details);
  if (api.status !== "healthy" && told.length === 0) return { ...api, details };
  // Rows of the selected entities are what the pipeline needs; that there is no company to see matters no more.
  return healthy(told.length === 0 ? api.message : `it answers, with ${told.length} entities`, details);
}

function entityOutcome(reading: Reading): { readonly status: Outcome["status"]; readonly says: string } {
  if (reading.kind === "ok") return { status: "healthy", says: "readable" };
  if (reading.kind === "empty") return { status: "degraded", says: "no rows that this user may see (404)" };
  if (reading.kind !== "settled") return { status: "degraded", says: "can't be asked for (405)" };
  const { status, message, details } = reading.outcome;
  return { status: details["fault"] === "permission" ? "degraded" : status, says: message };
}
