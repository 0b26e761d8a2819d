import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repository } from "../setup/cache-folder.ts";

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
const page = readFileSync(join(repository, "docs", "decisions", "0001-dependencies.md"), "utf8");

it.each(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))(
  "has a recorded reason for %s",
  (name) => {
    expect(page).toMatch(new RegExp(`^\\|.*(?:^|[\\s|,])${name.replace("/", "\\/")}(?:[\\s|,])`, "m"));
  },
);
