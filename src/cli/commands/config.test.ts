import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aSchema, seed } from "../../../test/fixtures/quality/seed.ts";
import { main } from "../main.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-config-command-"));
  writeFileSync(join(root, "meltano.yml"), "default_environment: dev\n");
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function run(
  args: readonly string[],
  { yaml, cwd = root, env = {} }: { yaml?: string; cwd?: string; env?: Record<string, string> } = {},
) {
  if (yaml !== undefined) writeFileSync(join(root, "pitchpipe.yml"), yaml);
  const written = { stdout: "", stderr: "" };
  const screen = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const io = { env, cwd, stdin: Readable.from([]), stdout: screen("stdout"), stderr: screen("stderr") };
  const code = await main(["config", ...args], io);
  return { code, ...written };
}

const wrong = "version: 1\nrun: {timeout: 90}\nchannels: {hook: {type: webhook, url: $HOOK_URL}}\n";
const secret =
  "version: 1\nchannels: {hook: {type: webhook, url: 'https://h.example/s3cr3t', token: $TOKEN, headers: {X-Key: s3cr3t}}}\nstore: {url: 'postgres://u:s3cr3t@h/d'}\n";

describe("config check", () => {
  it("prints every problem with its place and exits 2", async () => {
    const { code, stdout } = await run(["check"], { yaml: wrong });
    expect(code).toBe(2);
    expect(stdout).toContain("pitchpipe.yml:2:16 error run.timeout is a bare number");
    expect(stdout).toContain("pitchpipe.yml:3:39 warning channels.hook.url refers to $HOOK_URL");
    expect(stdout).toContain("1 error, 1 warning.");
  });

  it("finds names in strict mode that fit nothing which ever came, with their place, and writes nothing", async () => {
    const yaml = `version: 1
strict: {unknown_streams: true, unknown_fields: true}
streams:
  "order*":
    checks:
      - {not_null: [id, nte]}
      - {references: {field: note, to_stream: item, to_field: code}}
      - {expression: "qyt > 1 || note != null", where: "lines.all(l, l.ok)"}
  orderz: {checks: []}
`;
    const before = await run(["check", "--json"], { yaml });
    expect(JSON.parse(before.stdout)).toEqual({ valid: true, problems: [] });
    expect(existsSync(join(root, ".meltano"))).toBe(false);
    const schema = aSchema("one", { properties: { id: {}, note: {}, qty: {} } });
    await seed(root, [{ number: 1, records: 5, profile: { schema } }]);
    const { code, stdout } = await run(["check", "--json"]);
    expect([code, JSON.parse(stdout).problems]).toEqual([
      2,
      [
        expect.objectContaining({
          path: "streams.order*.checks[0].not_null",
          line: 6,
          message: expect.stringContaining(
            "names the field nte, which the last SCHEMA of orders doesn't declare",
          ),
          hint: "Did you mean note?",
        }),
        expect.objectContaining({
          path: "streams.order*.checks[1].references.to_stream",
          line: 7,
          message: expect.stringContaining("fits no stream that any run had so far: item"),
        }),
        expect.objectContaining({
          path: "streams.order*.checks[2].expression",
          message: expect.stringContaining("names the field qyt"),
          hint: "Did you mean qty?",
        }),
        expect.objectContaining({
          path: "streams.order*.checks[2].where",
          message: expect.stringContaining("names the field lines"),
        }),
        expect.objectContaining({ path: "streams.orderz", line: 9, hint: "Did you mean orders?" }),
      ],
    ]);
    const lax = await run(["check"], { yaml: yaml.replaceAll("true", "false") });
    expect([lax.code, lax.stdout]).toEqual([0, "pitchpipe.yml is valid.\n"]);
  });

  it("says what of openlineage.yml no run can use, which makes nothing invalid", async () => {
    writeFileSync(join(root, "openlineage.yml"), "transport: {type: kafka, topic: lineage}\n");
    const { code, stdout } = await run(["check", "--json"], { yaml: "version: 1\n" });
    const { valid, problems } = JSON.parse(stdout);
    expect([code, valid]).toEqual([0, true]);
    expect(problems).toEqual([
      expect.objectContaining({
        path: "openlineage",
        severity: "warning",
        message: expect.stringContaining("kafka"),
      }),
    ]);
  });

  it("prints one JSON document on stdout, also with exit 2", async () => {
    const { code, stdout, stderr } = await run(["check", "--json"], { yaml: wrong });
    const document = JSON.parse(stdout);
    expect([code, stderr, document.valid]).toEqual([2, "", false]);
    expect(document.problems[0]).toEqual({
      path: "run.timeout",
      line: 2,
      column: 16,
      severity: "error",
      message: "run.timeout is a bare number; write the unit with it, such as 90s.",
      hint: null,
    });
  });

  it("exits 0 for what is only not set, and 2 with --secrets", async () => {
    const yaml = "version: 1\nchannels: {hook: {type: webhook, url: $HOOK_URL}}\n";
    expect((await run(["check"], { yaml })).code).toBe(0);
    expect((await run(["check", "--secrets"], { yaml })).code).toBe(2);
    expect((await run(["check", "--secrets"], { env: { HOOK_URL: "https://h.example" } })).code).toBe(0);
  });

  it("says so when all is well, and when there is no file", async () => {
    expect((await run(["check"])).stdout).toContain("There is no pitchpipe.yml");
    expect((await run(["check"], { yaml: "version: 1\n" })).stdout).toBe("pitchpipe.yml is valid.\n");
  });

  it("takes another file, also outside of any project", async () => {
    writeFileSync(join(root, "other.yml"), "version: 7\n");
    rmSync(join(root, "meltano.yml"));
    expect((await run(["check", "other.yml"])).stdout).toContain(
      "other.yml:1:10 error version must be 1, not 7.",
    );
    expect(await run(["check", "gone.yml"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("CONFIG_UNREADABLE"),
    });
    expect(await run(["check"])).toMatchObject({ code: 2, stderr: expect.stringContaining("NOT_A_PROJECT") });
  });
});

describe("config show", () => {
  it("prints what holds and never a secret, but references as they are written", async () => {
    for (const args of [["show"], ["show", "--json"], ["show", "--defaults"]]) {
      const { code, stdout, stderr } = await run(args, { yaml: secret, env: { TOKEN: "t0ken-value" } });
      expect(code).toBe(0);
      expect(stdout + stderr).not.toMatch(/s3cr3t|t0ken-value/);
      expect(stdout).toContain("$TOKEN");
      expect(stdout).toContain("postgres://u:***@h/d");
    }
  });

  it("marks defaults", async () => {
    const { stdout } = await run(["show", "--defaults"], { yaml: "version: 1\nrun: {kill_after: 5s}\n" });
    expect(stdout).toContain("stall_after: 10m # default");
    expect(stdout).toContain("kill_after: 5s\n");
    const json = JSON.parse((await run(["show", "--defaults", "--json"])).stdout);
    expect(json.defaults).toContain("run.stall_after");
    expect(json.defaults).not.toContain("run.kill_after");
  });

  it("shows an environment and a job, and counts what is left out", async () => {
    const yaml =
      "version: 1\nenvironments: {prod: {run: {stall_after: 1m}}}\njobs: {daily: {kill_after: 9s}}\nx: 1\n";
    const { stdout, stderr } = await run(["show", "--environment", "prod", "--job", "daily", "--json"], {
      yaml,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      environment: "prod",
      job: "daily",
      settings: { run: { stall_after: "1m", kill_after: "9s" } },
    });
    expect(stderr).toContain("1 error left out");
  });
});

/** What our settings say about themselves, which is no word of JSON Schema. */
const OUR_OWN_WORDS = new Set(["sensitive", "literal", "whole", "expects"]);
const NAMES_OF_PEOPLE = new Set(["properties", "patternProperties", "$defs"]);

/** Every keyword of a JSON Schema; names of settings (a check is called `sensitive`) are none. */
function keywords(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keywords);
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([word, inner]) => [
    word,
    ...(NAMES_OF_PEOPLE.has(word) ? Object.values(inner).flatMap(keywords) : keywords(inner)),
  ]);
}

it("config schema prints the JSON Schema, needing no project", async () => {
  rmSync(join(root, "meltano.yml"));
  const { code, stdout } = await run(["schema"]);
  const schema = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(schema).toMatchObject({ required: ["version"], additionalProperties: false });
  expect(schema.properties.run.properties.timeout).toEqual({ $ref: "#/$defs/timeout" });
  expect(schema.$defs.timeout.anyOf[1]).toEqual({ $ref: "#/$defs/reference" });
  expect(keywords(schema).filter((word) => OUR_OWN_WORDS.has(word))).toEqual([]);
});

it.each(["check", "show", "schema"])("config %s --help ends with two examples", async (name) => {
  const { code, stdout } = await run([name, "--help"]);
  expect(code).toBe(0);
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .slice(-2)
      .every((line) => line.startsWith("  pitchpipe config")),
  ).toBe(true);
});
