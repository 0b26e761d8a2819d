import { linearRegex } from "../../lib/linear-regex.ts";
import { type ClientMap, clientDocument, mapOf, textsOf } from "./client-document.ts";
import { addressOf, clientTransports, type ReadTransports } from "./client-transports.ts";
import type { OpenlineageSettings } from "./settings.ts";
import type { Transport } from "./transport.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What holds for the events of a project, from all that is set. */
export interface LineageConfig {
  /** Empty where nothing is to be told. */
  readonly transports: readonly Transport[];
  readonly namespace: string;
  /** Whether the events of a job are told. */
  readonly tells: (job: string) => boolean;
  /** Variables whose values are told with a run. */
  readonly environmentVariables: readonly string[];
  readonly jobTags: Readonly<Record<string, string>>;
  readonly runTags: Readonly<Record<string, string>>;
  /** What of it can't be used, one sentence each. */
  readonly problems: readonly string[];
}

export interface LineageSources {
  /** `openlineage:` of `pitchpipe.yml`; `undefined` where there is none. */
  readonly settings: OpenlineageSettings | undefined;
  readonly env: Variables;
  /** The content of `openlineage.yml`; `null` without one. */
  readonly file: unknown;
  /** Where relative paths start. */
  readonly root: string;
}

/** `pitchpipe.yml` wins over `openlineage.yml`, which wins over the variables of OpenLineage's client. */
export function lineageConfig({ settings, env, file, root }: LineageSources): LineageConfig {
  const document = clientDocument(file, env);
  const off = settings?.enabled === false || isTrue(env["OPENLINEAGE_DISABLED"]);
  const read = off ? nothing : (ownTransports(settings, env) ?? givenTransports(document, env, root));
  const filters = filtersOf(document["filters"]);
  const named = unique(read.transports);
  const tags = mapOf(document["tags"]);
  const listed = mapOf(document["facets"])["environment_variables"];
  return {
    transports: named,
    namespace: settings?.namespace ?? (env["OPENLINEAGE_NAMESPACE"] || "default"),
    tells: (job) => !filters.tests.some((drops) => drops(job)),
    environmentVariables: Array.isArray(listed) ? listed.map(String) : [],
    jobTags: textsOf(tags["job"]),
    runTags: textsOf(tags["run"]),
    problems: off ? [] : [...read.problems, ...filters.problems],
  };
}

const nothing: ReadTransports = { transports: [], problems: [] };

/** The transports that `pitchpipe.yml` names; `null` where it names none. */
function ownTransports(settings: OpenlineageSettings | undefined, env: Variables): ReadTransports | null {
  if (settings === undefined) return null;
  const { url, file, console } = settings;
  const transports: Transport[] = [
    ...(url === undefined ? [] : [ownHttp({ ...settings, url }, env)]),
    ...(file === undefined ? [] : [{ type: "file" as const, name: "file", path: file, append: true }]),
    ...(console ? [{ type: "console" as const, name: "console" }] : []),
  ];
  return transports.length === 0 ? null : { transports, problems: [] };
}

function ownHttp(settings: OpenlineageSettings & { readonly url: string }, env: Variables): Transport {
  const { url, timeout, compression, headers = {}, ca = null } = settings;
  // A key for another server is none of this one's business.
  const isSame = !env["OPENLINEAGE_URL"] || env["OPENLINEAGE_URL"] === url;
  const endpoint = settings.endpoint ?? (isSame ? env["OPENLINEAGE_ENDPOINT"] : undefined);
  return {
    ...{ type: "http", name: "http", url: addressOf(url, endpoint) ?? url, headers, ca },
    apiKey: settings.api_key ?? ((isSame && env["OPENLINEAGE_API_KEY"]) || null),
    timeoutMs: timeout,
    gzip: compression === "gzip",
  };
}

/** What file and variables of the client say. */
function givenTransports(document: ClientMap, env: Variables, root: string): ReadTransports {
  const transport = mapOf(document["transport"]);
  const plain = plainTransport(env);
  if (transport["type"] === undefined) return plain === null ? nothing : clientTransports(plain, root);
  if (transport["type"] === "async_http" && plain !== null)
    return clientTransports({ ...plain, ...transport }, root);
  if (transport["type"] !== "composite" || plain === null || Array.isArray(transport["transports"]))
    return clientTransports(transport, root);
  // As the client has it: `OPENLINEAGE_URL` is one more part of a composite.
  const transports = { default_http: plain, ...mapOf(transport["transports"]) };
  return clientTransports({ ...transport, transports }, root);
}

function plainTransport(env: Variables): ClientMap | null {
  const { OPENLINEAGE_URL: url, OPENLINEAGE_ENDPOINT: endpoint, OPENLINEAGE_API_KEY: apiKey } = env;
  if (!url) return null;
  const auth = apiKey ? { auth: { type: "api_key", apiKey } } : {};
  return { type: "http", name: "http", url, ...(endpoint ? { endpoint } : {}), ...auth };
}

/** What is kept for a transport is kept by its name. */
function unique(transports: readonly Transport[]): Transport[] {
  const counts = new Map<string, number>();
  return transports.map((transport) => {
    const count = (counts.get(transport.name) ?? 0) + 1;
    counts.set(transport.name, count);
    return count === 1 ? transport : { ...transport, name: `${transport.name}-${count}` };
  });
}

interface Filters {
  readonly tests: readonly ((job: string) => boolean)[];
  readonly problems: readonly string[];
}

function filtersOf(list: unknown): Filters {
  const read = (Array.isArray(list) ? list : []).map((item: unknown) => filterOf(mapOf(item)));
  return {
    tests: read.flatMap((one) => (typeof one === "string" ? [] : [one])),
    problems: read.flatMap((one) => (typeof one === "string" ? [one] : [])),
  };
}

/** A test of a job's name; or what is wrong with it. A pattern fits from the name's beginning, as Python's `match` does. */
function filterOf({ type, match, regex }: ClientMap): ((job: string) => boolean) | string {
  if (type === "exact" && typeof match === "string") return (job) => job === match;
  if (type !== "regex" || typeof regex !== "string")
    return `A filter of type ${String(type)} is not known; it does nothing.`;
  const compiled = linearRegex(`(?:${regex}).*`);
  if (typeof compiled === "string") return `The filter ${regex} does nothing: ${compiled}.`;
  return (job) => compiled.fitsAll(job);
}

function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === "true";
}
