import { expect, it } from "vitest";
import { venvBin } from "../setup/venvs.ts";
import { makeProject } from "./make-project.ts";
import { tapJsonl, targetJsonl } from "./plugins.ts";
import { showRun } from "./run-document.ts";
import { orders } from "./sample-data.ts";

it("watches a run of the newest Meltano 3 from end to end", async () => {
  const project = makeProject({
    extractors: [tapJsonl({ path: "data/orders.jsonl", stream_name: "orders" })],
    loaders: [targetJsonl()],
    files: { "data/orders.jsonl": orders(500) },
  });
  const meltano = venvBin("meltano-3");
  const args = ["run", "--meltano", meltano, "tap-jsonl", "watch", "target-jsonl"];
  const outcome = await project.runPitchpipe(args);
  expect(outcome.exitCode, outcome.stderr).toBe(0);
  expect(await showRun(project)).toMatchObject({
    status: "success",
    complete: true,
    streams: [{ stream: "orders", records: 500, forwarded: 500 }],
  });
  project.remove();
});
