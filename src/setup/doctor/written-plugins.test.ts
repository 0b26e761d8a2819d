import { describe, expect, it } from "vitest";
import { projectOf } from "../../../test/setup-commands/project-of.ts";
import { writtenPlugins } from "./written-plugins.ts";

const utilityIn = (text: string, project = text) => writtenPlugins(projectOf(project), text)[0];

describe("our plugins as a project defines them", () => {
  it("are looked for in meltano.yml", () => {
    const text =
      "plugins:\n  utilities:\n  - name: pitchpipe\n    namespace: pitchpipe\n    executable: ./x\n    commands: {}\n";
    expect(utilityIn(text)).toEqual({
      type: "utilities",
      name: "pitchpipe",
      definedIn: "meltano.yml",
      outdatedKeys: ["commands"],
      executable: "./x",
    });
  });

  it("are looked for in the files it includes", () => {
    expect(
      utilityIn("a: 1\n", "plugins: {utilities: [{name: pitchpipe, namespace: pitchpipe}]}\n"),
    ).toMatchObject({
      definedIn: "another file",
      executable: "pitchpipe",
    });
  });

  it("are missing where neither has them", () => {
    expect(utilityIn("\ufeffa: 1\n")).toMatchObject({ definedIn: null, executable: null, outdatedKeys: [] });
  });
});
