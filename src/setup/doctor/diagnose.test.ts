import { describe, expect, it } from "vitest";
import { diagnose, isFailure } from "./diagnose.ts";
import type { SetupFacts } from "./facts.ts";
import { type Finding, listed } from "./finding.ts";

const hour = 3_600_000;
const executable = { written: "./bin/x", path: "/p/bin/x", state: "runnable", version: "1.2.3" } as const;
const utility = {
  type: "utilities",
  name: "pitchpipe",
  definedIn: "meltano.yml",
  outdatedKeys: [],
  executable,
} as const;
const mapper = { ...utility, type: "mappers", name: "pitchpipe-mapper" } as const;

/** A set-up with which nothing is wrong. */
const good: SetupFacts = {
  now: 100 * hour,
  node: { running: "24.1.0", oldest: "22.12.0" },
  meltano: { path: "/v/bin/meltano", foundBy: "PATH", version: "4.4.1", why: null },
  plugins: [utility, mapper],
  mappings: ["watch"],
  jobs: [
    { name: "daily", pairs: 1, unwatched: [] },
    { name: "dbt", pairs: 0, unwatched: [] },
  ],
  schedules: [{ name: "nightly", job: "daily" }],
  config: {
    file: "/p/pitchpipe.yml",
    problems: [],
    channels: [
      { name: "log", type: "log" },
      { name: "hook", type: "webhook" },
    ],
    misconfigured: [],
  },
  store: {
    location: "/p/.meltano/pitchpipe/pitchpipe.db",
    kind: "sqlite",
    state: "ready",
    why: null,
    writable: true,
    disk: { type: "ext4", kind: "local" },
    lastTickAt: 100 * hour - 30_000,
  },
  openToOthers: [],
  spoolFiles: 0,
  loggingFile: null,
};

const of = (changes: Partial<SetupFacts>): Finding[] => diagnose({ ...good, ...changes }, "1.2.3");
const store = (changes: Partial<SetupFacts["store"]>) => ({ store: { ...good.store, ...changes } });
const config = (changes: Partial<SetupFacts["config"]>) => ({ config: { ...good.config, ...changes } });
const plugin = (changes: object) => ({ plugins: [{ ...utility, ...changes }, mapper] });
const broken = (changes: object) => plugin({ executable: { ...executable, ...changes } });
const problemAt = (path: string, severity: "error" | "warning", line: number | null = null) => ({
  path,
  line,
  severity,
  message: `wrong ${path}.`,
  hint: null,
});

