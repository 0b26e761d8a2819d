import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "../../test/setup-commands/folder-with.ts";
import { editMeltanoFile, readMeltanoFile } from "./meltano-file.ts";

const fileWith = (content: string | Uint8Array): string =>
  join(folderWith({ "meltano.yml": content }), "meltano.yml");

describe("meltano.yml on the disk", () => {
  it("is edited again where somebody else wrote it meanwhile", () => {
    const file = fileWith("a");
    let isFirst = true;
    editMeltanoFile(file, (text) => {
      if (isFirst) writeFileSync(file, "theirs");
      isFirst = false;
      return `${text} and ours`;
    });
    expect(readFileSync(file, "utf8")).toBe("theirs and ours");
  });

  it("is left alone where somebody never stops writing it", () => {
    const file = fileWith("a");
    const edit = (text: string): string => {
      writeFileSync(file, `${text}+`);
      return "ours";
    };
    expect(() => editMeltanoFile(file, edit)).toThrow(
      expect.objectContaining({ code: "MELTANO_YML_UNEDITABLE" }),
    );
    expect(readFileSync(file, "utf8")).toBe("a+++++");
  });

  it("is not read where it is not UTF-8, so that no byte is lost", () => {
    const file = fileWith(Uint8Array.of(0x61, 0x3a, 0x20, 0xe9, 0x0a));
    expect(() => readMeltanoFile(file)).toThrow(
      expect.objectContaining({ code: "MELTANO_YML_INVALID", why: "It is not UTF-8." }),
    );
  });

  it("is an error where it can't be read at all", () => {
    expect(() => readMeltanoFile("/nowhere/meltano.yml")).toThrow(
      expect.objectContaining({ code: "MELTANO_YML_INVALID", why: expect.stringContaining("ENOENT") }),
    );
  });
});
