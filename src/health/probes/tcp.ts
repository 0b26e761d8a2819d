import { connect } from "node:net";
import { healthy, type Outcome, unknown } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import { faultOf } from "../fault.ts";
import type { SettingsOf } from "../settings.ts";
import { faultOutcome } from "./http.ts";

/** Connects, and hangs up. */
export function probeTcp(
  { host, port }: SettingsOf<"tcp">,
  { lookup, isForbidden }: HealthEffects,
  signal: AbortSignal,
): Promise<Outcome> {
  if (isForbidden(host)) return Promise.resolve(unknown(`${host} is an address that is never connected to`));
  return new Promise((done) => {
    const socket = connect({ host, port, lookup, signal });
    const end = (outcome: Outcome): void => {
      socket.destroy();
      done(outcome);
    };
    socket.once("connect", () => end(healthy(`${host}:${port} takes connections`)));
    socket.once("error", (thrown) => {
      const { kind, text } = faultOf(thrown);
      end(faultOutcome({ kind, text: `${host}:${port}: ${text}` }));
    });
  });
}
