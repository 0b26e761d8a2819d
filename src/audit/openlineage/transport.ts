/** Where events go. */
export type Transport = HttpTransport | FileTransport | ConsoleTransport;

export interface HttpTransport {
  readonly type: "http";
  readonly name: string;
  /** The whole address that events are posted to. */
  readonly url: string;
  readonly apiKey: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly gzip: boolean;
  /** A file with certificates to trust beside the usual ones. */
  readonly ca: string | null;
}

export interface FileTransport {
  readonly type: "file";
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** All events in one file, a line each; else each in a file of its own. */
  readonly append: boolean;
}

export interface ConsoleTransport {
  readonly type: "console";
  readonly name: string;
}

/** The headers of a request; ours win over those of the settings, whatever their case. */
export function requestHeaders({ headers, apiKey }: HttpTransport): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    "content-type": "application/json",
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

/** The file of an event that gets one of its own: the same however often it is written. */
export function eventFile(
  { path }: FileTransport,
  event: { readonly id: string; readonly at: number },
): string {
  const time = new Date(event.at).toISOString().replace(/[-:]/g, "").replace("T", "-").replace("Z", "");
  return `${path}-${time}-${event.id.replaceAll(/[^A-Za-z0-9.-]/g, "_")}.json`;
}
