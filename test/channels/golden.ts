import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Notification } from "../../src/model/alert.ts";
import { notificationKinds } from "../../src/model/alert.ts";
import { notificationOf } from "./notifications.ts";

/**
 * Exactly what a channel sends for each kind of message lies in `test/channels/golden/<name>/<kind>.<extension>`; read what
 * changes there as the other side would.
 */
export function goldenPayloads(
  name: string,
  payloadOf: (notification: Notification) => Promise<string>,
  extension = "json",
): void {
  describe(`what ${name} is sent`, () => {
    it.each(notificationKinds)("is exactly this for kind %s", async (kind) => {
      const file = join(import.meta.dirname, "golden", name, `${kind}.${extension}`);
      await expect(`${(await payloadOf(notificationOf(kind))).trimEnd()}\n`).toMatchFileSnapshot(file);
    });
  });
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
