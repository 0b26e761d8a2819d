import { describe, expect, it } from "vitest";
import { record, runTrial, startTrial, state } from "../../test/mapper/trial.ts";
import { plainSegments, trueSegments } from "../../test/mapper/truth.ts";
import type { Inspector, InspectorControls, LineDecision } from "./inspector.ts";

/** A checking side that lets all pass but what a test says otherwise. */
function inspector(parts: Partial<Inspector>): Inspector {
  return {
    holdsState: false,
    gates: () => true,
    start: () => undefined,
    onLine: () => "forward",
    onLongLine: () => "uninspected",
    onState: () => "forward",
    onEnd: () => null,
    ...parts,
  };
}

function deciding(decide: (line: string) => LineDecision, gates = true): Inspector {
  return inspector({ gates: () => gates, onLine: (line) => decide(line.text()) });
}

const lines = [record("a", 1), record("a", 2), record("a", 3), state(1)];
const quarantine = { action: "quarantine", reason: "id is 2", check: "no_twos", key: { id: 2 } } as const;
const version = '{"type":"ACTIVATE_VERSION","stream":"a","version":7}\n';
const fail = { action: "fail", reason: "no" } as const;

describe("lines that are shown together", () => {
  it("came when each of them would be said to have come", async () => {
    const [single, together]: [number[], number[]] = [[], []];
    const watching = inspector({
      reads: () => true,
      onLine: ({ at }) => {
        single.push(at);
        return "forward";
      },
      onLines: ({ at }) => {
        together.push(at);
        return null;
      },
    });
    await runTrial([Array.from({ length: 300 }, (_, id) => record("a", id)).join("")], {
      inspector: watching,
    });
    expect(together.length).toBeGreaterThan(0);
    expect(new Set(together)).toEqual(new Set(single));
    expect(Math.min(...together)).toBeGreaterThan(0);
  });
});

describe("a row", () => {
  it("may be dropped or quarantined, and then the output differs in it alone", async () => {
    const decide = (line: string): LineDecision => {
      if (line.includes('"id":1')) return { action: "drop", reason: "not wanted" };
      return line.includes('"id":2') ? quarantine : "forward";
    };
    const trial = await runTrial(lines, { inspector: deciding(decide) });
    expect(trial.output.toString()).toBe(record("a", 3) + state(1));
    expect(trial.quarantined).toEqual([
      { reason: "id is 2", check: "no_twos", key: { id: 2 }, number: 2, stream: "a", line: record("a", 2) },
    ]);
    const counts = { records: 3, forwarded: 1, quarantined: 1, dropped: 1 };
    expect(trial.recorder.counts["a"]).toMatchObject(counts);
    expect(plainSegments(trial.recorder.segments)).toEqual(trueSegments(trial.output));
  });

  it("may be masked: other bytes are forwarded, counted and hashed in its place", async () => {
    const masked = (id: number): string => `{"type":"RECORD","stream":"a","record":{"id":"***${id}"}}\n`;
    const decide = (line: string): LineDecision => {
      const [, id] = /"id":([12])\}/.exec(line) ?? [];
      return id === undefined ? "forward" : { action: "mask", bytes: Buffer.from(masked(Number(id))) };
    };
    const trial = await runTrial([lines.join("")], { inspector: deciding(decide) });
    expect(trial.output.toString()).toBe(masked(1) + masked(2) + record("a", 3) + state(1));
    expect(plainSegments(trial.recorder.segments)).toEqual(trueSegments(trial.output));
    expect(trial.recorder.counts["a"]).toMatchObject({ records: 3, forwarded: 3 });
  });

  it("may be masked thousands of times, with replacements of any size", async () => {
    const sizes = [1, 100, 70_000, 5];
    const input = Array.from({ length: 4000 }, (_, id) => record("a", id));
    let count = 0;
    const fill = (): Buffer => Buffer.from(`${"x".repeat(sizes[count++ % 500] ?? 3)}\n`);
    const trial = await runTrial(input, {
      inspector: inspector({ onLine: () => ({ action: "mask", bytes: fill() }) }),
    });
    count = 0;
    const expected = Buffer.concat(input.map(fill));
    expect(trial.output.equals(expected)).toBe(true);
    expect(trial.recorder.segments).toMatchObject([{ records: 4000, bytes: expected.length }]);
  });

  it("may fail the run: nothing more flows, STATE is withheld, the input is read to its end", async () => {
    const trial = startTrial({ inspector: deciding((line) => (line.includes('"id":2') ? fail : "forward")) });
    trial.input.send(...lines);
    await turn();
    trial.input.send(record("a", 9).repeat(1000), state(9));
    trial.input.end();
    expect(await trial.mapper.done).toEqual({ exitCode: 1, reason: "no" });
    expect(trial.sink.output.toString()).toBe(record("a", 1));
    expect(trial.recorder.totals).toMatchObject({ statesForwarded: 0, sawEof: true, records: 1 });
  });

  it("that failed the run lets it drain no longer than it may", async () => {
    const trial = startTrial({ inspector: deciding(() => fail), settings: { drainMs: 3000 } });
    trial.input.send(...lines);
    await trial.timing.pass(2800);
    expect(trial.input.isClosed).toBe(false);
    await trial.timing.pass(400);
    expect(await trial.mapper.done).toEqual({ exitCode: 1, reason: "no" });
  });

  it("that is to be quarantined and can't be kept stays behind, and fails the run", async () => {
    const inspector = deciding((line) => (line.includes('"id":2') ? quarantine : "forward"));
    const trial = await runTrial([lines.join("")], { inspector, quarantine: () => false });
    expect(trial.output.toString()).toBe(record("a", 1));
    expect(trial.exitCode).toBe(1);
    expect(plainSegments(trial.recorder.segments)).toEqual(trueSegments(trial.output));
  });

  it("shows its text, whatever the chunk around it holds", async () => {
    const rows = [record("größe", 1), record("a", 2).repeat(300), record("b", 3), "\xff\n"];
    const seen: string[] = [];
    const see = (line: string): LineDecision => {
      seen.push(`${line}\n`);
      return "forward";
    };
    await runTrial([rows.join("")], { inspector: deciding(see) });
    await runTrial(rows, { inspector: deciding(see) });
    expect(seen.join("")).toBe(rows.join("").repeat(2));
  });
});

