import { expect, it } from "vitest";
import { FakeInput, FakeSink, FakeTiming } from "../../test/mapper/trial.ts";
import { copyBytes } from "./byte-copy.ts";

function start(room?: () => number) {
  const [input, sink, timing] = [new FakeInput(), new FakeSink(room), new FakeTiming()];
  return { input, sink, timing, copy: copyBytes({ input, sink, timing, drainMs: 10_000 }) };
}

it("copies whatever comes, torn lines too", async () => {
  const { input, sink, copy } = start(() => 3);
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 256));
  input.send(bytes);
  input.end();
  expect(await copy.done).toEqual({ exitCode: 0, reason: null });
  expect(sink.output.equals(bytes)).toBe(true);
  expect(sink.isClosed).toBe(true);
});

it("goes on after a signal until nothing comes any more", async () => {
  const { input, sink, timing, copy } = start();
  copy.signal("SIGTERM");
  await timing.pass(1500);
  input.send("last");
  await timing.pass(2500);
  expect((await copy.done).exitCode).toBe(143);
  expect(sink.output.toString()).toBe("last");
  expect(timing.timers).toBe(0);
});

it("does not take for silence what it did not run to hear", async () => {
  const { input, sink, timing, copy } = start();
  copy.signal("SIGTERM");
  await timing.pass(1500);
  await timing.stall(5000);
  input.send("last");
  await timing.pass(2500);
  expect((await copy.done).exitCode).toBe(143);
  expect(sink.output.toString()).toBe("last");
});

it("stops at once at a second signal", async () => {
  const { copy, timing } = start();
  copy.signal("SIGINT");
  await timing.pass(1000);
  copy.signal("SIGTERM");
  expect((await copy.done).exitCode).toBe(143);
});

it.each(["input", "sink"] as const)("ends with 1 when its %s breaks", async (which) => {
  const { input, sink, copy } = start();
  if (which === "input") input.break(new Error("EIO"));
  sink.error = new Error("EPIPE");
  input.send("x");
  expect((await copy.done).exitCode).toBe(1);
  expect(input.isClosed).toBe(true);
});
