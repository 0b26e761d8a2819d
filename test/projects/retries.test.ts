import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { tellEverything } from "./run-document.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

const opened: { project?: Project; webhook?: WebhookReceiver; source?: Server } = {};

afterEach(() => {
  opened.webhook?.close();
  opened.source?.close();
  opened.project?.remove();
});

/** Ten ids in two pages; the second page is refused the first time. */
async function startThrottledSource(): Promise<string> {
  let refused = false;
  const source = createServer((request, response) => {
    const after = Number(new URL(request.url ?? "", "http://x").searchParams.get("after"));
    if (after === 5 && !refused) {
      refused = true;
      response.writeHead(429, "Too Many Requests").end();
      return;
    }
    const ids = after >= 10 ? [] : [1, 2, 3, 4, 5].map((id) => after + id);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(ids));
  });
  opened.source = source;
  await new Promise<void>((resolve) => source.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(source.address() as AddressInfo).port}/things`;
}

describe("a run whose source throttles once", () => {
  it("goes on at its bookmark at the 2nd attempt, with every record accounted for and one message", async () => {
    const url = await startThrottledSource();
    const webhook = await startWebhookReceiver();
    const settings = `${tellEverything(webhook.url)}  retries: {max: 2, backoff: 1s}\nstreams:\n  things: {checks: [{row_count: {min: 10}}, {unique: [id]}]}\n`;
    const project = makeProject({
      extractors: [scriptTap({ url })],
      loaders: [scriptTarget({ file: "output/raw" })],
      files: { "pitchpipe.yml": settings },
    });
    Object.assign(opened, { webhook, project });

    const ended = await project.runPitchpipe(["run", "tap-script", "watch", "target-script"]);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stderr).toMatch(
      /pitchpipe: Attempt 1 failed: rate_limit \(tap-script failed .*; next in 1\.0 s/,
    );
    expect(ended.stderr).toContain("Succeeded at the 2nd attempt.");

    const document = await project.json(["runs", "show", "latest"]);
    expect(document).toMatchObject({
      status: "success",
      complete: true,
      attempts: [
        { number: 1, status: "failed", exit_code: 1 },
        { number: 2, status: "success", exit_code: 0 },
      ],
      streams: [{ stream: "things", records: 10, forwarded: 10, quarantined: 0 }],
      notices: expect.arrayContaining([expect.stringMatching(/^Counts are those of all attempts together/)]),
      // Either attempt brought five: of ten at least neither can be judged.
      findings: [],
    });
    const loaded = project.read("output/raw").match(/"record":\{"id":\d+/g);
    expect(loaded).toHaveLength(10);
    expect(new Set(loaded).size).toBe(10);
    expect(await project.json(["audit", "coverage", "latest"])).toMatchObject({
      runs: [{ percent: 100, streams: [{ stream: "things", records: 10, covered: 10, segments: 2 }] }],
    });
    expect(webhook.told()).toEqual(["firing pipeline_start", "firing pipeline_success"]);
    expect(webhook.received.at(-1)?.body).toContain("succeeded at the 2nd attempt");
  });
});
