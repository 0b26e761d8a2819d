import type { DeliveryAttempt, Recipient } from "../model/alert.ts";

/** What is known of each recipient after all tries: the last word about him counts. */
export function recipientsOf(attempts: readonly Pick<DeliveryAttempt, "recipients">[]): readonly Recipient[] {
  const last = new Map<string, Recipient>();
  for (const { recipients } of attempts) for (const one of recipients) last.set(one.to, one);
  return [...last.values()];
}

/** Who is still to be told; `null` for everybody, where nobody has been heard of yet. */
export function recipientsLeft(
  attempts: readonly Pick<DeliveryAttempt, "recipients">[],
): readonly string[] | null {
  const known = recipientsOf(attempts);
  if (known.length === 0) return null;
  return known.filter(({ status }) => status === "failed").map(({ to }) => to);
}

/** Those who were refused while others were told, in one sentence; `null` where nobody was. */
export function refusedAmong(recipients: readonly Recipient[]): string | null {
  const told = recipients.filter(({ status }) => status === "accepted" || status === "delivered");
  const refused = recipients.filter(({ status }) => status === "dead");
  if (told.length === 0 || refused.length === 0) return null;
  const names = refused.map(({ to, error }) => (error === null ? to : `${to} (${error})`));
  return `taken for ${told.length} of ${recipients.length}, refused for ${names.join(", ")}`;
}
