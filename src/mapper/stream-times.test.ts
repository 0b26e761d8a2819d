import { expect, it } from "vitest";
import { record, startTrial } from "../../test/mapper/trial.ts";
import { StreamAccount } from "./stream-account.ts";
import { StreamTimes } from "./stream-times.ts";
import { TimeAccount } from "./time-account.ts";

it("gives each stream its share of the time by its bytes", () => {
  let now = 0;
  const time = new TimeAccount(() => now);
  const times = new StreamTimes(time);
  const [a, b] = [new StreamAccount("a"), new StreamAccount("b")];
  now = 100;
  time.enter("own");
  now = 120;
  times.chunk([
    { account: a, bytes: 30 },
    { account: b, bytes: 10 },
  ]);
  expect([a.spent, b.spent]).toEqual([
    { tap: 75, own: 15, target: 0 },
    { tap: 25, own: 5, target: 0 },
  ]);
  time.enter("target");
  now = 160;
  time.enter("tap");
  now = 170;
  times.chunk([{ account: b, bytes: 5 }]);
  expect(a.spent).toEqual({ tap: 75, own: 15, target: 30 });
  expect(b.spent).toEqual({ tap: 35, own: 5, target: 10 });
});

it("loses nothing where nothing moved yet", () => {
  const times = new StreamTimes(new TimeAccount(() => 5));
  times.chunk([]);
  expect(times.last).toEqual([]);
});

it("tells how long a stream's records waited for tap and target", async () => {
  const { input, sink, timing, mapper, recorder } = startTrial();
  await timing.pass(3000);
  input.send(record("slow-tap", 1));
  sink.isBlocked = true;
  input.send(...Array.from({ length: 100 }, () => record("slow-target", 2).repeat(1000)));
  await timing.pass(4000);
  sink.unblock();
  await timing.pass(0);
  input.end();
  await mapper.done;
  expect(recorder.counts["slow-tap"]).toMatchObject({ waitingForTapMs: 3000, waitingForTargetMs: 0 });
  expect(recorder.counts["slow-target"]).toMatchObject({ waitingForTapMs: 0, waitingForTargetMs: 4000 });
});
