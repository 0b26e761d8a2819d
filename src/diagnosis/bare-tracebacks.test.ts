import { describe, expect, it } from "vitest";
import { bareTracebacks } from "./bare-tracebacks.ts";

const bare = (...texts: string[]): string[] =>
  bareTracebacks(texts.map((text) => ({ text, isError: false }))).map(({ text }) => text);

describe("tracebacks", () => {
  it("lose what a logger puts before each of their lines, whatever the time", () => {
    expect(
      bare(
        "time=2026-11-21 22:44:40,462 name=singer level=INFO message=Starting",
        "time=2026-11-21 22:44:40,462 name=singer level=CRITICAL message=Traceback (most recent call last):",
        'time=2026-11-21 22:44:40,463 name=singer level=CRITICAL message=  File "tap.py", line 3, in main',
        "time=2026-11-21 22:44:41,7 name=singer level=CRITICAL message=ValueError: no",
      ),
    ).toEqual([
      "time=2026-11-21 22:44:40,462 name=singer level=INFO message=Starting",
      "Traceback (most recent call last):",
      '  File "tap.py", line 3, in main',
      "ValueError: no",
    ]);
  });

  it("that Python ignored are left out", () => {
    expect(
      bare(
        "KeyError: 'id'",
        "Exception ignored in: <coroutine object f at 0x7f>",
        "Traceback (most recent call last):",
        '  File "events.py", line 519, in _check_closed',
        "RuntimeError: Event loop is closed",
        "bye",
      ),
    ).toEqual(["KeyError: 'id'", "bye"]);
  });

  it("of a group of exceptions keep their bars", () => {
    const group = ["  + Exception Group Traceback (most recent call last):", "  | ExceptionGroup: two"];
    expect(bare(...group)).toEqual(group);
  });
});
