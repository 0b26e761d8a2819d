import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExactNumber } from "../quality/setting-values.ts";
import { loadConfig } from "./load.ts";
import { loadMapperConfig } from "./load-mapper.ts";

function load(text: string) {
  const root = mkdtempSync(join(tmpdir(), "pitchpipe-streams-"));
  writeFileSync(join(root, "pitchpipe.yml"), `version: 1\n${text}`);
  return loadConfig({
    root,
    sysDir: join(root, ".meltano"),
    env: {},
    environment: null,
    job: null,
    overrides: {},
  });
}

const documented = `
samples: {rows: 5, values: masked}
defaults: {checks: true, columns: true, rules: true}
strict: {unknown_streams: false, unknown_fields: false}
streams:
  "order_*":
    owner: wms-team
    hold_state: false
    checks:
      - {not_null: [id, order_nbr], on_violation: quarantine}
      - {unique: [id]}
      - {range: {field: packed_qty, min: 0, max: 100000}, warn: {percent: 0.1}, fail: {percent: 1}}
      - {length: {field: order_nbr, min: 4, max: 20}}
      - {pattern: {field: order_nbr, regex: "^ORD[0-9]+$"}, mode: shadow}
      - {enum: {field: status, values: [OPEN, PICKED, PACKED, SHIPPED]}}
      - {format: {field: email, format: email}, where: "email != null"}
      - {expression: "packed_qty <= alloc_qty", name: packed_within_alloc, fail: {count: 1}}
      - {references: {field: item, to_stream: items, to_field: code}}
      - {row_count: {min: 1}, severity: error}
      - {volume: {sensitivity: 3, min_history: 7}}
      - {freshness: {field: mod_ts, max_lag: 26h}}
      - {null_rate: {field: note, max_percent: 20}}
      - {schema_drift: {}, fail: {breaking: 1}}
      - {sensitive: {fields: [note]}, on_violation: mask}
`;

