import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A notification as the webhook channel posted it. */
export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it came, to look for what must not be in it. */
  readonly body: string;
  readonly kind: string;
  readonly status: string;
  readonly alerts: readonly {
    readonly type: string;
    readonly severity: string;
    readonly run_id: string | null;
  }[];
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** "firing pipeline_failure" for each alert of each notification, in order of arrival. */
  told(): string[];
  close(): void;
}

/** A server of this machine that takes every notification with 200 and keeps it. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    received.push({ headers: request.headers, body, ...JSON.parse(body) });
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    received,
    told: () => received.flatMap(({ status, alerts }) => alerts.map(({ type }) => `${status} ${type}`)),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
