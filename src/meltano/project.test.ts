// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `.env` files are full of them
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  findMeltano,
  findProjectRoot,
  readDotEnv,
  readProject,
  secretValues,
  systemDatabaseUri,
} from "./index.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-meltano-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

describe("the project's root", () => {
  it("is the nearest folder upwards with a meltano.yml", () => {
    write({ "meltano.yml": "", "a/b/x": "" });
    expect(findProjectRoot(join(root, "a/b"), {})).toBe(root);
    expect(findProjectRoot(dirname(root), {})).toBeNull();
  });

  it("is what MELTANO_PROJECT_ROOT says, and nothing where that is no project", () => {
    write({ "meltano.yml": "", "other/meltano.yml": "", "none/x": "" });
    expect(findProjectRoot(root, { MELTANO_PROJECT_ROOT: join(root, "other") })).toBe(join(root, "other"));
    expect(findProjectRoot(root, { MELTANO_PROJECT_ROOT: join(root, "none") })).toBeNull();
  });
});

const meltanoYml = `
project_id: 6c6d
default_environment: dev
database_uri: postgresql://etl:db-s3cret@db/meltano
include_paths: ["./more/*.yml", "deep/**/x.yml"]
environments:
- name: dev
- name: prod
  config:
    plugins:
      extractors:
      - {name: tap-orders, config: {auth: {api_token: prod-token-1}}}
  env: {WAREHOUSE_PASSWORD: in-environment}
jobs:
- {name: one, tasks: tap-a target-b}
- name: several
  tasks: [tap-a watch target-b, [tap-c, target-d util:cmd], "dbt:run"]
schedules:
- {name: daily, interval: "@daily", job: one}
- {name: old, extractor: tap-a, loader: target-b, transform: skip, interval: 0 4 * * *}
plugins:
  extractors:
  - name: tap-orders
    namespace: tap_orders
    capabilities: [state, about]
    settings:
    - {name: opaque, sensitive: true}
    - {name: old, kind: password}
    - {name: primary_key}
    config: {opaque: opaque-value, primary_key: order_id, start_date: 2026-01-01, url: "https://u:url-pass%21@h/"}
  - {name: tap-child, inherit_from: tap-orders, config: {opaque: child-value}}
  - {name: tap-locked, variant: acme}
  mappers:
  - name: pitchpipe-mapper
    namespace: pitchpipe_mapper
    mappings:
    - {name: watch, config: {store: {url: "postgres://p:map-pass@h/x"}}}
    - {name: other, config: {}}
`;

const lock = JSON.stringify({
  namespace: "locked_ns",
  capabilities: ["catalog"],
  settings: [{ name: "opaque_too", sensitive: true }, { name: "host" }],
});

