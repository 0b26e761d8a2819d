import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mapOf, type YamlMap } from "./document.ts";

/**
 * What `plugins/<type>/<name>--<variant>.lock` says of a plugin; empty where there is none or it can't be read. Without
 * a variant any lock of that plugin will do.
 */
export function readLockFile(root: string, type: string, name: string, variant: string | null): YamlMap {
  const folder = join(root, "plugins", type);
  const file = variant === null ? findLock(folder, name) : `${name}--${variant}.lock`;
  if (file === null || /[/\\]/.test(file)) return {};
  try {
    return mapOf(JSON.parse(readFileSync(join(folder, file), "utf8")));
  } catch {
    // A missing or broken lock file is Meltano's to report; we only know less about the plugin.
    return {};
  }
}

function findLock(folder: string, name: string): string | null {
  try {
    const files = readdirSync(folder).filter(
      (file) => file.startsWith(`${name}--`) && file.endsWith(".lock"),
    );
    return files.sort()[0] ?? null;
  } catch {
    return null;
  }
}
