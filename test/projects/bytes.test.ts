import { expect, it } from "vitest";
import { makeProject } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";

/** What a mapper that parses and prints again would change: numbers, spaces, escapes, key order, garbage. */
const stream = [
  '{"type":"SCHEMA","stream":"s","schema":{"properties":{"id":{}}},"key_properties":["id"]}',
  '{"type":"RECORD","stream":"s","record":{"id":12345678901234567890,"n":1.0,"e":1E400}}',
  '{ "record" : {"id":1.10,"t":"caf\\u00e9 \\ud83d\\ude00 é"} ,  "stream":"s","type":"RECORD"}  ',
  '{"type":"RECORD","stream":"s","record":{"id":2,"id":3},"time_extracted":"2026-01-01T00:00:00Z"}\r',
  "",
  "this is no message",
  '{"type":"ACTIVATE_VERSION","stream":"s","version":7}',
  `{"type":"RECORD","stream":"s","record":{"id":4,"long":"${"x".repeat(300_000)}"}}`,
  '{"type":"STATE","value":{"b":9007199254740993}}',
  "",
].join("\n");

it("hands the target the tap's bytes as they came, through the real Meltano", async () => {
  const project = makeProject({
    extractors: [scriptTap({ file: "data/stream.singer" })],
    loaders: [scriptTarget({ file: "output/raw" })],
    files: { "data/stream.singer": stream },
  });
  // The target script reads STATE lines as JSON: it dies on none of these.
  const outcome = await project.runPitchpipe(["run", "tap-script", "watch", "target-script"]);
  expect(outcome.exitCode, outcome.stderr).toBe(0);
  expect(project.read("output/raw")).toBe(stream);
  project.remove();
});
