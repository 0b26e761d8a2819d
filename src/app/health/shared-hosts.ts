import { type Dependencies, findCycle } from "../../health/index.ts";
import type { HealthCheckSettings, HealthSettings } from "../../health/settings.ts";

interface Place {
  readonly host: string;
  readonly port: number | null;
}

/**
 * What follows from addresses: who speaks to a host can't be well where its name is not found (`dns`), or the same port
 * takes no connections (`tcp`). An edge that would close a circle is left out.
 */
export function sharedHosts(all: HealthSettings, written: Dependencies): Dependencies {
  const basics = Object.entries(all).filter(([, { type }]) => type === "dns" || type === "tcp");
  const graph = new Map(written);
  for (const [name, settings] of Object.entries(all)) {
    const place = placeOf(settings);
    if (place === null) continue;
    const below = basics
      .filter(([basic, of]) => basic !== name && isUnder(of, settings, place))
      .map(([basic]) => basic);
    const before = graph.get(name) ?? [];
    graph.set(name, [...new Set([...before, ...below])]);
    if (findCycle(graph) !== null) graph.set(name, before);
  }
  return graph;
}

function isUnder(basic: HealthCheckSettings, settings: HealthCheckSettings, { host, port }: Place): boolean {
  if (basic.type === "dns") return settings.type !== "dns" && basic.host === host;
  if (basic.type !== "tcp" || settings.type === "dns" || settings.type === "tcp") return false;
  return basic.host === host && basic.port === port;
}

const usualPorts: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mssql: 1433,
  oracle: 1521,
};

function placeOf(settings: HealthCheckSettings): Place | null {
  if (settings.type === "oracle-wms") return ofUrl(settings.base_url, null);
  const usual = usualPorts[settings.type] ?? null;
  if ("url" in settings && settings.url !== undefined) return ofUrl(settings.url, usual);
  if (!("host" in settings) || settings.host === undefined) return null;
  return { host: settings.host, port: ("port" in settings ? settings.port : undefined) ?? usual };
}

function ofUrl(text: string, usual: number | null): Place | null {
  const url = URL.parse(text);
  if (url === null) return null;
  const schemes: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };
  return { host: url.hostname, port: Number(url.port) || (schemes[url.protocol] ?? usual) };
}