describe("streams", () => {
  it("load as the design writes them", () => {
    const { problems, settings } = load(documented);
    expect(problems).toEqual([]);
    expect(settings.streams["order_*"]?.checks).toHaveLength(15);
    expect(settings.samples).toEqual({ rows: 5, values: "masked" });
    expect(load("samples: {values: false}").settings.samples.values).toBe("none");
  });

  it("keep all digits of unquoted numbers", () => {
    const { problems, settings } = load(
      "streams: {a: {checks: [{range: {field: v, min: 0.1, max: 12345678901234567890}}, {enum: {field: w, values: [0.12345678901234567890, 1.10]}}]}}\n",
    );
    expect(problems).toEqual([]);
    const [range, list] = (settings.streams["a"]?.checks ?? []) as unknown as [
      { range: { min: ExactNumber; max: ExactNumber } },
      { enum: { values: ExactNumber[] } },
    ];
    expect([range.range.min.text, range.range.max.text]).toEqual(["0.1", "12345678901234567890"]);
    expect(list.enum.values.map(({ text }) => text)).toEqual(["0.12345678901234567890", "1.1"]);
  });

  it("keep all digits in a mapping's config too", () => {
    const config = loadMapperConfig({
      configFiles: ["c.json"],
      env: {},
      readFile: () => '{"streams":{"a":{"checks":[{"range":{"field":"v","max":12345678901234567890}}]}}}',
    });
    expect(config.problems).toEqual([]);
    const [range] = (config.streamLayers.at(-1)?.["a"]?.checks ?? []) as unknown as [
      { range: { max: ExactNumber } },
    ];
    expect(range.range.max.text).toBe("12345678901234567890");
  });

  it.each<[string, string, "error" | "warning", RegExp]>([
    ["{not_null: [a], warn: {count: 5}, fail: {count: 2}}", "warn", "error", /beyond fail/],
    ["{not_null: [a], warn: {percent: 5}, fail: {percent: 2}}", "warn", "error", /beyond fail/],
    ["{notnull: [a]}", "notnull", "error", /There is no key notnull/],
    ["{not_null: [a], unique: [a]}", "", "error", /more than one check: not_null, unique/],
    ["{owner: me}", "", "error", /has no check/],
    ["{pattern: {field: a, regex: '('}}", "pattern.regex", "error", /no regular expression/],
    ["{pattern: {field: a, regex: '(a)\\1'}}", "pattern.regex", "error", /no regular expression/],
    ["{expression: 'a >'}", "expression", "error", /is no condition/],
    ["{expression: 'a + 1'}", "expression", "error", /must be true or false/],
    ["{not_null: [a], where: '1'}", "where", "error", /must be true or false/],
    ["{expression: 'a > 1', on_violation: mask}", "on_violation", "error", /can't mask/],
    ["{not_null: [], on_violation: mask}", "on_violation", "error", /can't mask/],
    ["{not_null: [a], on_violation: hold}", "on_violation", "error", /only activate_version can/],
    ["{row_count: {min: 1}, on_violation: drop}", "on_violation", "error", /not decided row by row/],
    ["{not_null: [a], fail: {breaking: 1}}", "fail", "error", /only schema_drift knows/],
    ["{range: {field: a, min: 5, max: 1}}", "range.max", "error", /no value can be within/],
    ["{range: {field: a, min: 1}, fail: {percent: 101}}", "fail.percent", "error", /from 0 to 100/],
    ["{row_count: {min: 1}, fail: {count: 1}}", "fail", "warning", /bookmarks have left already/],
    ["{volume: {}, where: 'a > 1'}", "where", "error", /volume looks at the stream as a whole/],
    ["{schema_drift: {}, where: 'a > 1'}", "where", "error", /as a whole/],
    ["{null_rate: {field: a, max_percent: 5}, warn: {count: 2}}", "warn", "error", /decided once/],
    [
      '{not_null: ["a[0]"]}',
      "not_null",
      "warning",
      /names a\[0\], which stands for a property called a\[0\]/,
    ],
    ['{range: {field: "items[*].qty", min: 1}}', "range", "warning", /a property called items\[\*\]/],
    ["{not_null: [a..b]}", "not_null", "warning", /names a\.\.b, which has an empty step and means a\.b/],
    ["{null_rate: {field: a., max_percent: 5}}", "null_rate", "warning", /empty step/],
    ["{unique: [$.a]}", "unique", "warning", /begins with a property called \$/],
    ["{sensitive: {fields: []}}", "sensitive.fields", "error", /looks at no field/],
    ["{sensitive: {fields: [a], allow: [a]}}", "sensitive.allow[0]", "error", /a is looked at and allowed/],
    ["{sensitive: {fields: [a.b], allow: [a]}}", "sensitive.allow[0]", "error", /a\.b is looked at/],
    ["{sensitive: {fields: [a], allow: [b]}}", "sensitive.allow[0]", "warning", /b is not looked at/],
    ["{type: {field: a, type: int}}", "type.type", "error", /one or several of string.*not "int"/],
  ])("%s is found, with its place", (entry, where, severity, message) => {
    const { problems, settings } = load(
      `streams:\n  orders:\n    checks:\n      - ${entry}\n      - {unique: [id]}\n`,
    );
    expect(problems).toHaveLength(1);
    const [found] = problems;
    expect(found?.path).toBe(`streams.orders.checks[0]${where === "" ? "" : `.${where}`}`);
    expect([found?.line, found?.severity]).toEqual([5, severity]);
    expect(found?.message).toMatch(message);
    const left = settings.streams["orders"]?.checks ?? [];
    expect(left).toHaveLength(severity === "error" ? 1 : 2);
  });

  it.each(["{not_null: ['a\\[0]', 'a[]', 'a[].b', 'a\\.b']}", "{sensitive: {fields: [a], allow: [a.b]}}"])(
    "are silent about %s",
    (entry) => {
      expect(load(`streams:\n  orders:\n    checks:\n      - ${entry}\n`).problems).toEqual([]);
    },
  );

  it("find two entries of one name", () => {
    const { problems } = load(
      "streams:\n  a:\n    checks:\n      - {unique: [id]}\n      - {unique: [id]}\n      - {unique: [id], name: again}\n",
    );
    expect(problems).toMatchObject([{ line: 6, message: expect.stringMatching(/same name.*unique_id/) }]);
  });

  it("are silent about a late fail where STATEs are held, and name the cost where not", () => {
    const held = "streams:\n  a: {hold_state: true, checks: [{row_count: {min: 1}, fail: {count: 1}}]}\n";
    expect(load(held).problems).toEqual([]);
    expect(load(held.replace("true", "false")).problems[0]?.hint).toMatch(/crash loses the run's progress/);
  });
});