describe("an ACTIVATE_VERSION", () => {
  function holding(releaseAt: (line: string) => boolean, parts: Partial<Inspector> = {}): Inspector {
    let controls: InspectorControls | null = null;
    const release = (text: string): void => {
      if (releaseAt(text)) controls?.releaseHeld("a");
    };
    return inspector({
      start: (given) => {
        controls = given;
      },
      onLine: (line) => {
        release(line.text());
        return line.head.kind === "ACTIVATE_VERSION" ? { action: "hold" } : "forward";
      },
      onState: (line) => {
        release(line.text());
        return "forward";
      },
      onEnd: () => {
        release("the end");
        return null;
      },
      ...parts,
    });
  }
  const input = [version, record("a", 1), record("a", 2), state(1), record("a", 3)];

  it.each([
    ["another line", '"id":2', [record("a", 1), version, record("a", 2), state(1), record("a", 3)]],
    ["a STATE", "STATE", [record("a", 1), record("a", 2), version, state(1), record("a", 3)]],
    ["the end", "the end", [record("a", 1), record("a", 2), state(1), record("a", 3), version]],
  ])("that is held leaves before %s", async (_, at, expected) => {
    const trial = await runTrial([input.join("")], { inspector: holding((text) => text.includes(at)) });
    expect(trial.output.toString()).toBe(expected.join(""));
    expect(trial.exitCode).toBe(0);
    expect(plainSegments(trial.recorder.segments)).toEqual(trueSegments(trial.output));
  });

  it("that is never released never leaves, and the run fails", async () => {
    const trial = await runTrial(input, { inspector: holding(() => false) });
    expect(trial.output.toString()).toBe(input.slice(1).join(""));
    expect(trial.exitCode).toBe(1);
    expect(trial.reason).toContain("never released");
  });

  it("is the only line that can be held", async () => {
    const trial = await runTrial(lines, { inspector: deciding(() => ({ action: "hold" })) });
    expect([trial.output.length, trial.exitCode]).toEqual([0, 1]);
  });

  it("is not held without bounds", async () => {
    const large = version.replace("7", `"${"7".repeat(1024 * 1024)}"`);
    const trial = await runTrial([large.repeat(5)], { inspector: holding(() => false) });
    expect(trial.reason).toBe("a line could not be held back");
  });
});

