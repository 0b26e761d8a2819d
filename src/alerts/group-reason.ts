import { eventTypes } from "../model/signal.ts";
import type { Desk } from "./desk.ts";
import type { Due, FlushContext } from "./due.ts";
import { holdText } from "./hold.ts";

/** Why a group is told of what is new in it. */
export function reasonOf(desk: Desk, fresh: readonly Due[], { news }: FlushContext): string {
  const [first] = fresh;
  if (first === undefined) return "";
  const texts = new Set(fresh.flatMap(({ alert }) => news.get(alert.id) ?? []));
  const [text] = texts;
  if (text !== undefined) return texts.size === 1 ? text : `${texts.size} alerts changed`;
  if (eventTypes.has(first.alert.type)) return "an event";
  const before = desk.told.get(first.alert.id)?.some(({ channel }) => channel === first.telling.channel);
  if (before) return "first notification: it was not told here before";
  const was = first.telling.heldBy;
  return was === null
    ? "first notification"
    : `first notification: ${holdText({ ...was, until: null })} has ended`;
}

/** Why a group is told once more. */
export function repeatReason(group: readonly Due[]): string {
  const held = group.find(({ telling }) => telling.heldBy !== null)?.telling.heldBy ?? null;
  return held === null ? "repeat interval elapsed" : `${holdText({ ...held, until: null })} has ended`;
}
