import {
  chmodSync,
  chownSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { newId } from "./clock.ts";

/**
 * Replaces a file's text whole or not at all; its mode, owner and links stay. Does nothing and answers false where the
 * file no longer says `expected`: somebody else wrote it meanwhile.
 */
export function replaceFile(file: string, expected: string, text: string): boolean {
  const path = realpathSync(file);
  const { mode, uid, gid } = statSync(path);
  const beside = `${path}.${newId()}.tmp`;
  try {
    writeFileSync(beside, text, { flag: "wx", mode: 0o600, flush: true });
    const own = statSync(beside);
    if (own.uid !== uid || own.gid !== gid) chownSync(beside, uid, gid);
    chmodSync(beside, mode);
    if (readFileSync(path, "utf8") !== expected) return false;
    renameSync(beside, path);
    return true;
  } finally {
    rmSync(beside, { force: true });
  }
}
