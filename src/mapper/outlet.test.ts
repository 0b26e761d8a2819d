import { expect, it } from "vitest";
import { FakeSink } from "../../test/mapper/trial.ts";
import { Outlet } from "./outlet.ts";

const bytes = Buffer.from("abcdefghij");

function open(sink: FakeSink) {
  const errors: Error[] = [];
  const outlet = new Outlet(sink, { onProgress: () => undefined, onError: (error) => errors.push(error) });
  const push = (start: number, end: number, ticket = 0, isState = false): void =>
    outlet.push({ bytes, start, end }, ticket, isState);
  return { outlet, push, errors };
}

it("writes what is released, in order, and keeps the rest", () => {
  const sink = new FakeSink();
  const { outlet, push } = open(sink);
  push(0, 2);
  push(2, 4, 1);
  push(4, 6, 2);
  outlet.flush();
  expect([sink.output.toString(), outlet.waitsFor, outlet.waitingBytes]).toEqual(["ab", "release", 4]);
  outlet.release(1);
  expect(sink.output.toString()).toBe("abcd");
  outlet.release(2);
  expect([sink.output.toString(), outlet.waitsFor, outlet.isIdle, outlet.bytesOut]).toEqual([
    "abcdef",
    null,
    true,
    6,
  ]);
});

it("takes STATEs out that are to be withheld", () => {
  const sink = new FakeSink();
  const { outlet, push } = open(sink);
  push(0, 2, 1, true);
  push(2, 4, 1);
  push(4, 6, 1, true);
  expect(outlet.withhold(1)).toBe(2);
  expect([sink.output.toString(), outlet.waitingBytes]).toEqual(["cd", 0]);
});

it("discards what waits, but not what is just being written", async () => {
  const sink = new FakeSink(() => 1);
  const { outlet, push } = open(sink);
  push(0, 4);
  outlet.flush();
  push(4, 8);
  push(8, 10, 1);
  expect(outlet.waitsFor).toBe("target");
  expect(outlet.discard()).toBe(6);
  await new Promise((resolve) => setImmediate(resolve));
  expect([sink.output.toString(), outlet.isIdle]).toEqual(["abcd", true]);
});

it("tells once that the other side is gone, and takes no more", () => {
  const sink = new FakeSink();
  const { outlet, push, errors } = open(sink);
  sink.error = new Error("gone");
  push(0, 4);
  outlet.flush();
  push(4, 8);
  outlet.flush();
  expect(errors).toHaveLength(1);
  expect(outlet.isIdle).toBe(true);
});

it("knows which buffers must not change", () => {
  const { outlet, push } = open(new FakeSink());
  push(0, 4, 1);
  expect([outlet.holds(bytes), outlet.holds(Buffer.from("x"))]).toEqual([true, false]);
});
