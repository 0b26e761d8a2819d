import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { makeMapperProject, readKept, startMapper } from "./mapper-process.ts";
import { record, state } from "./trial.ts";
import { plainSegments, trueSegments } from "./truth.ts";

/**
 * Kills the real mapper with -9 after so many milliseconds in the middle of a stream, or once a STATE got through, and checks the audit rule: of every
 * STATE that reached the target the segments are in the store or the spool.
 */
export async function killAndCheck(
  when: number | "a STATE got through",
  config: unknown = {},
): Promise<{ readonly states: number }> {
  const project = makeMapperProject(config);
  const mapper = startMapper(project);
  let id = 0;
  const feed = (): void => {
    const { stdin } = mapper.child;
    if (stdin === null || stdin.destroyed) return;
    while (stdin.write(nextLines(id++))) if (id % 20 === 0) break;
  };
  const timer = setInterval(feed, 1);
  if (typeof when === "number") await wait(when);
  else while (!mapper.stdout().includes('"STATE"')) await wait(10);
  mapper.child.kill("SIGKILL");
  await mapper.exit;
  clearInterval(timer);
  const output = mapper.stdout();
  const whole = output.subarray(0, output.lastIndexOf(10) + 1);
  const due = trueSegments(whole).filter(({ closedBy }) => closedBy === "state");
  const kept = plainSegments((await readKept(project)).segments);
  const known = new Set(kept.map((segment) => JSON.stringify(segment)));
  expect(due.filter((segment) => !known.has(JSON.stringify(segment)))).toEqual([]);
  project.remove();
  return { states: due.length };
}

function nextLines(id: number): string {
  const records = Array.from({ length: id % 7 }, (_, at) =>
    record(at % 2 === 0 ? "a" : "b", id * 10 + at),
  ).join("");
  return `${records}${record("a", id)}${state(id)}`;
}
