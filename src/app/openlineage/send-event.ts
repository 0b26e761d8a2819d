import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  eventFile,
  type FileTransport,
  type HttpTransport,
  requestHeaders,
  type Transport,
} from "../../audit/openlineage/transport.ts";
import { httpResult } from "../../channels/http-result.ts";
import type { DeliveryResult, Http } from "../../channels/index.ts";
import { messageOf } from "../../lib/errors.ts";
import { createRedactor } from "../../lib/redaction/index.ts";
import type { StoredLineageEvent } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";

/** What sending needs of the world. */
export interface SendEffects {
  readonly http: Http;
  readonly project: Pick<OpenedProject, "clock" | "redactor" | "onLineage">;
  readonly signal: AbortSignal;
  /** How long a try may take at most, whatever the settings allow. */
  readonly limitMs: number;
}

/** Tries once to hand an event to a transport; never throws. `null` where this process has no such place. */
export async function sendEvent(
  transport: Transport,
  event: StoredLineageEvent,
  effects: SendEffects,
): Promise<DeliveryResult | null> {
  if (transport.type === "http") return post(transport, event, effects);
  if (transport.type === "file") return write(transport, event);
  const { onLineage } = effects.project;
  if (onLineage === null) return null;
  onLineage(event.body);
  return taken;
}

const taken: DeliveryResult = { kind: "accepted", statusCode: null, vendorId: null };

async function post(
  transport: HttpTransport,
  { body }: StoredLineageEvent,
  { http, project, signal, limitMs }: SendEffects,
): Promise<DeliveryResult> {
  const outcome = await http.post({
    url: transport.url,
    headers: requestHeaders(transport),
    body,
    gzip: transport.gzip,
    timeoutMs: Math.min(transport.timeoutMs, limitMs),
    signal,
    ...(transport.ca === null ? {} : { ca: transport.ca }),
  });
  const result = httpResult(outcome, project);
  if (result.kind === "accepted" || transport.apiKey === null) return result;
  // A server may say the key again that it refuses.
  return { ...result, error: createRedactor([transport.apiKey]).text(result.error) };
}

/** Files only their owner can read, as all of ours. */
async function write(transport: FileTransport, event: StoredLineageEvent): Promise<DeliveryResult> {
  try {
    await mkdir(dirname(transport.path), { recursive: true, mode: 0o700 });
    if (transport.append) await appendFile(transport.path, `${event.body}\n`, { mode: 0o600 });
    else await writeFile(eventFile(transport, event), `${event.body}\n`, { mode: 0o600 });
    return taken;
  } catch (thrown) {
    return { kind: "failed", statusCode: null, error: messageOf(thrown), retryAfterMs: null };
  }
}
