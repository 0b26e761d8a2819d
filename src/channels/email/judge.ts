import { messageOf } from "../../lib/errors.ts";
import type { Recipient } from "../../model/alert.ts";
import { ForbiddenAddressError } from "../address-guard.ts";
import { excerpt } from "../http-result.ts";
import { isSameAddress, refusedOf, type Sent } from "./transport.ts";

/** Certificates that don't prove who the server is: trying again can't help. */
const badCertificate = /CERT|SELF_SIGNED|ALTNAME|certificate/i;

/** Each recipient's result where the server took the mail for at least one: 4yz is not now, 5yz is never. */
export function recipientsOf(to: readonly string[], sent: Sent, messageId: string): Recipient[] {
  return to.map((address) => {
    const refused = sent.refused.find((one) => isSameAddress(one.to, address));
    if (refused !== undefined) return refusedRecipient(address, refused);
    const accepted = sent.accepted.some((one) => isSameAddress(one, address));
    return accepted
      ? {
          to: address,
          status: "accepted",
          statusCode: codeOf(sent.response),
          error: null,
          vendorId: messageId,
        }
      : {
          to: address,
          status: "failed",
          statusCode: null,
          error: "the server said nothing of this recipient",
          vendorId: null,
        };
  });
}

/** Each recipient's result where sending raised: by its own refusal where there was one, else by what ended all. */
export function recipientsAfter(to: readonly string[], thrown: unknown): Recipient[] {
  const refused = refusedOf(refusalsIn(thrown));
  const error = reasonOf(thrown);
  const code = responseCodeOf(thrown);
  const status = isPermanent(thrown, code) ? ("dead" as const) : ("failed" as const);
  return to.map((address) => {
    const own = refused.find((one) => isSameAddress(one.to, address));
    return own === undefined
      ? { to: address, status, statusCode: code, error, vendorId: null }
      : refusedRecipient(address, own);
  });
}

function refusedRecipient(to: string, { code, error }: Sent["refused"][number]): Recipient {
  const status = code !== null && code >= 500 ? "dead" : "failed";
  return { to, status, statusCode: code, error: excerpt(error), vendorId: null };
}

function isPermanent(thrown: unknown, code: number | null): boolean {
  if (thrown instanceof ForbiddenAddressError) return true;
  if (code !== null) return code >= 500;
  const name = errorCodeOf(thrown);
  // The server offers no STARTTLS, or no way to log in that we know: to go on in the clear is no way out.
  if (name === "ENOAUTH" || name === "EAUTH") return true;
  return (
    (name === "ETLS" || name === "ESOCKET") &&
    (badCertificate.test(messageOf(thrown)) || /STARTTLS/.test(messageOf(thrown)))
  );
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof DOMException || errorCodeOf(thrown) === "EABORT")
    return "no answer in time; whether it was taken is not known";
  return excerpt(messageOf(thrown));
}

function codeOf(response: string): number | null {
  const code = /^\d{3}/.exec(response)?.[0];
  return code === undefined ? null : Number(code);
}

function responseCodeOf(thrown: unknown): number | null {
  return thrown instanceof Error && "responseCode" in thrown && typeof thrown.responseCode === "number"
    ? thrown.responseCode
    : null;
}

function errorCodeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}

function refusalsIn(thrown: unknown): readonly Error[] {
  return thrown instanceof Error && "rejectedErrors" in thrown && Array.isArray(thrown.rejectedErrors)
    ? thrown.rejectedErrors.filter((error) => error instanceof Error)
    : [];
}
