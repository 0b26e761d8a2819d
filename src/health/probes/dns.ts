import { type LookupAddress, promises } from "node:dns";
import { isIP } from "node:net";
import { healthy, type Outcome, unhealthy } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import { faultOf } from "../fault.ts";
import type { SettingsOf } from "../settings.ts";

type Settings = SettingsOf<"dns">;

/** Looks a name up: as programs do (with the hosts file), or at certain servers and for other records as they say. */
export async function probeDns(settings: Settings, _: HealthEffects, signal: AbortSignal): Promise<Outcome> {
  try {
    return judge(await answers(settings, signal), settings);
  } catch (thrown) {
    const { text } = faultOf(thrown);
    return unhealthy(`${settings.host} (${settings.record}): ${text}`, { fault: "dns" });
  }
}

async function answers({ host, record, servers }: Settings, signal: AbortSignal): Promise<string[]> {
  if (servers.length === 0 && (record === "A" || record === "AAAA")) {
    const found = await promises.lookup(host, { all: true, family: record === "A" ? 4 : 6 });
    return found.map(({ address }: LookupAddress) => address);
  }
  const resolver = new promises.Resolver({ tries: 2 });
  signal.addEventListener("abort", () => resolver.cancel(), { once: true });
  if (servers.length > 0) resolver.setServers(servers.map(bracketed));
  return ((await resolver.resolve(host, record)) as readonly unknown[]).map(textOf);
}

function bracketed(server: string): string {
  return isIP(server) === 6 ? `[${server}]` : server;
}

/** A record as people write it. */
function textOf(record: unknown): string {
  if (typeof record === "string") return record;
  if (Array.isArray(record)) return record.join("");
  const { exchange, priority, name, port } = record as Readonly<Record<string, unknown>>;
  return exchange === undefined ? `${name}:${port}` : `${priority} ${exchange}`;
}

function judge(found: readonly string[], { host, record, expect }: Settings): Outcome {
  const details = { answers: found.slice(0, 20) };
  const some = found.slice(0, 3).join(", ");
  if (found.length === 0) return unhealthy(`${host} has no ${record} record`, details);
  if (expect !== undefined && !found.includes(expect))
    return unhealthy(`${host} (${record}) is ${some}, and not ${expect}`, details);
  return healthy(`${host} (${record}) is ${some}`, details);
}
