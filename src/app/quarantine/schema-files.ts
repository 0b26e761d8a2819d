import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "./make-folder.ts";

const folderName = "schemas";

/** The name a SCHEMA line has in the quarantine: the SHA-256 of its bytes without the newline. */
export function schemaHash(line: Buffer): string {
  return createHash("sha256").update(line).digest("hex");
}

/** Keeps a SCHEMA line under its hash, once; it is durable when this returns. Throws where that is impossible. */
export function keepSchema(folder: string, sha256: string, line: Buffer): void {
  if (readSchema(folder, sha256) !== null) return;
  makeFolder(join(folder, folderName));
  const file = schemaFile(folder, sha256);
  const unfinished = `${file}.${process.pid}.tmp`;
  const handle = openSync(unfinished, "w", 0o600);
  try {
    for (let at = 0; at < line.length; ) at += writeSync(handle, line, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(unfinished, file);
}

/** The SCHEMA line with that hash; `null` where it is not there, or not whole. */
export function readSchema(folder: string, sha256: string): Buffer | null {
  if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
  try {
    const line = readFileSync(schemaFile(folder, sha256));
    return schemaHash(line) === sha256 ? line : null;
  } catch {
    return null;
  }
}

/** Where the SCHEMA lines lie. */
export function schemaFolder(folder: string): string {
  return join(folder, folderName);
}

function schemaFile(folder: string, sha256: string): string {
  return join(folder, folderName, `${sha256}.json`);
}
