import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MeltanoProject, readProject } from "../../src/meltano/index.ts";

/** What we read of a project whose `meltano.yml` is this text. */
export function projectOf(text: string): MeltanoProject {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-setup-"));
  try {
    writeFileSync(join(folder, "meltano.yml"), text);
    return readProject(folder, {});
  } finally {
    rmSync(folder, { recursive: true });
  }
}
