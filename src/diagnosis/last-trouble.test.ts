import { describe, expect, it } from "vitest";
import { lastTrouble } from "./last-trouble.ts";
import { SpokenLog } from "./spoken-log.ts";

const traceback =
  "Traceback (most recent call last):\n  File \"tap.py\", line 3, in <module>\nKeyError: 'access_token'";

function troubleAfter(...before: readonly string[]) {
  const log = new SpokenLog();
  for (const line of [...before, traceback]) log.add("tap-shop", line);
  return lastTrouble(log.linesOf("tap-shop"));
}

describe("the last trouble of a plugin", () => {
  it("begins with the errors that stand right before the traceback", () => {
    const { lines, exceptions } = troubleAfter(
      "INFO tap-shop Starting sync",
      'ERROR tap-shop Token request failed: {"error": "invalid_client"}',
    );
    expect(lines[0]?.text).toContain("invalid_client");
    expect(exceptions.map((at) => lines[at]?.text)).toEqual(["KeyError: 'access_token'"]);
  });

  it("leaves out an error that the plugin had got over", () => {
    const { lines } = troubleAfter("ERROR tap-shop 429 Too Many Requests", "INFO tap-shop Page 2");
    expect(lines[0]?.text).toBe("Traceback (most recent call last):");
  });

  it("takes no more than three of them", () => {
    const { lines } = troubleAfter(...[1, 2, 3, 4, 5].map((nr) => `ERROR tap-shop error ${nr}`));
    expect(lines[0]?.text).toContain("error 3");
  });

  it("knows code from what was raised, over several lines too", () => {
    const log = new SpokenLog();
    log.add(
      "tap-shop",
      `${traceback.replace("KeyError: 'access_token'", "ApiError: ")}\n  Status:  400\n{"message": "Session has expired"}`,
    );
    log.add("tap-shop", "INFO bye");
    const { lines, parts } = lastTrouble(log.linesOf("tap-shop"));
    expect(lines.map(({ text }, at) => `${parts[at]}: ${text.trim()}`)).toEqual([
      "code: Traceback (most recent call last):",
      'code: File "tap.py", line 3, in <module>',
      "raised: ApiError:",
      "raised: Status:  400",
      'raised: {"message": "Session has expired"}',
      "said: INFO bye",
    ]);
  });

  it("leaves out what Python tells of a line that could not be logged", () => {
    const log = new SpokenLog();
    log.add("tap-shop", "Cannot open orders.csv");
    log.add("tap-shop", `--- Logging error ---\n${traceback}\nCall stack:\n  File "a.py", line 1\n    run()`);
    log.add("tap-shop", "Message: 'bye'");
    expect(lastTrouble(log.linesOf("tap-shop")).lines.map(({ text }) => text)).toEqual([
      "Cannot open orders.csv",
      "Message: 'bye'",
    ]);
  });

  it("begins with what a group of exceptions says of itself", () => {
    const log = new SpokenLog();
    log.add(
      "tap-shop",
      [
        "  + Exception Group Traceback (most recent call last):",
        '  |   File "tap.py", line 3, in <module>',
        "  | cattrs.errors.ClassValidationError: While structuring Order (1 sub-exception)",
        "  +-+---------------- 1 ----------------",
        "    | Traceback (most recent call last):",
        '    |   File "order.py", line 5, in structure',
        "    | KeyError: 'id'",
      ].join("\n"),
    );
    const { lines, exceptions } = lastTrouble(log.linesOf("tap-shop"));
    expect(exceptions.map((at) => lines[at]?.text.trim())).toEqual([
      "| cattrs.errors.ClassValidationError: While structuring Order (1 sub-exception)",
      "| KeyError: 'id'",
    ]);
  });

  it("knows a box of code from a box of words", () => {
    const log = new SpokenLog();
    log.add("tap-shop", "╭─ Traceback (most recent call last) ─╮\n│ ❱ 3 run()  │\n╰───╯");
    log.add("tap-shop", "╭─ Error ─╮\n│ No such option: --lmit │\n╰───╯");
    const { parts } = lastTrouble(log.linesOf("tap-shop"));
    expect(parts).toEqual(["code", "code", "code", "said", "said", "said"]);
  });

  it("knows where programs of Node and Java were from what they said", () => {
    const log = new SpokenLog();
    log.add(
      "tap-shop",
      [
        "Error: Request failed with status code 401",
        "    at settle (/app/node_modules/axios/lib/core/settle.js:17:12)",
        "    at /app/index.js:3:1",
        "\tat java.base/java.lang.Thread.run(Thread.java:840)",
        "    at 5 o'clock",
      ].join("\n"),
    );
    expect(lastTrouble(log.linesOf("tap-shop")).parts).toEqual(["said", "code", "code", "code", "said"]);
  });

  it("begins with the child's own, where the plugin only says that its child failed", () => {
    const log = new SpokenLog();
    const child =
      'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\nIOError: locked';
    const own =
      "Traceback (most recent call last):\n  File \"target.py\", line 7, in sync\nsubprocess.CalledProcessError: Command 'load' returned non-zero exit status 1.";
    for (const line of [child, own]) log.add("tap-shop", line);
    const { lines, exceptions } = lastTrouble(log.linesOf("tap-shop"));
    expect(lines[exceptions[0] ?? -1]?.text).toBe("IOError: locked");
  });
});
