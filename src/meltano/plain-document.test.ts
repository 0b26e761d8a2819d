import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readProject } from "./index.ts";
import { installedVersion } from "./installed-version.ts";
import { plainDocument } from "./plain-document.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-plain-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function keysOf(password: string): Record<string, string> {
  writeFileSync(
    join(root, "meltano.yml"),
    `plugins:
  extractors:
  - name: tap-x
    namespace: tap_x
    settings: [{name: pin, sensitive: true}]
    config: {password: ${password}, pin: planted-pin-1, url: "postgres://etl:planted-url-1@db/x", page_size: 5}
`,
  );
  return plainDocument(readProject(root, {}));
}

it("names each key of meltano.yml and hides what is secret, but shows that it changed", () => {
  const before = keysOf("planted-one-1");
  const after = keysOf("planted-two-2");
  expect(before["plugins.extractors.tap-x.config.page_size"]).toBe("5");
  expect(JSON.stringify([before, after])).not.toContain("planted");
  expect(before["plugins.extractors.tap-x.config.password"]).not.toBe(
    after["plugins.extractors.tap-x.config.password"],
  );
});

it("tells the version of a package beside a program, and nothing where there is none", () => {
  const packages = join(root, "lib", "python3.12", "site-packages");
  mkdirSync(join(packages, "meltanolabs_tap_x-0.10.0.dist-info"), { recursive: true });
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin", "tap-x"), `#!${join(root, "bin", "python")}\n`);
  expect(installedVersion(join(root, "bin", "tap-x"), ["tap-x", "meltanolabs-tap-x"])).toBe("0.10.0");
  expect(installedVersion(join(root, "bin", "tap-x"), ["tap-y"])).toBeNull();
  expect(installedVersion(join(root, "nowhere", "tap-x"), ["tap-x"])).toBeNull();
});
