import { describe, expect, it } from "vitest";
import { type LineageConfig, lineageConfig } from "./lineage-config.ts";
import { openlineageSettings } from "./settings.ts";
import { eventFile, requestHeaders } from "./transport.ts";

const root = "/srv/elt";

function config(given: {
  readonly settings?: object;
  readonly env?: Record<string, string>;
  readonly file?: unknown;
}): LineageConfig {
  const settings = given.settings === undefined ? undefined : openlineageSettings.parse(given.settings);
  return lineageConfig({ settings, env: given.env ?? {}, file: given.file ?? null, root });
}

const http = { type: "http", name: "http", url: "http://ol:5000/api/v1/lineage", apiKey: null, gzip: false };
const url = "http://ol:5000";

describe("where events go", () => {
  it("is nowhere without a word", () => {
    expect(config({})).toMatchObject({ transports: [], namespace: "default", problems: [] });
    expect(config({ settings: { namespace: "meltano" } })).toMatchObject({
      transports: [],
      namespace: "meltano",
    });
  });

  it("is what pitchpipe.yml says, with what the client's variables say of the same server", () => {
    const settings = {
      url,
      namespace: "meltano",
      compression: "gzip",
      timeout: "2s",
      headers: { "X-A": "b" },
    };
    const env = { OPENLINEAGE_URL: url, OPENLINEAGE_API_KEY: "key-1", OPENLINEAGE_NAMESPACE: "other" };
    expect(config({ settings, env })).toMatchObject({
      namespace: "meltano",
      transports: [{ ...http, apiKey: "key-1", gzip: true, timeoutMs: 2000, headers: { "X-A": "b" } }],
    });
    expect(
      config({ settings, env: { ...env, OPENLINEAGE_URL: "http://elsewhere" } }).transports,
    ).toMatchObject([{ url: http.url, apiKey: null }]);
    expect(
      config({ settings: { ...settings, endpoint: "lineage", api_key: "own" } }).transports,
    ).toMatchObject([{ url: "http://ol:5000/lineage", apiKey: "own" }]);
  });

  it("is several places where pitchpipe.yml names several", () => {
    expect(config({ settings: { url, file: "/tmp/lineage.jsonl", console: true } }).transports).toMatchObject(
      [
        http,
        { type: "file", name: "file", path: "/tmp/lineage.jsonl", append: true },
        { type: "console", name: "console" },
      ],
    );
  });

  it("is what the client's own variables say", () => {
    const env = { OPENLINEAGE_URL: url, OPENLINEAGE_ENDPOINT: "api/v2", OPENLINEAGE_API_KEY: "key-1" };
    expect(config({ env: { ...env, OPENLINEAGE_NAMESPACE: "etl" } })).toMatchObject({
      namespace: "etl",
      transports: [{ ...http, url: "http://ol:5000/api/v2", apiKey: "key-1", timeoutMs: 5000 }],
    });
    expect(
      config({
        env: {
          OPENLINEAGE__TRANSPORT__TYPE: "http",
          OPENLINEAGE__TRANSPORT__URL: url,
          OPENLINEAGE__TRANSPORT__TIMEOUT: "1.5",
          OPENLINEAGE__TRANSPORT__COMPRESSION: "gzip",
          OPENLINEAGE__TRANSPORT__AUTH: '{"type": "api_key", "apiKey": "key-2"}',
          OPENLINEAGE__TRANSPORT__CUSTOM_HEADERS: '{"x-team": "wms"}',
        },
      }).transports,
    ).toMatchObject([
      { ...http, apiKey: "key-2", gzip: true, timeoutMs: 1500, headers: { "x-team": "wms" } },
    ]);
    const auth = {
      OPENLINEAGE__TRANSPORT__AUTH__TYPE: "api_key",
      OPENLINEAGE__TRANSPORT__AUTH__APIKEY: "key-3",
    };
    const typed = { OPENLINEAGE__TRANSPORT__TYPE: "http", OPENLINEAGE__TRANSPORT__URL: url };
    expect(config({ env: { ...typed, ...auth } }).transports).toMatchObject([{ apiKey: "key-3" }]);
  });

  it("is what openlineage.yml says before the variables, key by key", () => {
    const file = { transport: { type: "http", url, auth: { type: "api_key", api_key: "in-file" } } };
    const env = {
      OPENLINEAGE__TRANSPORT__URL: "http://elsewhere",
      OPENLINEAGE__TRANSPORT__COMPRESSION: "gzip",
      OPENLINEAGE_URL: "http://plain",
    };
    expect(config({ file, env }).transports).toMatchObject([{ ...http, apiKey: "in-file", gzip: true }]);
  });

  it("is every part of a composite, by its name, and the plain address as one more", () => {
    const parts = { marquez: { type: "http", url }, kept: { type: "file", log_file_path: "logs/ol" } };
    const file = { transport: { type: "composite", transports: parts } };
    expect(config({ file, env: { OPENLINEAGE_URL: "http://plain" } }).transports).toMatchObject([
      { name: "default_http", url: "http://plain/api/v1/lineage" },
      { ...http, name: "marquez" },
      { type: "file", name: "kept", path: "/srv/elt/logs/ol", append: false },
    ]);
    const list = [
      { type: "console" },
      { type: "file", log_file_path: "file:///var/ol", append: true },
      { type: "console" },
    ];
    expect(config({ file: { transport: { type: "composite", transports: list } } }).transports).toEqual([
      { type: "console", name: "console-1" },
      { type: "file", name: "file-2", path: "/var/ol", append: true },
      { type: "console", name: "console-3" },
    ]);
    const same = [
      { type: "console", name: "a" },
      { type: "console", name: "a" },
    ];
    expect(config({ file: { transport: { type: "composite", transports: same } } }).transports).toMatchObject(
      [{ name: "a" }, { name: "a-2" }],
    );
  });

  it.each([
    ["by the variable", { settings: { url }, env: { OPENLINEAGE_DISABLED: " True " } }],
    ["by pitchpipe.yml", { settings: { url, enabled: false }, env: { OPENLINEAGE_URL: url } }],
    [
      "by a transport that does nothing",
      { file: { transport: { type: "noop" } }, env: { OPENLINEAGE_URL: url } },
    ],
  ])("is nowhere once switched off %s", (_, given) => {
    expect(config(given)).toMatchObject({ transports: [], problems: [] });
  });

  it.each([
    [{ type: "kafka" }, /of type kafka/],
    [{ type: "http" }, /has no url/],
    [{ type: "http", url: "file:///etc/passwd" }, /has no url/],
    [{ type: "http", url, auth: { type: "jwt" } }, /another auth/],
    [{ type: "file" }, /no log_file_path/],
    [{ type: "file", log_file_path: "s3://bucket/ol" }, /only to local files/],
    [{}, /^$/],
  ])("is nowhere for %j, and it is said", (transport, problem) => {
    const { transports, problems } = config({ file: { transport } });
    expect(transports).toEqual([]);
    expect(problems.join()).toMatch(problem);
  });

  it("is a server whose certificate is checked, whatever is said", () => {
    const file = { transport: { type: "http", url, verify: false } };
    expect(config({ file })).toMatchObject({
      transports: [http],
      problems: [expect.stringMatching(/verify: false/)],
    });
    expect(
      config({ file: { transport: { type: "http", url, verify: "certs/ca.pem" } } }).transports,
    ).toMatchObject([{ ca: "/srv/elt/certs/ca.pem" }]);
  });

  it.each([null, "text", [1], { transport: "http" }, { transport: { type: "composite", transports: 5 } }])(
    "is nowhere where openlineage.yml holds %j",
    (file) => {
      expect(config({ file }).transports).toEqual([]);
    },
  );
});