describe("a project", () => {
  it("is read with its included files", () => {
    write({
      "meltano.yml": meltanoYml,
      "more/jobs.yml":
        "jobs: [{name: three, tasks: [tap-x target-y]}]\nplugins: {loaders: [{name: target-z}]}\nignored: 1",
      "deep/er/x.yml": "environments: [{name: staging}]",
      "plugins/extractors/tap-locked--acme.lock": lock,
    });
    const project = readProject(root, {});
    expect(project).toMatchObject({
      root,
      projectId: "6c6d",
      sysDir: join(root, ".meltano"),
      defaultEnvironment: "dev",
      environments: ["dev", "prod", "staging"],
      jobs: [
        { name: "one", tasks: ["tap-a target-b"] },
        { name: "several", tasks: ["tap-a watch target-b", "tap-c target-d util:cmd", "dbt:run"] },
        { name: "three", tasks: ["tap-x target-y"] },
      ],
      schedules: [
        { name: "daily", interval: "@daily", job: "one" },
        { name: "old", interval: "0 4 * * *", job: null },
      ],
      mappings: [
        { mapper: "pitchpipe-mapper", name: "watch" },
        { mapper: "pitchpipe-mapper", name: "other" },
      ],
    });
    expect(project.plugins.map(({ name }) => name)).toEqual([
      "tap-orders",
      "tap-child",
      "tap-locked",
      "pitchpipe-mapper",
      "target-z",
    ]);
    expect(project.plugins[0]).toEqual({
      type: "extractors",
      name: "tap-orders",
      namespace: "tap_orders",
      inheritFrom: null,
      capabilities: ["state", "about"],
      settings: [
        { name: "opaque", sensitive: true },
        { name: "old", sensitive: true },
        { name: "primary_key", sensitive: false },
      ],
    });
    expect(project.plugins[2]).toMatchObject({
      namespace: "locked_ns",
      capabilities: ["catalog"],
      settings: [
        { name: "opaque_too", sensitive: true },
        { name: "host", sensitive: false },
      ],
    });
  });

  it("follows MELTANO_SYS_DIR_ROOT", () => {
    write({ "meltano.yml": "" });
    expect(readProject(root, { MELTANO_SYS_DIR_ROOT: "/var/lib/x" }).sysDir).toBe("/var/lib/x");
  });

  it.each([
    ["jobs: [1, {name: a}, null]\nplugins: [x]\nschedules: {a: 1}\nenvironments: text", ["a"]],
    ["base: &b {tasks: x}\njobs: [{<<: *b, name: merged}]", ["merged"]],
    ["# only a comment", []],
  ])("passes over what makes no sense: %j", (text, jobs) => {
    write({ "meltano.yml": text });
    expect(readProject(root, {}).jobs.map(({ name }) => name)).toEqual(jobs);
  });

  it.each([
    ["jobs: [", /not valid YAML/],
    ["a: 1\na: 2", /not valid YAML/],
    ["- a list", /not a map/],
    [
      `a: &a [x]\n${"bcdefghijk".replaceAll(/./g, (key, at: number) => `${key}: &${key} [${Array(9).fill(`*${"abcdefghijk"[at]}`)}]\n`)}`,
      /not valid YAML/,
    ],
  ])("that Meltano can't read either is an error with a code: %#", (text, message) => {
    write({ "meltano.yml": text });
    expect(() => readProject(root, {})).toThrow(
      expect.objectContaining({ code: "MELTANO_YML_INVALID", message: expect.stringMatching(message) }),
    );
  });

  it("does not follow an included link out of the project", () => {
    const outside = mkdtempSync(join(tmpdir(), "pitchpipe-outside-"));
    writeFileSync(join(outside, "x.yml"), "jobs: [{name: foreign}]");
    write({ "meltano.yml": "include_paths: ['in/*.yml', '../*.yml']", "in/a.yml": "jobs: [{name: own}]" });
    symlinkSync(join(outside, "x.yml"), join(root, "in/x.yml"));
    expect(readProject(root, {}).jobs.map(({ name }) => name)).toEqual(["own"]);
    rmSync(outside, { recursive: true });
  });

  it("reports a file that can't be read", () => {
    mkdirSync(join(root, "meltano.yml"));
    expect(() => readProject(root, {})).toThrow(expect.objectContaining({ code: "MELTANO_YML_INVALID" }));
  });
});

describe("the system database", () => {
  it.each([
    ["", {}, "sqlite:////sys/meltano.db"],
    ["database_uri: sqlite:///$MELTANO_PROJECT_ROOT/x.db", {}, "sqlite:///ROOT/x.db"],
    ["database_uri: a://file", { MELTANO_DATABASE_URI: "a://env" }, "a://env"],
    ["database_uri: a://$NOPE", { NOPE: "yes" }, "a://yes"],
    ["environments: [{name: e, config: {database_uri: a://e}}]", { MELTANO_ENVIRONMENT: "e" }, "a://e"],
  ])("%# is found as Meltano finds it", (text, env, uri) => {
    write({ "meltano.yml": text });
    const variables = { MELTANO_SYS_DIR_ROOT: "/sys", ...env };
    expect(systemDatabaseUri(readProject(root, variables), variables)).toBe(uri.replace("ROOT", root));
  });

  it("may stand in .env", () => {
    write({ "meltano.yml": "", ".env": "MELTANO_DATABASE_URI=a://dotenv" });
    expect(systemDatabaseUri(readProject(root, {}), {})).toBe("a://dotenv");
  });
});

describe("the secrets of a project", () => {
  it("are the values of sensitive settings and variables and the passwords in URLs, and nothing else", () => {
    write({
      "meltano.yml": meltanoYml,
      ".env": "TAP_LOCKED_OPAQUE_TOO=locked-value\nDBT_TARGET=prod\nLOCKED_NS_OPAQUE_TOO=by-namespace",
      "plugins/extractors/tap-locked--acme.lock": lock,
    });
    const env = {
      PWD: "/home/etl",
      HOME: "/home/etl",
      GITHUB_TOKEN: "gh-value",
      REDIS: "redis://:redis-pass@h",
      SERVICE_CREDENTIALS: '{"type": "service_account", "private_key": "-----BEGIN X-----"}',
      SMALL_PIN_PASSWORD: "12345",
      PG_PASSWORD: "tap-orders",
    };
    expect(secretValues(readProject(root, env), env).sort()).toEqual(
      [
        "-----BEGIN X-----",
        "by-namespace",
        "child-value",
        "db-s3cret",
        "gh-value",
        "in-environment",
        "locked-value",
        "map-pass",
        "opaque-value",
        "prod-token-1",
        "redis-pass",
        "url-pass!",
        "url-pass%21",
        env.SERVICE_CREDENTIALS,
      ].sort(),
    );
  });

  it("are known through references too", () => {
    write({
      "meltano.yml":
        "plugins: {extractors: [{name: tap-x, config: {password: $MINE, tokens: [a], secret: '{broken'}}]}",
      ".env": "MINE=from-dot-env%",
    });
    expect(secretValues(readProject(root, {}), {})).toEqual(["from-dot-env%", "{broken"]);
  });
});

