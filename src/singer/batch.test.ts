import { expect, it } from "vitest";
import { readBatch } from "./batch.ts";

it("reads both flavours of BATCH", () => {
  expect(
    readBatch({
      type: "BATCH",
      stream: "a",
      encoding: { format: "jsonl", compression: "gzip" },
      manifest: ["file:///a.gz"],
    }),
  ).toEqual({ flavour: "sdk", files: ["file:///a.gz"], format: "jsonl", compression: "gzip", records: null });
  expect(
    readBatch({ type: "BATCH", stream: "a", filepath: "/x.jsonl", format: "jsonl", batch_size: 10 }),
  ).toEqual({
    flavour: "pipelinewise",
    files: ["/x.jsonl"],
    format: "jsonl",
    compression: null,
    records: 10,
  });
});

it.each([[undefined], [null], [1], [[]], [{}], [{ filepath: 1 }]])("finds no batch in %j", (message) => {
  expect(readBatch(message)).toBeNull();
});
