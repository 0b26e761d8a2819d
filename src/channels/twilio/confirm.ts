import type { Recipient } from "../../model/alert.ts";
import type { ChannelEffects } from "../effects.ts";
import type { HttpOutcome } from "../http.ts";
import { excerpt, jsonOf } from "../http-result.ts";

const delivered: ReadonlySet<string> = new Set(["delivered", "read"]);
const lost: ReadonlySet<string> = new Set(["undelivered", "failed", "canceled"]);

/**
 * What became of a message that Twilio accepted: `delivered` on its word alone, `undelivered` with its code; as it was while
 * nothing is known.
 */
export async function confirmRecipient(
  recipient: Recipient,
  { redactor }: Pick<ChannelEffects, "redactor">,
  ask: (sid: string) => Promise<HttpOutcome>,
): Promise<Recipient> {
  const { vendorId } = recipient;
  if (!vendorId || recipient.status !== "accepted") return recipient;
  const outcome = await ask(vendorId);
  if (outcome.kind === "unanswered" || outcome.statusCode !== 200) return recipient;
  const body = jsonOf(outcome);
  const status = String(body?.["status"] ?? "");
  if (delivered.has(status)) return { ...recipient, status: "delivered", statusCode: 200, error: null };
  if (!lost.has(status)) return recipient;
  const reasons = [body?.["error_code"], body?.["error_message"]].filter(
    (part) => part !== null && part !== undefined,
  );
  const why = reasons.length === 0 ? "" : ` (${reasons.map(String).join(": ")})`;
  return {
    ...recipient,
    status: "undelivered",
    statusCode: 200,
    error: redactor.text(excerpt(`${status}${why}`)),
  };
}
