import { isIP } from "node:net";
import { connect, type PeerCertificate } from "node:tls";
import { degraded, healthy, type Outcome, unhealthy, unknown } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import { faultOf } from "../fault.ts";
import { trusted } from "../http.ts";
import type { SettingsOf } from "../settings.ts";
import { faultOutcome } from "./http.ts";

type Settings = SettingsOf<"tls">;

const dayMs = 86_400_000;

/** Looks at the certificate of a server: whether it is trusted, for that name, and how long it lasts. */
export function probeTls(settings: Settings, effects: HealthEffects, signal: AbortSignal): Promise<Outcome> {
  const { host, port, servername = host } = settings;
  if (effects.isForbidden(host))
    return Promise.resolve(unknown(`${host} is an address that is never connected to`));
  const trust = settings.ca === undefined ? {} : { ca: trusted(settings.ca) };
  return new Promise((done) => {
    const socket = connect({
      host,
      port,
      lookup: effects.lookup,
      // A bad certificate is what we came to look at: it is judged below, and nothing is sent.
      rejectUnauthorized: false,
      ...(isIP(servername) === 0 ? { servername } : {}),
      ...trust,
    });
    const stop = (): void => void socket.destroy();
    const end = (outcome: Outcome): void => {
      signal.removeEventListener("abort", stop);
      stop();
      done(outcome);
    };
    signal.addEventListener("abort", stop, { once: true });
    socket.once("secureConnect", () =>
      end(judge(socket.getPeerCertificate(), socket.authorizationError, settings, effects.clock.now())),
    );
    socket.once("error", (thrown) => end(faultOutcome(faultOf(thrown))));
    socket.once("close", () =>
      end(unhealthy("the connection was closed before it was secure", { fault: "tls" })),
    );
  });
}

function judge(
  certificate: PeerCertificate,
  refused: Error | string | null,
  { days_left: warnBelow }: Settings,
  now: number,
): Outcome {
  const endsAt = Date.parse(certificate.valid_to ?? "");
  if (Number.isNaN(endsAt)) return unhealthy("the server shows no certificate", { fault: "tls" });
  const days = Math.floor((endsAt - now) / dayMs);
  const details = {
    days_left: days,
    valid_to: new Date(endsAt).toISOString(),
    subject: commonName(certificate),
  };
  if (endsAt <= now)
    return unhealthy(`its certificate has expired, ${-days} days ago`, { ...details, fault: "tls" });
  // Node gives the code as a text here, whatever its types say.
  if (refused) return unhealthy(refusal(refused), { ...details, fault: "tls" });
  const text = `its certificate lasts ${days} more days`;
  return days < warnBelow ? degraded(text, details) : healthy(text, details);
}

function refusal(refused: Error | string): string {
  const code =
    typeof refused === "string" ? refused : "code" in refused ? String(refused.code) : refused.message;
  return faultOf(Object.assign(new Error(code), { code })).text;
}

function commonName({ subject }: PeerCertificate): string | null {
  const name = subject?.CN;
  return (Array.isArray(name) ? name[0] : name) ?? null;
}
