#!/usr/bin/env node
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { wrongNode } from "./node-version.ts";

const complaint = wrongNode(process.versions.node);
if (complaint !== null) {
  process.stderr.write(complaint);
  process.exitCode = 2;
} else {
  // Asked for at run time: as an import, an old Node would stop at it before it could be told off.
  process.getBuiltinModule("node:module").enableCompileCache();
  if (!isMainThread && parentPort !== null) {
    const { serveRecorder } = await import("../../app/mapper/recorder-worker.ts");
    serveRecorder(parentPort, workerData);
  } else {
    await import("../../lib/no-jit.ts");
    const { mapperMain } = await import("../mapper.ts");
    const { stderrIo } = await import("../mapper-io.ts");
    const { io, flushed } = stderrIo(process, new URL(import.meta.url));
    const exitCode = await mapperMain(process.argv.slice(2), io);
    await flushed();
    // Nothing may keep the process: Meltano would wait for it for ever.
    process.exit(exitCode);
  }
}
