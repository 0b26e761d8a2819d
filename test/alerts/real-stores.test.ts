import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores } from "../fixtures/store/databases.ts";
import { down, up } from "./score.ts";
import { startTimeline } from "./timelines/timeline.ts";

type Line = ReturnType<typeof startTimeline>;

const channels = { ops: {}, phone: {} };
const settings = {
  route: {
    channel: "ops",
    group_by: ["job"],
    group_wait: "1m",
    repeat_interval: "30m",
    escalate: [{ after: "10m", channel: "phone" }],
  },
  inhibit_rules: [
    { name: "down", source_matchers: ['name="S"'], target_matchers: ['name="T"'], equal: ["job"] },
  ],
  maintenance: [{ name: "noon", matchers: ['name="M"'], schedule: "0 12 * * *", duration: "20m" }],
  alerts: { ttl: "3h", flapping: { changes: 3, within: "40m" }, dedupe_window: "5m" },
  limits: { window: "10m", max_per_window: 3 },
};

/** A bit of everything. */
async function play(line: Line): Promise<void> {
  await line.fire("ABM");
  await line.until(3);
  await line.fire("C");
  await line.fire("ST", { labels: { job: "other" } });
  await line.until(12);
  await line.end("S", { labels: { job: "other" } });
  line.answers("ops", down);
  await line.fire("D", { labels: { job: "third" }, severity: "critical" });
  await line.until(15);
  await line.end("D", { labels: { job: "third" } });
  line.answers("ops", up);
  await line.until(25);
  for (const letter of "EFGH") await line.fire(letter, { labels: { job: letter } });
  await line.until(30);
  await line.end("A");
  await line.until(31);
  await line.fire("A");
  await line.end("A");
  line.reload({ ...settings, route: { ...settings.route, channel: "phone", escalate: [] } }, channels);
  await line.until(75);
  await line.end("BC");
  await line.until(300);
}

describe.each(databaseKinds)("a store on $kind", ({ make }) => {
  const { opened } = freshStores(make);

  it("makes the same of a long timeline as one in memory", async () => {
    const known = startTimeline({ settings, channels });
    await play(known);
    const real = startTimeline({ settings, channels, store: opened() });
    await play(real);
    // Channels go beside one another: what they hear in one minute has no order.
    expect(real.heard().toSorted()).toEqual(known.heard().toSorted());
    expect(known.heard().length).toBeGreaterThan(20);
    const waiting = await opened().outbox.list({ statuses: ["pending", "failed"] });
    expect(waiting).toEqual([]);
  });
});
