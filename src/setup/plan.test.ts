import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { projectOf } from "../../test/setup-commands/project-of.ts";
import { planInit } from "./plan-init.ts";
import { planRemove } from "./plan-remove.ts";

const folder = join(import.meta.dirname, "../../test/fixtures/projects");
const executables = {
  pitchpipe: "./node_modules/.bin/pitchpipe",
  mapper: "./node_modules/.bin/pitchpipe-mapper",
};
const files = readdirSync(folder).filter((file) => file.endsWith(".yml"));
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const init = (text: string, update = false) =>
  planInit({ text, project: projectOf(text) }, { executables, update });
const remove = (text: string) => planRemove({ text, project: projectOf(text) });

describe("init on a real-looking meltano.yml", () => {
  it.each(files)("writes what people would have written into %s", async (file) => {
    await expect(init(read(file)).withJobs).toMatchFileSnapshot(join(folder, "after-init", file));
  });

  it.each(files)("changes nothing of %s the second time", (file) => {
    const once = init(read(file)).withJobs;
    expect(init(once).withJobs).toBe(once);
    expect(init(once)).toMatchObject({ jobs: [], outdated: [] });
  });

  it.each(files)("goes out of %s again, byte for byte", (file) => {
    expect(remove(init(read(file)).withJobs).after).toBe(read(file));
  });
});

