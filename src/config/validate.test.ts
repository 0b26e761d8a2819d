import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadConfig } from "./load.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function load(text: string) {
  const root = mkdtempSync(join(tmpdir(), "pitchpipe-validate-"));
  folders.push(root);
  writeFileSync(join(root, "pitchpipe.yml"), `version: 1\n${text}`);
  return loadConfig({ root, sysDir: root, env: {}, environment: null, job: null, overrides: {} });
}

describe("what is wrong in a list", () => {
  const wrong = `rules:
- {name: a, metric: x, condition: "medan > 1"}
- {name: b, metric: x, condition: "last > 1"}
- {name: c, metric: x, expression: "last >"}
- {name: d, metric: x, condition: "last > 1", channel: nobody}
- {name: m, metric: x, condition: "last > 1", matchers: ['job=~"("']}
- {name: e, metric: x, condition: "last > 1"}
`;

  it("is said where it was written, also when an entry above fell away first", () => {
    const problems = load(wrong).problems.map(({ path, line, message }) => [
      path,
      line,
      message.split(" ")[0],
    ]);
    expect(problems).toEqual([
      ["rules[0].condition", 3, "rules[0].condition"],
      ["rules[2].expression", 5, "rules[2].expression"],
      ["rules[3].channel", 6, "rules[3].channel"],
      ["rules[4].matchers[0]", 7, "rules[4].matchers[0]"],
    ]);
  });

  it("takes only the wrong entries away", () => {
    expect(load(wrong).settings.rules.map(({ name }) => name)).toEqual(["b", "e"]);
  });
});
