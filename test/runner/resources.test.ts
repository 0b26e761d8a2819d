import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeProject } from "./fake-project.ts";

interface PluginDocument {
  readonly name: string;
  readonly role: string;
  readonly exit_code: number | null;
  readonly cpu_seconds: number | null;
  readonly cpu_percent: number | null;
  readonly max_rss_bytes: number | null;
  readonly samples: readonly { readonly at: string; readonly cpu_percent: number }[];
}

/** A target that computes and holds 150 MB, beside a tap that waits. It computes much, also where others leave it little. */
const target =
  "const held = Buffer.alloc(150e6, 1); const end = Date.now() + 5500; while (Date.now() < end || process.cpuUsage().user < 3e6) held[0]++;";
const tap = "setTimeout(() => {}, 5500);";

describe("what the plugins of a run take from the machine", () => {
  const project = new FakeProject();
  let plugins: readonly PluginDocument[] = [];
  let stderr = "";
  const named = (name: string) => plugins.find((plugin) => plugin.name === name);

  beforeAll(async () => {
    const ended = await project.run(["run", "tap-x", "target-y"], {
      plugins: [
        { name: "tap-x", side: "tap", body: tap },
        { name: "target-y", side: "target", body: target },
      ],
    });
    stderr = ended.stderr;
    plugins = (await project.latest())["plugins"] as PluginDocument[];
  });
  afterAll(() => project.remove());

  it("is in the run's document, beside their exit codes, with Meltano itself", () => {
    expect(plugins).toMatchObject([
      { name: "meltano", role: "other", exit_code: 0 },
      { name: "tap-x", role: "tap", exit_code: 0 },
      { name: "target-y", role: "target", exit_code: 0 },
    ]);
    for (const plugin of plugins) expect(plugin.max_rss_bytes).toBeGreaterThan(10e6);
  });

  it("shows who computed and who waited", () => {
    const [busy, idle] = [named("target-y")?.cpu_seconds ?? 0, named("tap-x")?.cpu_seconds ?? 0];
    expect(busy).toBeGreaterThan(4 * idle);
    expect(named("target-y")?.max_rss_bytes).toBeGreaterThan(150e6);
    expect(named("tap-x")?.max_rss_bytes).toBeLessThan(150e6);
    expect(named("target-y")?.samples.length).toBeGreaterThan(1);
  });

  it("is drawn in the summary", () => {
    expect(stderr).toMatch(/plugin +cpu +of a core/);
    expect(stderr).toMatch(/target-y +[\d.]+ s +\d+ % .*[▁-█]+ +\d+\.\d MB/);
  });

  it("is a sample that rules can name", async () => {
    const shown = await project.run(["metrics", "show", "--json"]);
    expect(shown.stdout).toContain("process_max_rss_bytes");
    expect(shown.stdout).toContain("process_cpu_percent");
  });
});
