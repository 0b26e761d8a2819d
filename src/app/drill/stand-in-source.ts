/** Plays `meltano run`, as `part.json` beside it says. A program of its own: it imports nothing of ours. */
export const standInSource = `import { spawn } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const part = JSON.parse(readFileSync(new URL("part.json", import.meta.url), "utf8"));
const began = Date.now();
const runId = process.env.MELTANO_RUN_ID;
const say = (fields) =>
  process.stderr.write(
    JSON.stringify({ level: "info", timestamp: new Date().toISOString(), run_id: runId, ...fields }) + "\\n",
  );
const plugin = (name, event) =>
  say({ consumer: false, producer: true, string_id: name, cmd_type: "elb", stdio: "stderr", name, event });
const trouble = () => {
  // All of it or nothing: whoever reads it must not see half a number.
  writeFileSync(part.troubleFile + ".new", String(Date.now()));
  renameSync(part.troubleFile + ".new", part.troubleFile);
};

const mapper = spawn(process.execPath, [part.mapper, "--config", part.mapping], {
  stdio: ["pipe", "ignore", "pipe"],
  env: {
    ...process.env,
    MELTANO_PROJECT_ROOT: part.root,
    MELTANO_ENVIRONMENT: part.environment,
    MELTANO_EXTRACTOR_NAME: part.tap,
  },
});
const ended = new Promise((resolve) => mapper.once("close", resolve));
createInterface({ input: mapper.stderr }).on("line", (line) => plugin("pitchpipe-mapper", line));
mapper.stdin.on("error", () => {});
const give = (lines) => new Promise((resolve) => mapper.stdin.write(lines.join(""), () => resolve()));

plugin(part.tap, "pitchpipe drill: this is no real tap");
await give(part.lines);
if (!part.fails) trouble();
if (part.afterwards !== undefined) {
  while (!existsSync(part.goOnFile)) await new Promise((resolve) => setTimeout(resolve, 50));
  await give(part.afterwards);
}
mapper.stdin.end();
if (part.fails) {
  plugin(part.tap, "ERROR pitchpipe drill: this failure is made up");
  trouble();
}
const mapperCode = await ended;
const error = part.fails ? "Extractor failed" : mapperCode === 0 ? null : "Mappers failed";
const codes = part.fails ? { extractors: 1 } : { mappers: mapperCode };
const seconds = (Date.now() - began) / 1000;
const done = (number, error) =>
  say({
    event: "Block run completed",
    level: error === null ? "info" : "error",
    set_number: number,
    block_type: part.blocks[number],
    success: error === null,
    err: error === null ? null : "RunnerError('" + error + "')",
    duration_seconds: seconds,
    ...(error === null ? {} : { exit_codes: codes }),
  });
part.blocks.slice(0, part.place).forEach((_, number) => done(number, null));
if (error !== null) say({ level: "error", event: error });
done(part.place, error);
if (error === null) part.blocks.forEach((_, number) => number > part.place && done(number, null));
say({ event: "Run completed", status: error === null ? "success" : "failure", duration_seconds: seconds });
process.exitCode = error === null ? 0 : 1;
`;
