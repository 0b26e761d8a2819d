import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "../../test/setup-commands/folder-with.ts";
import { replaceFile } from "./replace-file.ts";

function fileWith(text: string) {
  const folder = folderWith({ "meltano.yml": text });
  return { folder, file: join(folder, "meltano.yml") };
}

describe("replacing a file", () => {
  it("keeps its mode and leaves nothing beside it", () => {
    const { folder, file } = fileWith("old");
    chmodSync(file, 0o640);
    expect(replaceFile(file, "old", "new")).toBe(true);
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["meltano.yml"]);
  });

  it("follows a link instead of replacing it", () => {
    const { folder, file } = fileWith("old");
    const link = join(folder, "link.yml");
    symlinkSync(file, link);
    expect(replaceFile(link, "old", "new")).toBe(true);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, "utf8")).toBe("new");
  });

  it("does nothing where somebody else wrote the file meanwhile", () => {
    const { folder, file } = fileWith("theirs");
    expect(replaceFile(file, "old", "new")).toBe(false);
    expect(readFileSync(file, "utf8")).toBe("theirs");
    expect(readdirSync(folder)).toEqual(["meltano.yml"]);
  });
});