describe("a STATE", () => {
  it("tells the checks which segments it closed, before it leaves", async () => {
    const seen: unknown[] = [];
    const trial = await runTrial([lines.join("")], {
      inspector: inspector({
        onState: (line, segments) => {
          seen.push([line.number, segments.map(({ stream, records }) => ({ stream, records }))]);
          return "forward";
        },
      }),
    });
    expect(seen).toEqual([[4, [{ stream: "a", records: 3 }]]]);
    expect(trial.output.toString()).toBe(lines.join(""));
  });

  it("may fail the run: it stays behind, what was forwarded before it has its segment", async () => {
    const trial = await runTrial([...lines, record("a", 4)], {
      inspector: inspector({ onState: () => fail }),
    });
    expect(trial.output.toString()).toBe(lines.slice(0, 3).join(""));
    expect([trial.exitCode, trial.reason]).toEqual([1, "no"]);
    expect(trial.recorder.totals).toMatchObject({ statesIn: 1, statesForwarded: 0 });
    expect(trial.recorder.segments).toMatchObject([{ records: 3, stateSha256: expect.any(String) }]);
  });

  it("may be held back: the last one leaves at a good end, when all segments are durable", async () => {
    const holds = inspector({ holdsState: true, onState: () => "hold" });
    const trial = startTrial({ inspector: holds });
    trial.input.send(record("a", 1), state(1), record("a", 2), state(2), record("a", 3));
    await turn();
    expect(trial.sink.output.toString()).toBe([1, 2, 3].map((id) => record("a", id)).join(""));
    trial.input.end();
    expect(await trial.mapper.done).toEqual({ exitCode: 0, reason: null });
    expect(trial.sink.output.toString()).toMatch(/"id":3\}\}\n\{"type":"STATE","value":\{"at":2\}\}\n$/);
    expect(trial.recorder.totals).toMatchObject({ statesIn: 2, statesForwarded: 1 });
  });

  it("that is held falls away when a later one is let through", async () => {
    const holds = inspector({
      holdsState: true,
      onState: (line) => (line.text().includes('"at":1') ? "hold" : "forward"),
    });
    const trial = await runTrial([record("a", 1), state(1), state(2)], { inspector: holds });
    expect(trial.output.toString()).toBe(record("a", 1) + state(2));
  });

  it.each([
    ["the checks fail the run at the end", { onEnd: () => fail }, ""],
    ["the last line is torn", {}, '{"type":"REC'],
  ])("that is held stays behind when %s", async (_, parts, torn) => {
    const holds = inspector({ holdsState: true, onState: () => "hold", ...parts });
    const trial = await runTrial([record("a", 1), state(1) + torn], { inspector: holds });
    expect(trial.output.toString()).toBe(record("a", 1));
    expect(trial.exitCode).toBe(1);
  });

  it("that is held stays behind after a signal that ended the input early", async () => {
    const holds = inspector({ holdsState: true, onState: () => "hold" });
    const trial = startTrial({ inspector: holds });
    trial.input.send(record("a", 1), state(1));
    trial.mapper.signal("SIGTERM");
    await trial.timing.pass(2200);
    expect((await trial.mapper.done).exitCode).toBe(143);
    expect(trial.sink.output.toString()).toBe(record("a", 1));
  });

  it("that can't be recorded stays behind at the end too, where the audit wants that", async () => {
    const holds = inspector({ holdsState: true, onState: () => "hold" });
    const trial = startTrial({ inspector: holds, settings: { onUnavailable: "hold" } });
    trial.recorder.answer = () => Promise.resolve("lost");
    trial.input.send(record("a", 1), state(1));
    trial.input.end();
    expect((await trial.mapper.done).exitCode).toBe(1);
    expect(trial.sink.output.toString()).toBe(record("a", 1));
  });
});

