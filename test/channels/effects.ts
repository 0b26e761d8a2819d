import { createHttp } from "../../src/channels/http.ts";
import type { ChannelEffects } from "../../src/channels/index.ts";
import { handClock, noSecrets } from "../alerts/samples.ts";

export const never = new AbortController().signal;

/** The world of a channel under test: real HTTP, a clock that stands, no secrets, nothing of this process's environment. */
export function testEffects(more: Partial<ChannelEffects> = {}): ChannelEffects {
  return {
    http: createHttp(),
    clock: handClock(),
    redactor: noSecrets,
    root: process.cwd(),
    env: {},
    externalUrl: null,
    timeZone: "UTC",
    ...more,
  };
}