describe("init", () => {
  const own = (text: string) => parse(text).plugins;

  it.each([
    ["an alias", "x: &p {}\nplugins: *p\n", "MELTANO_YML_UNEDITABLE"],
    ["a list", "plugins: [a]\n", "MELTANO_YML_UNEDITABLE"],
    ["text where a list belongs", "plugins: {utilities: none}\n", "MELTANO_YML_UNEDITABLE"],
    ["a list that is an alias", "x: &u [{name: a}]\nplugins:\n  utilities: *u\n", "MELTANO_YML_UNEDITABLE"],
    ["an empty value in flow style", "{plugins: }\n", "MELTANO_YML_UNEDITABLE"],
    ["no map at all", "- a\n", "MELTANO_YML_INVALID"],
    ["broken YAML", "plugins:\n  extractors: [\n", "MELTANO_YML_INVALID"],
    ["the same key twice", "a: 1\na: 2\n", "MELTANO_YML_INVALID"],
    ["two documents", "a: 1\n---\nb: 1\n", "MELTANO_YML_INVALID"],
    ["a tab as indentation", "plugins:\n\textractors: []\n", "MELTANO_YML_INVALID"],
  ])("refuses %s", (_, text, code) => {
    const project = projectOf("");
    expect(() => planInit({ text, project }, { executables, update: false })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it("names line and column of what is no YAML", () => {
    expect(() =>
      planInit({ text: "a: 1\nb: [\n", project: projectOf("") }, { executables, update: false }),
    ).toThrow(expect.objectContaining({ why: expect.stringMatching(/^line 3, column 1: /) }));
  });

  it("leaves a definition of ours alone and says in what it differs", () => {
    const text =
      "plugins:\n  utilities:\n  - name: pitchpipe\n    namespace: pitchpipe\n    executable: ./old\n";
    const plan = init(text);
    expect(own(plan.withPlugins).utilities).toEqual([
      { name: "pitchpipe", namespace: "pitchpipe", executable: "./old" },
    ]);
    expect(plan.outdated).toEqual([{ plugin: "pitchpipe", keys: ["executable", "commands"] }]);
  });

  it.each([
    [
      "block style",
      "plugins:\n  utilities:\n  - name: pitchpipe\n    namespace: pitchpipe # ours\n    executable: './old' # once\n    config: {a: 1}\n  - name: dbt\n",
    ],
    [
      "flow style",
      "plugins: {utilities: [{name: pitchpipe, executable: ./old, namespace: pitchpipe, config: {a: 1}}, {name: dbt}]}\n",
    ],
  ])("renews with --update what differs, in %s, and nothing else", (_, text) => {
    const plan = init(text, true);
    expect(own(plan.withPlugins).utilities).toEqual([
      {
        name: "pitchpipe",
        namespace: "pitchpipe",
        executable: executables.pitchpipe,
        config: { a: 1 },
        commands: { tick: "tick" },
      },
      { name: "dbt" },
    ]);
    expect(plan.outdated).toEqual([]);
    expect(init(plan.withPlugins, true).withPlugins).toBe(plan.withPlugins);
    for (const comment of text.match(/#.*/g) ?? []) expect(plan.withPlugins).toContain(comment);
  });

  it("renews capabilities that are no longer true, whatever their style", () => {
    const text =
      "plugins:\n  mappers:\n  - name: pitchpipe-mapper\n    capabilities:\n    - stream-maps\n    namespace: old\n    mappings:\n    - name: strict\n";
    const [mapper] = own(init(text, true).withPlugins).mappers;
    expect(mapper).toEqual({
      name: "pitchpipe-mapper",
      capabilities: ["about", "structured-logging"],
      namespace: "pitchpipe_mapper",
      executable: executables.mapper,
      mappings: [{ name: "strict" }],
    });
  });

  it("refuses to renew what is an alias", () => {
    const text = "x: &e ./old\nplugins:\n  utilities:\n  - name: pitchpipe\n    executable: *e\n";
    expect(() => init(text, true)).toThrow(expect.objectContaining({ code: "MELTANO_YML_UNEDITABLE" }));
  });

  it("adds the mapping to a mapper that came without one, as by `meltano add --from-ref`", () => {
    const text =
      "plugins:\n  mappers:\n  - name: pitchpipe-mapper\n    namespace: pitchpipe_mapper\n    executable: ./own/pitchpipe-mapper\njobs:\n- name: j\n  tasks: [tap-a target-b]\n";
    const { withJobs, outdated } = init(text);
    expect(own(withJobs).mappers).toEqual([
      {
        name: "pitchpipe-mapper",
        namespace: "pitchpipe_mapper",
        executable: "./own/pitchpipe-mapper",
        mappings: [{ name: "watch", config: {} }],
      },
    ]);
    expect(parse(withJobs).jobs[0].tasks).toEqual(["tap-a watch target-b"]);
    expect(outdated).toEqual([{ plugin: "pitchpipe-mapper", keys: ["executable", "capabilities"] }]);
  });

  it("watches with the mapping that is there, and counts every mapping of ours as watching", () => {
    const text =
      "plugins:\n  mappers:\n  - name: pitchpipe-mapper\n    mappings: [{name: strict}]\n  - name: child\n    inherit_from: pitchpipe-mapper\n    mappings: [{name: mild}]\njobs:\n- name: j\n  tasks: [tap-a target-b, tap-a mild target-b]\n";
    expect(parse(init(text).withJobs).jobs[0].tasks).toEqual([
      "tap-a strict target-b",
      "tap-a mild target-b",
    ]);
  });

  it.each([
    ["a job", "jobs:\n- name: watch\n  tasks: [tap-a target-b]\n"],
    ["a plugin", "plugins:\n  utilities:\n  - name: watch\njobs:\n- name: j\n  tasks: [tap-a target-b]\n"],
  ])("calls its mapping otherwise where %s has its name", (_, text) => {
    const plan = init(text);
    expect(plan.mapping).toBe("pitchpipe-watch");
    expect(parse(plan.withJobs).jobs[0].tasks).toEqual(["tap-a pitchpipe-watch target-b"]);
    expect(remove(plan.withJobs).after).toBe(text);
  });

  it.each([
    ["quoted parts of a list", "  - ['tap-a', \"target-b\"]", "['tap-a', 'watch', \"target-b\"]"],
    ["quoted parts, one a line", '  - - "tap-a"\n    - "target-b"', '- "watch"'],
    [
      "parts that hold several names",
      "  - [tap-a m1, target-b dbt:run]",
      "[tap-a m1, watch, target-b dbt:run]",
    ],
  ])("keeps the style of %s", (_, task, expected) => {
    const text = `plugins:\n  mappers:\n  - name: t\n    mappings: [{name: m1}]\njobs:\n- name: j\n  tasks:\n${task}\n`;
    const { withJobs } = init(text);
    expect(withJobs).toContain(expected);
    expect(remove(withJobs).after).toBe(text);
  });

  it.each([
    ["no pair of tap and target", "dbt:run"],
    ["a target first", "target-b tap-a"],
    ["something else between", "tap-a dbt:run target-b"],
    ["a name written with an escape", '"tap-\\x61 target-b"'],
    ["a number", "42"],
  ])("leaves a task with %s alone", (_, task) => {
    const text = `jobs:\n- name: j\n  tasks:\n  - ${task}\n`;
    expect(init(text)).toMatchObject({ jobs: [] });
    expect(init(text).withJobs).toContain(`\n  - ${task}\n`);
  });

  it("names the jobs it can't edit: of another file, or written with aliases", () => {
    const text = "x: &t tap-a target-b\njobs:\n- name: j\n  tasks:\n  - *t\n";
    const project = projectOf(`${text}- name: included\n  tasks: [tap-a target-b]\n`);
    expect(planInit({ text, project }, { executables, update: false }).otherJobs).toEqual(["j", "included"]);
  });

  it("leaves all jobs to their author where editing one would change something else", () => {
    const text = "jobs:\n- name: j\n  tasks:\n  - &t tap-a target-b\nannotations: {copy: *t}\n";
    const plan = init(text);
    expect(plan).toMatchObject({ jobs: [], otherJobs: ["j"] });
    expect(plan.withJobs).toBe(plan.withPlugins);
    expect(parse(plan.withJobs).annotations).toEqual({ copy: "tap-a target-b" });
  });

  it("adds no second definition where another file of the project has one", () => {
    const project = projectOf("plugins: {utilities: [{name: pitchpipe, namespace: pitchpipe}]}\n");
    const plan = planInit({ text: "default_environment: dev\n", project }, { executables, update: false });
    expect(plan.elsewhere).toEqual(["pitchpipe"]);
    expect(own(plan.withPlugins)).toEqual({
      mappers: [expect.objectContaining({ name: "pitchpipe-mapper" })],
    });
    expect(planRemove({ text: "a: 1\n", project })).toEqual({
      after: "a: 1\n",
      jobs: [],
      elsewhere: ["pitchpipe"],
    });
  });
});

describe("init --remove", () => {
  it("takes out what others changed since, and keeps what they added", () => {
    const added = init("default_environment: dev\n").withPlugins;
    const text = `${added}  loaders:\n  - name: target-x\n  # the end\n`.replace(
      "      config: {}\n",
      "      config: {checks: off}\n    - name: strict\n",
    );
    const jobs = "jobs:\n- name: j\n  tasks:\n  - tap-a strict target-x\n  - strict\n  - [watch, tap-a]\n";
    expect(remove(text + jobs).after).toBe(
      "default_environment: dev\nplugins:\n  loaders:\n  - name: target-x\n  # the end\njobs:\n- name: j\n  tasks:\n  - tap-a target-x\n  - [tap-a]\n",
    );
  });

  it("takes out definitions that `meltano add --from-ref` made, with the keys they were alone in", () => {
    const text =
      "plugins:\n  utilities:\n  - name: pitchpipe\n    namespace: pitchpipe\n    settings:\n    - name: store.url\n  extractors:\n  - name: tap-a\n";
    expect(remove(text).after).toBe("plugins:\n  extractors:\n  - name: tap-a\n");
  });

  it("refuses where an anchor would lose a mapping outside of a job", () => {
    const text = init("a: 1\n").withPlugins;
    const shared = `${text}jobs:\n- name: j\n  tasks:\n  - &t tap-a watch target-b\nannotations: {copy: *t}\n`;
    expect(() => remove(shared)).toThrow(expect.objectContaining({ code: "MELTANO_YML_UNEDITABLE" }));
  });

  it("changes nothing where nothing of ours is", () => {
    expect(remove("a: 1\n").after).toBe("a: 1\n");
    expect(remove("plugins:\n  utilities:\n  - name: dbt\n").after).toBe(
      "plugins:\n  utilities:\n  - name: dbt\n",
    );
  });
});
