import { openSync, readSync } from "node:fs";

/** The least that looking into every record can cost: lines found and parsed, nothing else. */
const file = openSync(process.argv[2], "r");
const bytes = Buffer.allocUnsafeSlow(1 << 20);
let rest = 0;
for (;;) {
  const read = readSync(file, bytes, rest, bytes.length - rest, null);
  if (read === 0) break;
  const end = rest + read;
  let start = 0;
  for (let at = bytes.indexOf(10); at !== -1 && at < end; at = bytes.indexOf(10, start)) {
    JSON.parse(bytes.latin1Slice(start, at));
    start = at + 1;
  }
  bytes.copy(bytes, 0, start, end);
  rest = end - start;
}
