import type { Alert, Notification, Recipient } from "../model/alert.ts";

/** A place notifications go to. */
export interface Channel {
  readonly name: string;
  readonly type: string;
  /**
   * Tries once to deliver, and answers what happened; never throws. `notification.id` is the idempotency key: equal
   * for every try of the same notification. An aborted `signal` ends the try; its result is then unknown and counts
   * as failed.
   */
  send(notification: Notification, options: SendOptions): Promise<DeliveryResult>;
  /**
   * Asks the other side what became of recipients it accepted earlier (those with a `vendorId`); answers them with what
   * is known now. Only where the other side can prove a delivery.
   */
  confirm?(recipients: readonly Recipient[], options: CallOptions): Promise<readonly Recipient[]>;
  /** Says again that these alerts, told here before, still hold; only where the other side forgets them otherwise. */
  refresh?(alerts: readonly Alert[], options: CallOptions): Promise<DeliveryResult>;
}

export interface CallOptions {
  readonly signal: AbortSignal;
}

export interface SendOptions extends CallOptions {
  /** The vendor's id of the first message here about the same alert, for threads; absent or `null` where there is none. */
  readonly thread?: string | null;
  /** The recipients still to be told; absent or `null` for all of them. */
  readonly recipients?: readonly string[] | null;
}

/**
 * What really happened to one try: the other side took it (`accepted`), not now but perhaps later (`failed`), or
 * trying again can't help (`dead`). `statusCode` is `null` where no answer came; `retryAfterMs` is the other side's
 * own wish. `recipients` holds a result for each where there are several: then `accepted` means all of them, `failed`
 * that some can be tried again, `dead` that nobody is left to try and at least one was refused.
 */
export type DeliveryResult = { readonly recipients?: readonly Recipient[] } & (
  | { readonly kind: "accepted"; readonly statusCode: number | null; readonly vendorId: string | null }
  | {
      readonly kind: "failed";
      readonly statusCode: number | null;
      readonly error: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: "dead"; readonly statusCode: number | null; readonly error: string }
);
