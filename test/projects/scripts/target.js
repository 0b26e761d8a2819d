#!/usr/bin/env node
// A target that keeps what it gets as it came. Its config:
//   file       where to put the bytes
//   die_after  end after so many lines, in the middle of everything
//   linger     before that, read nothing for so many milliseconds
//   sdk        announce itself as a target made with the SDK does
//   exit_code  how to end (default 0)
import { appendFileSync, readFileSync, writeSync } from "node:fs";

const config = JSON.parse(readFileSync(process.argv[process.argv.indexOf("--config") + 1], "utf8"));
if (config.sdk) writeSync(2, "target-script v0.1.0, Meltano SDK v0.54.9\n");
let lines = 0;
let rest = Buffer.alloc(0);

for await (const chunk of process.stdin) {
  if (config.file) appendFileSync(config.file, chunk);
  rest = Buffer.concat([rest, chunk]);
  for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
    take(rest.subarray(0, end).toString("utf8"));
    rest = rest.subarray(end + 1);
  }
}
process.exitCode = config.exit_code ?? 0;

function take(line) {
  lines += 1;
  if (config.die_after && lines >= config.die_after) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, config.linger ?? 0);
    writeSync(2, `giving up after ${lines} lines\n`);
    process.exit(config.exit_code ?? 1);
  }
  if (line.includes('"STATE"')) writeSync(1, `${JSON.stringify(JSON.parse(line).value)}\n`);
}
