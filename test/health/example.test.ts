import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeScratchProject } from "../alerts/project.ts";
import { repository } from "../setup/cache-folder.ts";

const folder = join(repository, "examples", "oracle-wms");

it("the WMS of the example says what belongs into .env, and answers as it is told to", async () => {
  const wms = spawn(process.execPath, [join(folder, "local-wms.ts"), "0"]);
  const said = { text: "" };
  wms.stdout.on("data", (chunk) => {
    said.text += chunk;
  });
  const hears = (text: string) => expect.poll(() => said.text).toContain(text);
  await using project = makeScratchProject();
  copyFileSync(join(folder, "pitchpipe.yml"), join(project.root, "pitchpipe.yml"));
  try {
    await hears("Ctrl-C ends it");
    const lines = [...said.text.matchAll(/^(WMS_\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]);
    const env = Object.fromEntries(lines) as Record<string, string>;
    expect(Object.keys(env)).toEqual(["WMS_BASE_URL", "WMS_USER", "WMS_PASSWORD"]);
    const check = async () => {
      const { out } = await project.pitchpipe(["health", "wms", "--fresh", "--json"], env);
      return JSON.parse(out).checks[0];
    };
    expect(await check()).toMatchObject({ status: "healthy", message: "it answers, with 2 entities" });
    wms.stdin.write("login\n");
    await hears("It is login now.");
    expect(await check()).toMatchObject({ status: "unhealthy", details: { fault: "login_page" } });
    wms.stdin.write("well\n");
    await hears("It is well now.");
    expect(await check()).toMatchObject({ status: "healthy" });
    const { problems } = JSON.parse((await project.pitchpipe(["config", "check", "--json"], env)).out);
    expect(problems.filter(({ severity }: { severity: string }) => severity === "error")).toEqual([]);
  } finally {
    wms.kill();
    await once(wms, "exit");
  }
});
