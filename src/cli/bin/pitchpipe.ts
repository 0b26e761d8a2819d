#!/usr/bin/env node
import { version } from "../../lib/version.ts";
import { wrongNode } from "./node-version.ts";
import { widenThreadPool } from "./thread-pool.ts";

/** What else is to be done then gets so long. */
const lingerMs = 1_000;
const complaint = wrongNode(process.versions.node);
const argv = process.argv.slice(2);
if (complaint !== null) {
  process.stderr.write(complaint);
  process.exitCode = 2;
} else if (argv[0] === "--version" || argv[0] === "-V") {
  process.stdout.write(`${version}\n`);
} else {
  await widenThreadPool(process.env);
  // Asked for at run time: as an import, an old Node would stop at it before it could be told off.
  process.getBuiltinModule("node:module").enableCompileCache();
  const [{ main }, { processIo }] = await Promise.all([import("../main.ts"), import("../process-io.ts")]);
  process.exitCode = await main(argv, processIo(process));
  // The lookup of a name, or another thread's work, goes on whoever gave it up: nobody waits for its end.
  setInterval(() => process.stdout.writableLength === 0 && endAtOnce(), lingerMs).unref();
}

/**
 * Node's own end waits for each of its threads, and a lookup holds one as long as name servers let it wait. To become a
 * program that does nothing but end is quicker, where Node can do that.
 */
function endAtOnce(): void {
  const code = Number(process.exitCode ?? 0);
  try {
    if (process.platform !== "win32") process.execve?.("/bin/sh", ["sh", "-c", `exit ${code}`], {});
  } catch {
    // There is no such program, or not from here: then it takes longer.
  }
  process.exit();
}
