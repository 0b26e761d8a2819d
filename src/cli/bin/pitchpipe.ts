#!/usr/bin/env node
import { version } from "../../lib/version.ts";
import { wrongNode } from "./node-version.ts";

const complaint = wrongNode(process.versions.node);
const argv = process.argv.slice(2);
if (complaint !== null) {
  process.stderr.write(complaint);
  process.exitCode = 2;
} else if (argv[0] === "--version" || argv[0] === "-V") {
  process.stdout.write(`${version}\n`);
} else {
  // Asked for at run time: as an import, an old Node would stop at it before it could be told off.
  process.getBuiltinModule("node:module").enableCompileCache();
  const [{ main }, { processIo }] = await Promise.all([import("../main.ts"), import("../process-io.ts")]);
  process.exitCode = await main(argv, processIo(process));
}
