import {
  degraded,
  healthy,
  type Outcome,
  type ProjectProbes,
  unhealthy,
  unknown,
} from "../../health/index.ts";
import { messageOf } from "../../lib/errors.ts";
import type { OpenedProject } from "../open-project.ts";
import { probeMeltano } from "./probe-meltano.ts";

/** Of the newest notifications, so many are looked through for a channel's. */
const newest = 500;

/** How parts of the project itself are looked at. */
export function projectProbes(project: OpenedProject): ProjectProbes {
  return {
    store: () => probeStore(project),
    channel: (name) => probeChannel(project, name),
    meltano: () => probeMeltano(project),
  };
}

async function probeStore(project: OpenedProject): Promise<Outcome> {
  try {
    const store = await project.store();
    await store.notes.get("health.probe");
    if (store.damage !== null) return unhealthy(store.damage.message, { location: store.location });
    return healthy(`${store.kind} at ${store.location} answers`, { location: store.location });
  } catch (thrown) {
    return unhealthy(messageOf(thrown));
  }
}

/** What became of the newest deliveries: nothing is sent to find out. */
async function probeChannel(project: OpenedProject, name: string): Promise<Outcome> {
  const lacking = project.config.misconfigured.find(({ path }) => path === `channels.${name}`);
  if (lacking !== undefined) return unhealthy(`${name} lacks ${lacking.missing.join(" and ")}`);
  if (!Object.hasOwn(project.config.settings.channels, name)) return unknown(`there is no channel ${name}`);
  const store = await project.store();
  const state = (await store.channelStates.list()).find(({ channel }) => channel === name);
  if (state !== undefined && state.failures > 0) {
    const details = { failures: state.failures };
    const text = `${state.failures} deliveries in a row failed: ${state.reason ?? "no reason is known"}`;
    const rests = state.restsUntil !== null && state.restsUntil > project.clock.now();
    return rests ? unhealthy(text, details) : degraded(text, details);
  }
  const sent = (await store.outbox.list({ limit: newest })).filter(({ channel }) => channel === name);
  const last = sent.find(({ status }) => status !== "pending" && status !== "suppressed");
  if (last === undefined) return unknown(`nothing was sent through ${name} lately`);
  if (last.status === "accepted" || last.status === "delivered")
    return healthy(`the last one was ${last.status}`);
  return unhealthy(`the last one is ${last.status}: ${last.reason ?? "no reason is known"}`);
}
