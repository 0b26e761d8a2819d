import { expect, it } from "vitest";
import type { Fact } from "../../model/fact.ts";
import { createLogAppender, type StoredLog } from "./log-appender.ts";

const nothing: StoredLog = { chunks: 0, lines: 0, beginning: [] };
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`);

function chunksOf(lines: readonly string[], stored = nothing, limit?: number) {
  const appender = createLogAppender("r", stored, limit);
  const facts: Fact[] = [];
  for (const [at, line] of lines.entries()) {
    appender.add(line, at);
    facts.push(...appender.take(false));
  }
  facts.push(...appender.take(true));
  return facts.flatMap((fact) => (fact.kind === "log" ? [fact.chunk] : []));
}

const storedOf = (chunks: ReturnType<typeof chunksOf>): StoredLog => ({
  chunks: chunks.length,
  lines: chunks.flatMap(({ lines }) => lines).length,
  beginning: chunks[0]?.lines ?? [],
});

it("cuts a log into chunks in the same places each time", () => {
  const chunks = chunksOf(numbered(600));
  expect(chunks.map(({ number, at, lines }) => [number, at, lines.length])).toEqual([
    [0, 255, 256],
    [1, 511, 256],
    [2, 599, 88],
  ]);
});

it("adds the rest of a log that has grown, nothing to the same one, and nothing of another", () => {
  const stored = storedOf(chunksOf(numbered(300)));
  expect(chunksOf(numbered(300), stored)).toEqual([]);
  expect(chunksOf(numbered(302), stored)).toEqual([{ number: 2, at: 301, lines: ["line 300", "line 301"] }]);
  expect(chunksOf(["other", ...numbered(900)], stored)).toEqual([]);
});

it("keeps no more of a log than the limit, counts the rest, and is the same again", () => {
  const chunks = chunksOf(numbered(10), nothing, 21);
  expect(chunks).toEqual([
    { number: 0, at: 9, lines: ["line 0", "line 1", "line 2", "[7 lines are not kept: too much log]"] },
  ]);
  expect(chunksOf(numbered(10), storedOf(chunks), 21)).toEqual([]);
});
