import type { Notification } from "../model/alert.ts";

/** A place notifications go to. */
export interface Channel {
  readonly name: string;
  readonly type: string;
  /**
   * Tries once to deliver, and answers what happened; never throws. `notification.id` is the idempotency key: equal
   * for every try of the same notification. An aborted `signal` ends the try; its result is then unknown and counts
   * as failed.
   */
  send(notification: Notification, options: { readonly signal: AbortSignal }): Promise<DeliveryResult>;
}

/**
 * What really happened to one try: the other side took it (`accepted`), not now but perhaps later (`failed`), or
 * trying again can't help (`dead`). `statusCode` is `null` where no answer came; `retryAfterMs` is the other side's
 * own wish.
 */
export type DeliveryResult =
  | { readonly kind: "accepted"; readonly statusCode: number | null; readonly vendorId: string | null }
  | {
      readonly kind: "failed";
      readonly statusCode: number | null;
      readonly error: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: "dead"; readonly statusCode: number | null; readonly error: string };
