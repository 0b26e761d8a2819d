import fc from "fast-check";
import { expect } from "vitest";
import { QualityInspector } from "../../src/mapper/inspection/quality-inspector.ts";
import type { Inspector } from "../../src/mapper/inspector.ts";
import type { Recorded } from "../../src/model/fact.ts";
import { memoryBudget, RunChecks, RunPast } from "../../src/quality/index.ts";
import { FakeRecorder, record, runTrial, startTrial, state } from "./trial.ts";
import { linesOf, plainSegments, trueSegments } from "./truth.ts";

const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom("a", "b", "größe"), fc.nat(9))
      .map(([stream, id]) => record(stream, id)),
  },
  { weight: 3, arbitrary: fc.nat(9).map(state) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '{"type": "RECORD", "stream": "a", "record": {"v": 1.10, "n": 9007199254740993}}\r\n',
      '{"stream":"b","type":"RECORD","record":{"type":"STATE"}}\n',
      '{"type":"RECORD","stream":"a","record":{},"type":"STATE","value":1}\n',
      '{"type":"RECORD","stream":"a","record":{"id":1},"stream":"b"}\n',
      '{"type":"RECORD","stream":"a","record":{"id":"},\\"stream\\":\\"b\\""}}\n',
      '{"type":"RECORD","stream":"b","record":{"id":12345678901234567890},"stre\\u0061m":"a"}\n',
      '{"type":"SCHEMA","stream":"a","schema":{"type":"object"},"key_properties":[]}\n',
      '{"type":"ACTIVATE_VERSION","stream":"a","version":1}\n',
      '{"type":"BATCH","stream":"a","encoding":{"format":"jsonl"},"manifest":[]}\n',
      '{"type":"record","stream":"a","record":{}}\n',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "\n",
      "  \r\n",
      "print()\n",
      "null\n",
      "\0\0\n",
      "\u2028\n",
      '{"a":\n',
      "\ufeff\n",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.concat([bytes, Buffer.from("\n")])),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 90_000 })
      .map((size) => `{"type":"RECORD","stream":"long","record":{"x":"${"x".repeat(size)}"}}\n`),
  },
);

const stream = fc
  .array(line, { maxLength: 25 })
  .map((lines) => Buffer.concat(lines.map((part) => Buffer.from(part))));

const turnsOfStore = fc.array(fc.nat(3), { maxLength: 4 });

/**
 * Output equals input, and the segments are those of the slow way, over so many streams, cuts, pipes and stores. With an
 * inspector the records are parsed and heads are presumed, and nothing may be another for that.
 */
export async function bytesAndSegmentsHold(
  numRuns: number,
  newInspector: () => Inspector | null = () => null,
): Promise<void> {
  const cases = fc.record({
    input: stream,
    places: fc.array(fc.nat(), { maxLength: 12 }),
    rooms: fc.array(fc.oneof(fc.nat(50), fc.constant(1_000_000)), { maxLength: 5 }),
    delays: turnsOfStore,
    inspectLimitBytes: fc.constantFrom(16 * 1024 * 1024, 16 * 1024 * 1024, 200_000),
  });
  const property = fc.asyncProperty(cases, async ({ input, places, rooms, delays, inspectLimitBytes }) => {
    let writes = 0;
    const trial = await runTrial(cut(input, places), {
      recorder: unevenRecorder(delays),
      inspector: newInspector(),
      room: () => rooms[writes++ % Math.max(1, rooms.length)] ?? 1_000_000,
      settings: { inspectLimitBytes },
    });
    expect(trial.output.equals(input)).toBe(true);
    expect(trial.exitCode).toBe(0);
    expect(plainSegments(trial.recorder.segments)).toEqual(trueSegments(input));
    const seen = { lines: linesOf(input).length, bytesIn: input.length, bytesOut: input.length };
    expect(trial.recorder.totals).toMatchObject(seen);
  });
  await fc.assert(property, { numRuns });
}

/** The checks that every stream has without being told; they keep no row back. */
export function defaultInspector(): Inspector {
  const past = new RunPast({ memory: memoryBudget(1 << 20), columns: true });
  const checks = new RunChecks({
    ...{ tap: null, layers: [], defaultChecks: true, memoryBytes: 1 << 24, timezone: "UTC", now: () => 0 },
    strict: { unknown_streams: false, unknown_fields: false },
    samples: { rows: 1, values: "masked" },
    redact: (value) => value,
    history: (name) => past.history(name),
  });
  return new QualityInspector({ checks, past, onSchema: () => undefined, maxPercent: null });
}

/** At no moment is a STATE out whose segments aren't recorded. */
export async function statesWait(numRuns: number): Promise<void> {
  const cases = fc.record({
    input: stream,
    places: fc.array(fc.nat(), { maxLength: 8 }),
    delays: turnsOfStore,
  });
  const property = fc.asyncProperty(cases, async ({ input, places, delays }) => {
    const trial = startTrial({ recorder: unevenRecorder(delays) });
    const check = (): void => {
      const due = trueSegments(trial.sink.output).filter(({ closedBy }) => closedBy === "state");
      expect(plainSegments(trial.recorder.segments).slice(0, due.length)).toEqual(due);
    };
    for (const chunk of cut(input, places)) {
      trial.input.send(chunk);
      check();
      await new Promise((resolve) => setImmediate(resolve));
      check();
    }
    trial.input.end();
    await trial.mapper.done;
  });
  await fc.assert(property, { numRuns });
}

/** The same bytes, cut where the numbers say. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const inside = places.map((place) => place % (bytes.length + 1));
  const at = [...new Set([0, ...inside, bytes.length])].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

/** Answers of a store that is sometimes quick, sometimes slow, and never lost. */
function unevenRecorder(delays: readonly number[]): FakeRecorder {
  const recorder = new FakeRecorder();
  let calls = 0;
  recorder.answer = async (): Promise<Recorded> => {
    const turns = delays[calls++ % Math.max(1, delays.length)] ?? 0;
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    return turns % 2 === 0 ? "stored" : "spooled";
  };
  return recorder;
}