describe("doctor", () => {
  it("finds nothing wrong where nothing is", () => {
    expect(of({}).filter(({ status }) => status !== "ok")).toEqual([]);
    expect(of({}).map(({ name }) => name)).toEqual([
      "node",
      "meltano",
      "utility",
      "mapper",
      "mapping",
      "jobs",
      "schedules",
      "config",
      "variables",
      "store",
      "disk",
      "permissions",
      "spool",
      "tick",
      "channels",
    ]);
  });

  it.each<[string, Partial<SetupFacts>, string, Finding["status"], RegExp]>([
    [
      "an old Node",
      { node: { running: "20.9.0", oldest: "22.12.0" } },
      "node",
      "problem",
      /too old. Install Node 22/,
    ],
    [
      "a Node of an old minor",
      { node: { running: "22.11.9", oldest: "22.12.0" } },
      "node",
      "problem",
      /too old/,
    ],
    ["no Meltano", { meltano: null }, "meltano", "problem", /PITCHPIPE_MELTANO/],
    [
      "a Meltano that says nothing",
      { meltano: { path: "/m", foundBy: ".venv", version: null, why: "timed out" } },
      "meltano",
      "unknown",
      /\/m \(found by \.venv\) did not say its version: timed out/,
    ],
    [
      "a Meltano nobody tried",
      { meltano: { path: "/m", foundBy: "PATH", version: "2.20.0", why: null } },
      "meltano",
      "warning",
      /only 3.x and 4.x/,
    ],
    [
      "no utility",
      plugin({ definedIn: null, executable: null }),
      "utility",
      "problem",
      /Do: pitchpipe init$/,
    ],
    [
      "a path that leads nowhere",
      broken({ state: "missing", path: "/p/bin/x" }),
      "utility",
      "problem",
      /calls \.\/bin\/x, but there is nothing at \/p\/bin\/x/,
    ],
    [
      "a name that is not on PATH",
      broken({ written: "pitchpipe", state: "missing", path: null }),
      "utility",
      "problem",
      /calls pitchpipe, but it is not on PATH/,
    ],
    ["no x-bit", broken({ state: "not executable" }), "utility", "problem", /chmod \+x \/p\/bin\/x/],
    ["a program anybody may write", broken({ state: "writable by all" }), "utility", "problem", /chmod go-w/],
    [
      "a program that says nothing",
      broken({ version: null }),
      "utility",
      "unknown",
      /Try: \/p\/bin\/x --version/,
    ],
    [
      "another version",
      broken({ version: "1.0.0" }),
      "utility",
      "warning",
      /calls pitchpipe 1.0.0 .*, but this is 1.2.3/,
    ],
    [
      "an outdated definition",
      plugin({ outdatedKeys: ["commands"] }),
      "utility",
      "warning",
      /in commands.*init --update/,
    ],
    [
      "an outdated definition elsewhere",
      plugin({ outdatedKeys: ["commands"], definedIn: "another file" }),
      "utility",
      "warning",
      /init --print/,
    ],
    ["a mapper without mapping", { mappings: [] }, "mapping", "problem", /no mapping, so no run can name it/],
    [
      "neither mapper nor mapping",
      { plugins: [utility, { ...mapper, definedIn: null, executable: null }], mappings: [] },
      "mapping",
      "problem",
      /no mapping without the mapper/,
    ],
    ["no jobs", { jobs: [] }, "jobs", "ok", /No job moves data/],
    [
      "unwatched jobs",
      {
        jobs: [
          { name: "a", pairs: 1, unwatched: ["tap → target"] },
          { name: "b", pairs: 2, unwatched: ["tap-x → target-y"] },
          { name: "c", pairs: 1, unwatched: [] },
        ],
      },
      "jobs",
      "warning",
      /not watched in a and b \(tap-x → target-y\)\..*Put `watch`/,
    ],
    ["no schedules", { schedules: [] }, "schedules", "ok", /no schedules/],
    [
      "schedules of unwatched jobs",
      { jobs: [{ name: "daily", pairs: 1, unwatched: ["tap → target"] }] },
      "schedules",
      "warning",
      /nightly starts a job whose records are not watched/,
    ],
    [
      "a schedule of the old kind",
      { schedules: [{ name: "old", job: null }] },
      "schedules",
      "warning",
      /old names extractor and loader, where no mapper can stand/,
    ],
    ["no settings file", config({ file: null }), "config", "ok", /everything is as built in/],
    [
      "wrong settings, the worst first",
      config({ problems: [problemAt("a", "warning"), problemAt("b", "error", 7)] }),
      "config",
      "problem",
      /^line 7: wrong b\. \(and 1 more\) All of it: pitchpipe config check$/,
    ],
    [
      "doubtful settings",
      config({ problems: [problemAt("a", "warning", 2)] }),
      "config",
      "warning",
      /line 2: wrong a/,
    ],
    [
      "a variable nobody knows",
      config({ problems: [{ ...problemAt("PITCHPIPE_STOER", "warning"), hint: "Did you mean X?" }] }),
      "variables",
      "warning",
      /wrong PITCHPIPE_STOER\. Did you mean X\?/,
    ],
    [
      "a store out of reach",
      store({ state: "unavailable", why: "No answer.", lastTickAt: undefined }),
      "store",
      "problem",
      /can't be used: No answer\./,
    ],
    ["a store that is read-only", store({ writable: false }), "store", "problem", /can't be written/],
    [
      "a store nobody made yet",
      store({ state: "absent", lastTickAt: null }),
      "store",
      "ok",
      /next run or tick/,
    ],
    ["a store whose rights are not known", store({ writable: null }), "store", "unknown", /not known/],
    ["PostgreSQL", store({ kind: "postgres", writable: null, disk: null }), "store", "ok", /answers/],
    ["PostgreSQL's disk", store({ kind: "postgres", disk: null }), "disk", "ok", /PostgreSQL/],
    [
      "a network disk",
      store({ disk: { type: "nfs4", kind: "network" } }),
      "disk",
      "warning",
      /nfs4.*SQLite is not safe/,
    ],
    [
      "a container's disk",
      store({ disk: { type: "overlay", kind: "container" } }),
      "disk",
      "warning",
      /goes with it/,
    ],
    ["memory", store({ disk: { type: "tmpfs", kind: "memory" } }), "disk", "warning", /gone after a restart/],
    ["a disk that is not known", store({ disk: null }), "disk", "unknown", /not known/],
    [
      "files others may read",
      { openToOthers: ["/p/a", "/p/b"] },
      "permissions",
      "warning",
      /\/p\/a and \/p\/b.*chmod -R go= \/p\/a/,
    ],
    ["one file in the spool", { spoolFiles: 1 }, "spool", "warning", /1 file of facts waits/],
    ["files in the spool", { spoolFiles: 3 }, "spool", "warning", /3 files of facts wait .*pitchpipe tick/],
    [
      "a log elsewhere",
      { loggingFile: "/p/logging.yaml" },
      "logging",
      "ok",
      /handlers of \/p\/logging.yaml get nothing/,
    ],
    ["no tick ever", store({ lastTickAt: null }), "tick", "warning", /Nothing ticks: missed runs/],
    ["no store to ask about ticks", store({ lastTickAt: undefined }), "tick", "unknown", /can't be read/],
    [
      "an old store to ask",
      store({ state: "absent", lastTickAt: undefined }),
      "tick",
      "warning",
      /Nothing ticks/,
    ],
    ["an old tick", store({ lastTickAt: 95 * hour }), "tick", "warning", /last one was 5 h ago/],
    ["a very old tick", store({ lastTickAt: 0 }), "tick", "warning", /last one was 4 days ago/],
    ["a tick some minutes ago", store({ lastTickAt: 99.5 * hour }), "tick", "ok", /30 min ago/],
    ["no channel", config({ channels: [] }), "channels", "warning", /Nobody is told: there is no channel/],
    [
      "only a file",
      config({ channels: [{ name: "log", type: "log" }] }),
      "channels",
      "warning",
      /only go into a file/,
    ],
    [
      "a channel without its secret",
      config({ misconfigured: [{ name: "hook", missing: ["HOOK_URL"] }] }),
      "channels",
      "warning",
      /hook can't be used: HOOK_URL is not set\. Set HOOK_URL/,
    ],
  ])("says of %s", (_, changes, name, status, text) => {
    const finding = of(changes).find((candidate) => candidate.name === name);
    expect(finding).toMatchObject({ name, status });
    expect(`${finding?.message}${finding?.fix ? ` ${finding.fix}` : ""}`).toMatch(text);
  });

  it("gives a fix for everything that is wrong", () => {
    const wrong = of({ meltano: null, mappings: [], spoolFiles: 2, ...store({ writable: false }) });
    for (const { status, fix } of wrong) if (status !== "ok") expect(fix).not.toBe(null);
  });

  it("fails on problems, and on warnings and what is unknown where that is asked for", () => {
    const problem = of({ meltano: null });
    const warning = of({ spoolFiles: 1 });
    const unknown = of(store({ disk: null }));
    expect([problem, warning, unknown, of({})].map((findings) => isFailure(findings, "error"))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([problem, warning, unknown, of({})].map((findings) => isFailure(findings, "warning"))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe("names in a sentence", () => {
  it.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a and b"],
    [["a", "b", "c", "d"], "a, b, c and d"],
    [["a", "b", "c", "d", "e"], "a, b, c and 2 more"],
  ])("%j", (names, text) => {
    expect(listed(names)).toBe(text);
  });
});