describe("a line beyond inspect_limit", () => {
  const long = `{"type":"RECORD","stream":"a","record":{"x":"${"x".repeat(200_000)}"}}\n`;
  const settings = { inspectLimitBytes: 100_000 };

  it("passes uninspected where the checks let it", async () => {
    const trial = await runTrial([record("a", 1), long, state(1)], { settings, inspector: inspector({}) });
    expect(trial.output.toString()).toBe(record("a", 1) + long + state(1));
    expect(trial.recorder.counts["a"]).toMatchObject({ records: 2, uninspected: 1 });
  });

  it("fails the run where they don't", async () => {
    const checks = inspector({ onLongLine: () => fail });
    const trial = await runTrial([record("a", 1), long, state(1)], { settings, inspector: checks });
    expect(trial.output.toString()).toBe(record("a", 1));
    expect(trial.reason).toBe("no");
  });

  it("fails the run where it is a STATE and STATEs may have to be held back", async () => {
    const longState = long.replace("RECORD", "STATE");
    const checks = inspector({ holdsState: true, onState: () => "hold" });
    const trial = await runTrial([record("a", 1), longState], { settings, inspector: checks });
    expect(trial.output.toString()).toBe(record("a", 1));
    expect(trial.exitCode).toBe(1);
  });
});

describe("checks that throw", () => {
  const bug = (): never => {
    throw new Error("bug");
  };

  it("are left out: bytes are copied, rows count as uninspected, the run is incomplete, and that is told", async () => {
    const trial = await runTrial(lines, { inspector: deciding(bug, false) });
    expect(trial.output.toString()).toBe(lines.join(""));
    expect(trial.exitCode).toBe(0);
    expect(trial.recorder.totals.incomplete).toBe(true);
    expect(trial.recorder.counts["a"]).toMatchObject({ forwarded: 3, uninspected: 3 });
    expect(trial.recorder.signals).toMatchObject([{ type: "system_health", name: "mapper_degraded" }]);
    expect(trial.said).toEqual([
      "error: the checks failed at line 1: bug; from here on bytes are only copied",
    ]);
  });

  it("fail the run where rows of that stream depend on them, and only there", async () => {
    const faulty = inspector({
      gates: (stream) => stream === "b",
      onLine: (line) => (line.text().includes('"id":2') ? bug() : "forward"),
    });
    const input = [record("a", 1), record("a", 2), state(1), record("a", 3), record("b", 1), record("a", 4)];
    const trial = await runTrial(input, { inspector: faulty });
    expect(trial.output.toString()).toBe(input.slice(0, 4).join(""));
    expect([trial.exitCode, trial.reason]).toEqual([1, "the checks failed at line 2: bug"]);
  });

  it.each([
    ["at the start", { start: bug }],
    ["at a STATE", { onState: bug }],
    ["at the end", { onEnd: bug }],
  ])("%s hold back a STATE only where STATEs may have to be held back", async (_, parts) => {
    const open = await runTrial(lines, { inspector: inspector({ gates: () => false, ...parts }) });
    expect([open.output.toString(), open.exitCode]).toEqual([lines.join(""), 0]);
    const holding = inspector({ gates: () => false, holdsState: true, onState: () => "hold", ...parts });
    const held = await runTrial(lines, { inspector: holding });
    expect([held.output.toString(), held.exitCode]).toEqual([lines.slice(0, 3).join(""), 1]);
  });

  it("when asked what depends on them count as if all did", async () => {
    const trial = await runTrial(lines, { inspector: inspector({ gates: bug, onLine: bug }) });
    expect([trial.output.length, trial.exitCode]).toEqual([0, 1]);
  });

  it("at a line beyond inspect_limit fail the run where its stream depends on them", async () => {
    const long = `{"type":"RECORD","stream":"a","record":{"x":"${"x".repeat(200_000)}"}}\n`;
    const settings = { inspectLimitBytes: 100_000 };
    const trial = await runTrial([long], { settings, inspector: inspector({ onLongLine: bug }) });
    expect([trial.output.length, trial.exitCode]).toEqual([0, 1]);
  });
});

async function turn(): Promise<void> {
  for (let count = 0; count < 8; count++) await new Promise((resolve) => setImmediate(resolve));
}
