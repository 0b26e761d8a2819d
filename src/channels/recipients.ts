import type { Recipient } from "../model/alert.ts";
import type { DeliveryResult } from "./channel.ts";

/** Those of a channel's recipients that are still to be told. */
export function stillToTell(
  to: readonly string[],
  left: readonly string[] | null | undefined,
): readonly string[] {
  return left === null || left === undefined ? to : to.filter((one) => left.includes(one));
}

/** Those who were left are not in the settings any more. */
export const nobodyLeft: DeliveryResult = {
  kind: "dead",
  statusCode: null,
  error: "none of the recipients that were left is in the channel's settings any more",
};

/**
 * One result for several: accepted when all accepted, failed while any can be tried again, dead when nobody is left to try
 * and at least one was refused.
 */
export function resultOfAll(
  recipients: readonly Recipient[],
  {
    vendorId = null,
    retryAfterMs = null,
  }: { readonly vendorId?: string | null; readonly retryAfterMs?: number | null } = {},
): DeliveryResult {
  const failed = recipients.filter(({ status }) => status === "failed");
  const dead = recipients.filter(({ status }) => status === "dead");
  const [worst] = [...failed, ...dead];
  const statusCode = (worst ?? recipients[0])?.statusCode ?? null;
  if (worst === undefined) return { kind: "accepted", statusCode, vendorId, recipients };
  const error = [...failed, ...dead].map((one) => `${one.to}: ${one.error ?? "refused"}`).join("; ");
  return failed.length > 0
    ? { kind: "failed", statusCode, error, retryAfterMs, recipients }
    : { kind: "dead", statusCode, error, recipients };
}

/** One try's result as that of a recipient. */
export function recipientOf(to: string, result: DeliveryResult): Recipient {
  const { kind: status, statusCode } = result;
  return result.kind === "accepted"
    ? { to, status: "accepted", statusCode, error: null, vendorId: result.vendorId }
    : {
        to,
        status: status === "failed" ? "failed" : "dead",
        statusCode,
        error: result.error,
        vendorId: null,
      };
}
