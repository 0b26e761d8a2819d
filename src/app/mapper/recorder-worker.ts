import type { MessagePort } from "node:worker_threads";
import type { Recorded } from "../../model/fact.ts";
import { createRecorder, openStore, type Store } from "../../store/index.ts";
import { systemClock } from "../clock.ts";
import { type HistoryAnswer, type HistoryOrder, readHistory } from "./history-reader.ts";
import { unpackFacts } from "./packed-facts.ts";

/** What the recorder's thread needs to know. */
export interface RecorderPlace {
  readonly storeUrl: string;
  readonly projectRoot: string;
  readonly spoolFolder: string;
}

/** To the thread: packed facts, a question for the past, or the wish that it ends. */
export type RecorderOrder = { readonly id: number; readonly facts: string } | HistoryOrder | "close";

/** From the thread. */
export type RecorderAnswer =
  | { readonly id: number; readonly recorded: Recorded }
  | HistoryAnswer
  | { readonly trouble: string }
  | "closed";

/**
 * The thread that keeps facts: opening the store and waiting for the disk would otherwise hold up the bytes. Answers come
 * in the order of the orders.
 */
export function serveRecorder(port: MessagePort, place: RecorderPlace): void {
  let opening: Promise<Store> | null = null;
  const tell = (answer: RecorderAnswer): void => port.postMessage(answer);
  const open = (): Promise<Store> => {
    opening = openStore({ url: place.storeUrl, projectRoot: place.projectRoot, clock: systemClock });
    return opening;
  };
  const recorder = createRecorder({
    open,
    spoolFolder: place.spoolFolder,
    clock: systemClock,
    onDegraded: (error) => tell({ trouble: error.message }),
  });
  let last: Promise<unknown> = Promise.resolve();
  port.on("message", (order: RecorderOrder) => {
    if (order === "close") void last.then(() => close(opening)).finally(() => tell("closed"));
    else if ("past" in order) {
      const reading = readHistory(() => opening ?? open(), order).then(tell);
      last = Promise.all([last, reading]);
    } else
      last = recorder.record(unpackFacts(order.facts)).then((recorded) => tell({ id: order.id, recorded }));
  });
}

async function close(opening: Promise<Store> | null): Promise<void> {
  const store = await opening?.catch(() => null);
  await store?.close();
}
