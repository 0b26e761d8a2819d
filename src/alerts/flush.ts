import type { HeldBy, Telling } from "../model/alerting.ts";
import type { Desk } from "./desk.ts";
import { type DigestPart, tellDigests } from "./digest.ts";
import type { Due, FlushContext } from "./due.ts";
import { judgeTelling } from "./judge-telling.ts";
import { tellGroup } from "./tell-group.ts";
import { isDue } from "./tellings.ts";

/**
 * Tells what is due in these groups: what was held back by time intervals and limits in digests first, then each group's
 * new alerts, changes, repeats and escalations, in one notification for a group.
 */
export function flush(desk: Desk, groupKeys: Iterable<string>, context: FlushContext): void {
  const ready: Due[] = [];
  const parts: DigestPart[] = [];
  for (const telling of dueTellings(desk, groupKeys, context)) {
    const due = judgeTelling(desk, telling, context);
    if (due === null) continue;
    const held = telling.heldBy?.kind;
    if (held === "mute" || held === "limit") parts.push({ ...due, hold: telling.heldBy as HeldBy });
    else if (telling.state === "over") desk.dropTelling(telling);
    else ready.push(due);
  }
  tellDigests(desk, parts, context);
  for (const group of Map.groupBy(ready, ({ telling }) => telling.groupKey).values())
    tellGroup(desk, group, context);
}

function dueTellings(desk: Desk, groupKeys: Iterable<string>, { now }: FlushContext): Telling[] {
  return [...new Set(groupKeys)].flatMap((key) => desk.groupOf(key).filter((one) => isDue(one, now)));
}
