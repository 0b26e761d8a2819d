// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written so
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadMapperConfig } from "./load-mapper.ts";

type Files = Readonly<Record<string, string>>;

function load(
  files: Files,
  env: Readonly<Record<string, string>> = {},
  configFiles = Object.keys(files).filter((file) => file.endsWith(".json")),
) {
  const readFile = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error("not there"), { code: "ENOENT" });
    return text;
  };
  return loadMapperConfig({ configFiles, env, readFile });
}

const project = {
  MELTANO_PROJECT_ROOT: "/p",
  MELTANO_ENVIRONMENT: "dev",
  MELTANO_RUN_ID: "r",
  MELTANO_EXTRACTOR_NAME: "tap-x",
};

describe("the mapper's settings", () => {
  it("never hold the key that signs, nor where its signatures go", () => {
    const audit =
      "{on_unavailable: hold, key: '${file:/key}', checkpoints: {url: $VAULT, path: /mnt/c.jsonl}}";
    const loaded = load(
      {
        "/p/pitchpipe.yml": `version: 1\naudit: ${audit}`,
        "/key": "PRIVATE",
        "/m.json": '{"audit": {"key": "PRIVATE"}}',
      },
      { ...project, VAULT: "https://vault.example" },
    );
    expect(loaded.problems).toEqual([]);
    expect(loaded.settings.audit).toMatchObject({
      on_unavailable: "hold",
      checkpoints: { every: 86_400_000 },
    });
    expect(JSON.stringify(loaded)).not.toMatch(/PRIVATE|vault|c\.jsonl/);
  });

  it("are the mapping's over the file's, environment included", () => {
    const yaml = `version: 1
labels: {from: file, other: file}
mapper: {drain: 30s, garbage: quarantine}
quarantine: {path: q}
environments: {dev: {labels: {env: dev}}}
channels: {hook: {type: webhook, url: $SECRET}}
nonsense: 1`;
    const loaded = load(
      {
        "/p/pitchpipe.yml": yaml,
        "/one.json": '{"labels": {"from": "one"}}',
        "/two.json": '{"labels": {"from": "two"}, "mapper": {"drain": "5s"}}',
      },
      { ...project, MELTANO_ELT_BUFFER_SIZE: "1000", SECRET: "https://x.example" },
    );
    expect(loaded.problems).toEqual([]);
    expect(loaded).toMatchObject({
      settings: {
        labels: { from: "two", other: "file", env: "dev" },
        mapper: { drain: 5000, garbage: "quarantine" },
        quarantine: { path: "/p/q" },
      },
      checks: "on",
      storeUrl: "sqlite:/p/.meltano/pitchpipe/pitchpipe.db",
      meltano: {
        projectRoot: "/p",
        sysDir: "/p/.meltano",
        environment: "dev",
        runId: "r",
        extractor: "tap-x",
        bufferSize: 1000,
      },
      disabled: false,
    });
    expect(JSON.stringify(loaded)).not.toContain("x.example");
  });

  it("stand in another file where the mapping says so", () => {
    const files = {
      "/p/conf/x.yml": "version: 1\nlabels: {a: b}",
      "/c.json": '{"config_file": "conf/x.yml", "checks": "off"}',
    };
    expect(load(files, project)).toMatchObject({
      settings: { labels: { a: "b" } },
      checks: "off",
      problems: [],
    });
  });

  it("are defaults with no config, no project and no file", () => {
    const loaded = load({}, { PITCHPIPE_DISABLED: "True", MELTANO_ELT_BUFFER_SIZE: "many" });
    expect(loaded).toMatchObject({
      problems: [],
      storeUrl: null,
      disabled: true,
      meltano: { bufferSize: null, runId: null },
    });
    expect(loaded.settings.mapper.drain).toBe(60_000);
  });

  it("see of the variables only those that store.url names", () => {
    const env = { ...project, PGUSER: "etl", PGPASSWORD: "pw", TAP_X_TOKEN: "leaked" };
    const url = "postgres://${PGUSER}:${PGPASSWORD}@h/${TAP:-d}";
    const loaded = load(
      { "/c.json": JSON.stringify({ store: { url }, labels: { a: "$TAP_X_TOKEN", b: "x" } }) },
      env,
    );
    expect(loaded.storeUrl).toBe("postgres://etl:pw@h/d");
    expect(loaded.settings.labels).toEqual({ b: "x" });
    expect(loaded.problems).toEqual([
      expect.objectContaining({
        path: "labels.a",
        severity: "warning",
        hint: expect.stringContaining("store.url"),
      }),
    ]);
  });

  it("take the store that PITCHPIPE_STORE_URL sets for all processes, and follow Meltano's system folder", () => {
    const file = { "/c.json": '{"store": {"url": "sqlite:x"}}' };
    expect(load(file, { ...project, PITCHPIPE_STORE_URL: "postgres://u:$p@h/d" }).storeUrl).toBe(
      "postgres://u:$p@h/d",
    );
    expect(load({}, { ...project, MELTANO_SYS_DIR_ROOT: "/var/m" })).toMatchObject({
      storeUrl: "sqlite:/var/m/pitchpipe/pitchpipe.db",
      settings: { quarantine: { path: "/var/m/pitchpipe/quarantine" } },
    });
  });

  it("understand texts and dotted keys that come of variables", () => {
    const config = {
      "mapper.drain": "5s",
      mapper: { min_records_per_second: "12" },
      timezone: "",
      labels: null,
    };
    expect(load({ "/c.json": JSON.stringify(config) })).toMatchObject({
      problems: [],
      settings: { mapper: { drain: 5000, min_records_per_second: 12 } },
    });
  });
});

