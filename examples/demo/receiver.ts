import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What the demo shows of the document that the webhook channel posts. */
export interface ReceivedAlert {
  readonly status: string;
  readonly title: string;
  readonly message: string;
}

/** The other side of the webhook channel: a server of this machine that answers 200 and hands on what it got. */
export interface Receiver {
  readonly url: string;
  close(): void;
}

export async function startReceiver(onAlert: (alert: ReceivedAlert) => void): Promise<Receiver> {
  const server = createServer((request, response) => {
    readAlert(request)
      .then(onAlert)
      .then(() => response.writeHead(200).end())
      .catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${portOf(server)}/alerts`, close: () => server.close() };
}

async function readAlert(request: IncomingMessage): Promise<ReceivedAlert> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { status, title, message } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  return { status: String(status), title: String(title), message: String(message) };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
