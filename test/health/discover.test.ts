import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { makeScratchProject, type ScratchProject } from "../alerts/project.ts";

const meltano = `
version: 1
default_environment: dev
environments: [{name: dev}]
plugins:
  extractors:
  - name: tap-postgres
    namespace: tap_postgres
    config: {host: db.example.com, port: 5432, user: etl, password: $SOURCE_SECRET, database: shop}
  - name: tap-oracle-wms
    namespace: tap_oracle_wms
    config: {base_url: "https://u:geheim-777@wms.example.com", username: wms, password: geheim-888, environment: demo_a9}
  loaders:
  - {name: target-postgres, namespace: target_postgres, config: {sqlalchemy_url: "postgresql://me:geheim-999@dwh.example.com/dwh"}}
jobs:
- {name: load, tasks: [tap-postgres target-postgres, tap-oracle-wms target-postgres]}
`;

function project(): ScratchProject {
  const made = makeScratchProject();
  writeFileSync(join(made.root, "meltano.yml"), meltano);
  writeFileSync(join(made.root, ".env"), "SOURCE_SECRET=geheim-666\n");
  return made;
}

const secrets = ["geheim-666", "geheim-777", "geheim-888", "geheim-999"];
const text = ({ root }: ScratchProject): string => readFileSync(join(root, "pitchpipe.yml"), "utf8");

it("health discover --write puts each check into pitchpipe.yml, keeps all the rest, and writes no secret", async () => {
  await using at = project();
  const before =
    "version: 1 # ours\n\nhealth: # what we know\n  vpn: {type: tcp, host: 10.0.0.1, port: 443}\n\n# nobody yet\nchannels: {}\n";
  at.configure(before);
  const shown = await at.pitchpipe(["health", "discover"]);
  expect(text(at)).toBe(before);
  const said = await at.pitchpipe(["health", "discover", "--write"]);
  expect(said).toMatchObject({ code: 0, err: "" });
  expect(said.out).toMatch(/^\+ {2}tap-postgres: \{type: postgres, host: db.example.com/m);
  expect(said.out).toContain("pitchpipe.yml: written.");
  const after = text(at);
  const added = after.split("\n").filter((line) => !before.includes(line));
  expect(added).toHaveLength(4);
  expect(before).toBe(
    after
      .split("\n")
      .filter((line) => !added.includes(line))
      .join("\n"),
  );
  expect(parse(after).health).toEqual({
    vpn: { type: "tcp", host: "10.0.0.1", port: 443 },
    "tap-postgres": {
      type: "postgres",
      host: "db.example.com",
      port: 5432,
      user: "etl",
      // The variable that meltano.yml has it from.
      password: "$SOURCE_SECRET",
      database: "shop",
      plugins: ["tap-postgres"],
    },
    "target-postgres": {
      type: "postgres",
      url: "$TARGET_POSTGRES_SQLALCHEMY_URL",
      plugins: ["target-postgres"],
    },
    "tap-oracle-wms": {
      type: "oracle-wms",
      base_url: "$TAP_ORACLE_WMS_BASE_URL",
      env: "demo_a9",
      auth: { type: "basic", username: "wms", password: "$TAP_ORACLE_WMS_PASSWORD" },
      plugins: ["tap-oracle-wms"],
    },
    meltano: { type: "meltano" },
  });
  expect(said.out).toMatch(/Set these first \(in .env\): .*TARGET_POSTGRES_SQLALCHEMY_URL/);
  for (const secret of secrets) for (const said of [after, shown.out]) expect(said).not.toContain(secret);
  expect(
    (await at.json(["config", "check"])).problems.filter(
      ({ severity }: { severity: string }) => severity === "error",
    ),
  ).toEqual([]);
});

it("health discover --write a second time changes nothing, also while variables are missing", async () => {
  await using at = project();
  at.configure("version: 1\n");
  expect((await at.json(["health", "discover", "--write"])).written).toBe(true);
  const once = text(at);
  expect(await at.json(["health", "discover", "--write"])).toEqual({ checks: [], written: false });
  expect((await at.pitchpipe(["health", "discover", "--write"])).out).toContain("nothing to write");
  expect(text(at)).toBe(once);
});

it("health discover --write makes the file where there is none, for its owner alone", async () => {
  await using at = project();
  const file = join(at.root, "pitchpipe.yml");
  expect(existsSync(file)).toBe(false);
  await at.pitchpipe(["health", "discover", "--write"]);
  expect(text(at)).toMatch(/^version: 1\n\nhealth:\n {2}tap-postgres: /);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it("health discover --write leaves a file alone that can't be edited safely", async () => {
  await using at = project();
  const before = "version: 1\nx: &all {}\nhealth: *all\n";
  at.configure(before);
  const said = await at.pitchpipe(["health", "discover", "--write"]);
  expect(said).toMatchObject({ code: 2, err: expect.stringContaining("CONFIG_UNEDITABLE") });
  expect(text(at)).toBe(before);
});