describe("which jobs are told, and what with them", () => {
  it("leaves out what a filter fits from its beginning", () => {
    const filters = [
      { type: "regex", regex: "tmp_" },
      { type: "exact", match: "secret-job" },
      { type: "regex", regex: "(" },
      { type: "colour" },
    ];
    const { tells, problems } = config({ file: { filters } });
    expect(["tmp_x", "my_tmp_x", "secret-job", "secret-job.a"].map(tells)).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(problems).toHaveLength(2);
  });

  it("takes tags and variables along", () => {
    const file = {
      tags: { job: { team: "wms", none: null }, run: { tier: 1 } },
      facets: { environment_variables: ["MELTANO_ENVIRONMENT"] },
    };
    expect(config({ file })).toMatchObject({
      ...{ jobTags: { team: "wms" }, runTags: { tier: "1" } },
      environmentVariables: ["MELTANO_ENVIRONMENT"],
    });
  });
});

describe("what a transport sends", () => {
  it("has our own headers, whatever the settings' headers are called", () => {
    const { transports } = config({
      settings: {
        url,
        api_key: "key-1",
        compression: "gzip",
        headers: { "Content-Type": "text/plain", "X-A": "b" },
      },
    });
    const [transport] = transports;
    if (transport?.type !== "http") throw new Error("no http transport");
    expect(requestHeaders(transport)).toEqual({
      "x-a": "b",
      "content-type": "application/json",
      authorization: "Bearer key-1",
    });
  });

  it("is a file of its own for each event, the same each time", () => {
    const transport = { type: "file", name: "file", path: "/var/ol", append: false } as const;
    const event = { id: "019ca8d2-4a00:1:START", at: Date.UTC(2026, 2, 1, 8, 0, 0, 5) };
    expect(eventFile(transport, event)).toBe("/var/ol-20260301-080000.005-019ca8d2-4a00_1_START.json");
  });
});