describe(".env", () => {
  it.each([
    ["A=b", { A: "b" }],
    ["export A = b # comment", { A: "b" }],
    ["A=b#c", { A: "b#c" }],
    ["A= # only a comment", { A: "" }],
    ["A=#value", { A: "#value" }],
    ['A="b # c" # d', { A: "b # c" }],
    ["A='it\\'s $X ${HOME}'", { A: "it's $X /home/etl" }],
    ['A="two\\nlines" ', { A: "two\nlines" }],
    ['A="really\ntwo"\nB=1', { A: "really\ntwo", B: "1" }],
    ["A=1\nB=${A}2\nC=${NO:-none}${NO}", { A: "1", B: "12", C: "none" }],
    ["HOME=mine\nB=${HOME}", { HOME: "mine", B: "mine" }],
    ["A\nB=1", { B: "1" }],
    ['A="never closed\nB=1', { B: "1" }],
    ['A="x" y\nB=1', { B: "1" }],
    ["'a b'=1\n\uFEFF", { "a b": "1" }],
    ["\uFEFFA=1\r\n\r\n# x\r\nB=2", { A: "1", B: "2" }],
    ["A=", { A: "" }],
    ["=x\nB=1", { B: "1" }],
  ])("%# reads %j as python-dotenv does", (text, values) => {
    write({ ".env": text });
    expect(readDotEnv(root, { HOME: "/home/etl" })).toEqual(values);
  });

  it("is empty where there is none, and another file where one is named", () => {
    write({ "other.env": "A=1" });
    expect(readDotEnv(root, {})).toEqual({});
    expect(readDotEnv(root, {}, "other.env")).toEqual({ A: "1" });
    expect(readDotEnv(root, {}, join(root, "other.env"))).toEqual({ A: "1" });
  });
});

describe("the executable", () => {
  const where = { flag: null, parentExecutable: null };
  function executable(name: string): string {
    write({ [name]: "#!/bin/sh\n" });
    return join(root, name);
  }

  it("is looked for in order", async () => {
    const { chmodSync } = await import("node:fs");
    const make = (name: string): string => {
      const path = executable(name);
      chmodSync(path, 0o755);
      return path;
    };
    const [venv, parent, onPath, own] = [
      make(".venv/bin/meltano"),
      make("parent/meltano"),
      make("path/meltano"),
      make("own/meltano"),
    ];
    const env = { PATH: `${join(root, "nothing")}:${join(root, "path")}:` };
    const parentExecutable = join(root, "parent/python");
    const find = (more: Partial<Parameters<typeof findMeltano>[0]>) =>
      findMeltano({ projectRoot: root, env: {}, ...where, ...more });
    expect(find({})).toEqual({ path: venv, foundBy: ".venv" });
    expect(find({ parentExecutable })).toEqual({ path: parent, foundBy: "parent process" });
    expect(find({ parentExecutable, env })).toEqual({ path: onPath, foundBy: "PATH" });
    expect(find({ env: { ...env, PITCHPIPE_MELTANO: "own/meltano" } })).toEqual({
      path: own,
      foundBy: "PITCHPIPE_MELTANO",
    });
    expect(find({ env: { ...env, PITCHPIPE_MELTANO: "x" }, flag: own })).toEqual({
      path: own,
      foundBy: "--meltano",
    });
    expect(find({ env, flag: "meltano" })).toEqual({ path: onPath, foundBy: "--meltano" });
    expect(find({ env, flag: "./missing" })).toBeNull();
  });

  it("is not a file that can't be run, nor a folder", () => {
    executable(".venv/bin/meltano");
    expect(findMeltano({ projectRoot: root, env: {}, ...where })).toBeNull();
    mkdirSync(join(root, "path/meltano"), { recursive: true });
    expect(findMeltano({ projectRoot: root, env: { PATH: join(root, "path") }, ...where })).toBeNull();
  });
});
