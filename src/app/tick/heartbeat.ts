import { createHttp, type Http } from "../../channels/index.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";

const note = "heartbeat.sent_at";
const timeoutMs = 10_000;

/** A pass each minute comes a little early now and then. */
const earlyMs = 5_000;

export interface Heartbeat {
  readonly heartbeats_sent: number;
  /** Why it did not arrive; `null` where it did, or was not due. */
  readonly error: string | null;
}

/** Calls the service outside that notices when we die; only after a good pass, and not more often than wished. */
export async function sendHeartbeat(
  { config, clock, env }: Pick<OpenedProject, "config" | "clock" | "env">,
  store: Store,
  http: Http = createHttp(env),
): Promise<Heartbeat> {
  const { heartbeat } = config.settings;
  const now = clock.now();
  if (heartbeat === undefined || !isDue(await store.notes.get(note), heartbeat.every, now))
    return { heartbeats_sent: 0, error: null };
  const signal = new AbortController().signal;
  const answer = await http.get({ url: heartbeat.url, headers: {}, timeoutMs, signal });
  if (answer.kind === "unanswered") return failed(answer.error);
  if (answer.statusCode < 200 || answer.statusCode > 299) return failed(`it answered ${answer.statusCode}`);
  await store.transaction((tx) => tx.notes.set(note, now));
  return { heartbeats_sent: 1, error: null };
}

function isDue(sentAt: unknown, every: number, now: number): boolean {
  if (typeof sentAt !== "number" || sentAt > now) return true;
  return now - sentAt >= every - Math.min(earlyMs, every / 2);
}

function failed(why: string): Heartbeat {
  return { heartbeats_sent: 0, error: `The heartbeat did not arrive: ${why}` };
}
