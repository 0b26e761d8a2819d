import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "../../../test/setup-commands/folder-with.ts";
import { programOfVersion, type } from "../../../test/setup-commands/terminal.ts";

const meltanoYml = `default_environment: dev
plugins:
  extractors:
  - name: tap-shop
    namespace: tap_shop
    config:
      password: hunter2-hunter2
  loaders:
  - name: target-x
    namespace: target_x
jobs:
- name: daily
  tasks:
  - tap-shop target-x
`;
const local = {
  "node_modules/.bin/pitchpipe": programOfVersion("0.1.0"),
  "node_modules/.bin/pitchpipe-mapper": programOfVersion("0.1.0"),
};
const project = (files: Record<string, string> = {}) =>
  folderWith({ "meltano.yml": meltanoYml, ...local, ...files });
const read = (root: string, file = "meltano.yml") => readFileSync(join(root, file), "utf8");

describe("init", () => {
  it("adds the plugins, writes pitchpipe.yml, and only says what it would do to jobs", async () => {
    const root = project();
    const { code, stdout } = await type(root, ["init"]);
    expect(code).toBe(0);
    expect(read(root)).toContain(
      "- name: pitchpipe\n    namespace: pitchpipe\n    executable: ./node_modules/.bin/pitchpipe\n",
    );
    expect(read(root)).toContain("  - tap-shop target-x\n");
    expect(read(root, "pitchpipe.yml")).toContain("$schema=./node_modules/pitchpipe/schema.json\n");
    expect(stdout).toContain("+  - tap-shop watch target-x");
    expect(stdout).toContain("not watched yet: daily.");
    expect(stdout).toContain(`* * * * * cd ${root} && PATH=`);
    expect(stdout).toMatch(
      /Next:\n {2}npx pitchpipe doctor\n {2}npx pitchpipe run daily\n {2}npx pitchpipe runs show latest\n$/,
    );
    expect(stdout).not.toContain("note: Meltano will call");
  });

  it("finds the project from a folder inside it", async () => {
    const root = project({ "data/file.txt": "" });
    await type(join(root, "data"), ["init", "--yes"]);
    expect(read(root)).toContain("tap-shop watch target-x");
    expect(readdirSync(join(root, "data"))).toEqual(["file.txt"]);
  });

  it("asks nothing and does everything with --yes", async () => {
    const root = project();
    const { stdout } = await type(root, ["init", "--yes"], { answers: [] });
    expect(read(root)).toContain("  - tap-shop watch target-x\n");
    expect(stdout).not.toContain("?");
  });

  it("changes nothing the second time", async () => {
    const root = project();
    await type(root, ["init", "--yes"]);
    const [first, settings] = [read(root), read(root, "pitchpipe.yml")];
    const { stdout } = await type(root, ["init", "--yes"]);
    expect(stdout).toContain("meltano.yml: nothing to change.\npitchpipe.yml: yours stays as it is.\n");
    expect([read(root), read(root, "pitchpipe.yml")]).toEqual([first, settings]);
  });

  it("shows everything and writes nothing with --dry-run", async () => {
    const root = project();
    const { stdout } = await type(root, ["init", "--dry-run"], { answers: [] });
    expect(stdout).toContain("+  - name: pitchpipe-mapper");
    expect(stdout).toContain("+  - tap-shop watch target-x");
    expect(stdout).toContain("--- /dev/null\n+++ b/pitchpipe.yml\n");
    expect(stdout).toContain("Nothing was written (--dry-run).");
    expect(read(root)).toBe(meltanoYml);
    expect(existsSync(join(root, "pitchpipe.yml"))).toBe(false);
  });

  it("keeps a pitchpipe.yml that is there", async () => {
    const root = project({ "pitchpipe.yml": "version: 1\n" });
    await type(root, ["init", "--yes"]);
    expect(read(root, "pitchpipe.yml")).toBe("version: 1\n");
  });

  it("prints no secret that stands beside a change", async () => {
    const root = project({ "meltano.yml": meltanoYml.slice(0, meltanoYml.indexOf("  loaders:")) });
    const { stdout } = await type(root, ["init", "--dry-run"]);
    expect(stdout).toContain("password:");
    expect(stdout).not.toContain("hunter2");
  });

  it("keeps the file's mode and leaves nothing beside it", async () => {
    const root = project();
    const { mode } = statSync(join(root, "meltano.yml"));
    await type(root, ["init", "--yes"]);
    expect(statSync(join(root, "meltano.yml")).mode).toBe(mode);
    expect(readdirSync(root).sort()).toEqual(["meltano.yml", "node_modules", "pitchpipe.yml"]);
  });

  it("survives a second init at the same time", async () => {
    const root = project();
    const both = await Promise.all([type(root, ["init", "--yes"]), type(root, ["init", "--yes"])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    await type(root, ["init", "--remove"]);
    expect(read(root)).toBe(meltanoYml);
  });

  it("prints with --print exactly what it writes into an empty file", async () => {
    const root = project({ "meltano.yml": "" });
    const { stdout } = await type(root, ["init", "--print"]);
    expect(read(root)).toBe("");
    await type(root, ["init"]);
    expect(read(root)).toBe(stdout);
  });

  it("prints Dockerfile lines anywhere", async () => {
    const { code, stdout } = await type(folderWith({}), ["init", "--docker"]);
    expect(code).toBe(0);
    expect(stdout).toContain("COPY --from=node:24");
  });

  it("renews with --update, and says where that is due", async () => {
    const root = project();
    await type(root, ["init"]);
    writeFileSync(join(root, "meltano.yml"), read(root).replaceAll("./node_modules/.bin/", "./old/"));
    const { stdout } = await type(root, ["init"]);
    expect(stdout).toContain("note: pitchpipe differs in executable");
    expect(stdout).toContain("note: pitchpipe-mapper differs in executable");
    await type(root, ["init", "--update"]);
    expect(read(root)).not.toContain("./old/");
  });

  it("says what Meltano will call where the project has no installation of its own", async () => {
    const bin = folderWith({
      pitchpipe: programOfVersion("0.1.0"),
      "pitchpipe-mapper": programOfVersion("0.1.0"),
    });
    const root = folderWith({ "meltano.yml": meltanoYml });
    const { stdout } = await type(root, ["init"], { env: { PATH: bin } });
    expect(read(root)).toContain("executable: pitchpipe-mapper\n");
    expect(stdout).toContain("note: Meltano will call pitchpipe.");
    expect(stdout).toContain("  pitchpipe doctor\n");
  });

  it("does not take what npm adds to PATH for an installation", async () => {
    const bin = join(project(), "node_modules/.bin");
    const root = folderWith({ "meltano.yml": meltanoYml });
    const { stdout } = await type(root, ["init"], { env: { PATH: bin, npm_command: "exec" } });
    expect(read(root)).toContain("executable: ./node_modules/.bin/pitchpipe-mapper\n");
    expect(stdout).toContain("note: there is no ./node_modules/.bin/pitchpipe yet. Do: npm i -D pitchpipe\n");
  });

  it("finds an installation in a folder above the project", async () => {
    const above = folderWith({ ...local, "etl/meltano.yml": meltanoYml });
    await type(join(above, "etl"), ["init"]);
    expect(read(above, "etl/meltano.yml")).toContain("executable: ../node_modules/.bin/pitchpipe-mapper\n");
    expect(read(above, "etl/pitchpipe.yml")).toContain("$schema=../node_modules/pitchpipe/schema.json\n");
  });

  it.each([
    ["outside of a project", {}, ["init"], "NOT_A_PROJECT"],
    ["with broken YAML", { "meltano.yml": "plugins: [\n" }, ["init"], "MELTANO_YML_INVALID"],
    ["with what can't be edited", { "meltano.yml": "plugins: []\n" }, ["init"], "MELTANO_YML_UNEDITABLE"],
    ["with --purge alone", { "meltano.yml": "" }, ["init", "--purge"], "USAGE"],
  ])("ends %s with exit code 2 and nothing written", async (_, files, argv, code) => {
    const root = folderWith(files);
    const result = await type(root, argv);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain(`[${code}]`);
    expect(readdirSync(root)).toEqual(Object.keys(files));
  });
});

describe("init at a terminal", () => {
  it("asks for jobs and for who ticks, and does as it is told", async () => {
    const root = project();
    const { stdout } = await type(root, ["init"], { answers: ["", "schedule"] });
    expect(stdout).toContain("Watch the records of daily? (`watch` goes before each target.) [Y/n] ");
    expect(stdout).toContain('meltano job add pitchpipe-tick --tasks "pitchpipe:tick"');
    expect(read(root)).toContain("tap-shop watch target-x");
  });

  it.each([
    ["no", ["n", "4"]],
    ["the end of the input", []],
  ])("takes %s for a no", async (_, answers) => {
    const root = project();
    const { code, stdout } = await type(root, ["init"], { answers });
    expect(code).toBe(0);
    expect(stdout).toContain("not watched yet: daily.");
    expect(read(root)).toContain("  - tap-shop target-x\n");
  });

  it("asks nothing that has no answer to give", async () => {
    const root = project({ "meltano.yml": "a: 1\n" });
    const { stdout } = await type(root, ["init"], { answers: ["3"] });
    expect(stdout).not.toContain("Watch the records");
    expect(stdout).toContain("pitchpipe serve");
    expect(stdout).toContain("npx pitchpipe run tap-x watch target-y");
  });

  it("offers to install pitchpipe where the project has none, and goes on where npm fails", async () => {
    const npm = folderWith({ npm: `#!/bin/sh\necho "npm $*" >&2\nexit 1\n` });
    const root = folderWith({ "meltano.yml": meltanoYml });
    const { code, stdout, stderr } = await type(root, ["init"], {
      answers: ["y", "y", "1"],
      env: { PATH: npm },
    });
    expect(code).toBe(0);
    expect(stdout).toContain("Install it here with npm? [Y/n] ");
    expect(stderr).toContain("npm could not install it; going on without.");
    expect(read(root)).toContain("executable: ./node_modules/.bin/pitchpipe\n");
  });

  it("calls what npm has just installed", async () => {
    const npm = folderWith({
      npm: `#!/bin/sh
mkdir -p node_modules/.bin && cd node_modules/.bin && printf '#!/bin/sh\\n' > pitchpipe-mapper && chmod +x pitchpipe-mapper
`,
    });
    const root = folderWith({ "meltano.yml": meltanoYml });
    const env = { PATH: `${npm}:/usr/bin:/bin` };
    const { stdout } = await type(root, ["init"], { answers: ["y", "y", "1"], env });
    expect(stdout).not.toContain("note: there is no");
    expect(existsSync(join(root, "node_modules/.bin/pitchpipe-mapper"))).toBe(true);
  });
});

describe("init --remove", () => {
  it("shows and undoes everything that init wrote into meltano.yml", async () => {
    const root = project();
    await type(root, ["init", "--yes"]);
    const { code, stdout } = await type(root, ["init", "--remove"]);
    expect(code).toBe(0);
    expect(stdout).toContain("-  - tap-shop watch target-x");
    expect(read(root)).toBe(meltanoYml);
    expect(existsSync(join(root, "pitchpipe.yml"))).toBe(true);
    expect((await type(root, ["init", "--remove"])).stdout).toBe(
      "meltano.yml: there is nothing of pitchpipe in it.\n",
    );
  });

  it("writes nothing with --dry-run", async () => {
    const root = project();
    await type(root, ["init", "--yes"]);
    const before = read(root);
    const { stdout } = await type(root, ["init", "--remove", "--purge", "--dry-run"]);
    expect(stdout).toContain("Nothing was written (--dry-run).");
    expect(stdout).toContain(`not deleted: ${join(root, "pitchpipe.yml")}`);
    expect(read(root)).toBe(before);
  });

  it("deletes with --purge only what was agreed to", async () => {
    const root = project();
    await type(root, ["init", "--yes"]);
    mkdirSync(join(root, ".meltano/pitchpipe/spool"), { recursive: true });
    const kept = [join(root, ".meltano/pitchpipe"), join(root, "pitchpipe.yml")];
    const refused = await type(root, ["init", "--remove", "--purge"]);
    expect(refused.stdout).toContain("To delete them: pitchpipe init --remove --purge --yes");
    await type(root, ["init", "--remove", "--purge"], { answers: [""] });
    expect(kept.map((path) => existsSync(path))).toEqual([true, true]);
    const agreed = await type(root, ["init", "--remove", "--purge"], { answers: ["y"] });
    expect(agreed.stdout).toContain(`Delete for good: ${kept.join(", ")}? [y/N] `);
    expect(kept.map((path) => existsSync(path))).toEqual([false, false]);
    expect((await type(root, ["init", "--remove", "--purge", "--yes"])).stdout).toContain(
      "nothing to delete",
    );
  });

  it("names what stands in another file", async () => {
    const root = project({
      "meltano.yml": "include_paths: [./more.yml]\n",
      "more.yml": "plugins: {utilities: [{name: pitchpipe, namespace: pitchpipe}]}\n",
    });
    expect((await type(root, ["init", "--remove"])).stdout).toContain(
      "note: pitchpipe stands in another file",
    );
    expect((await type(root, ["init"])).stdout).toContain("note: pitchpipe stands in another file");
  });
});