describe("what is wrong in them", () => {
  it("is told by where it stands, and what is valid is used", () => {
    const loaded = load(
      {
        "/p/pitchpipe.yml": "mapper: {drain: 5, garbage: quarantine}",
        "/c.json": '{"maper": {}, "channels": {}, "mapper": {"inspect_limit": 5, "drian": "1s"}}',
      },
      project,
    );
    expect(loaded.problems.map(({ path, message }) => `${path} | ${message}`)).toEqual([
      "version | version is missing.",
      "mapper.drain | pitchpipe.yml: mapper.drain is a bare number; write the unit with it, such as 5s.",
      "maper | There is no key maper in a mapping's config.",
      "channels | There is no key channels in a mapping's config.",
      "mapper.inspect_limit | the mapping: mapper.inspect_limit is a bare number; write the unit with it, such as 5B.",
      "mapper.drian | the mapping: There is no key drian in mapper.",
    ]);
    expect(loaded.settings.mapper).toMatchObject({
      drain: 60_000,
      garbage: "quarantine",
      inspect_limit: 16 << 20,
    });
  });

  it.each([
    ["ENV", "", "`--config ENV` is not taken."],
    ["/c.json", '{"password": "s3cr3t"', "The mapper's config /c.json could not be read."],
    ["/c.json", "[]", "The mapper's config /c.json is not a JSON object."],
    ["/gone.json", "", "The mapper's config /gone.json could not be read."],
  ])("stops it where %s can't be read at all, without a secret in the message", (file, text, message) => {
    const files: Files = text === "" ? {} : { [file]: text };
    let thrown: unknown = null;
    try {
      load(files, {}, [file]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "MAPPER_CONFIG", message });
    expect(String((thrown as { why?: string }).why)).not.toContain("s3cr3t");
  });
});

it("needs no package but those that read settings and judge them", () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, typeOnly, name = ""] of readFileSync(file, "utf8").matchAll(
      /^(?:import|export)\s+(type\s)?[^;]*?from "([^"]+)"/gm,
    )) {
      if (typeOnly) continue;
      if (name.startsWith(".")) visit(join(file, "..", name));
      else if (!name.startsWith("node:")) packages.add(name);
    }
  };
  visit(join(import.meta.dirname, "load-mapper.ts"));
  expect([...packages].sort()).toEqual([
    "@marcbachmann/cel-js",
    "ajv-formats/dist/formats.js",
    "re2js",
    "yaml",
    "zod",
  ]);
  expect([...seen].filter((file) => /src\/meltano\//.test(file))).toEqual([]);
});
