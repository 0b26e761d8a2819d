import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { warehouse } from "../fixtures/wms/wms-data.ts";
import { startWms, type WmsServer, wmsUser } from "../fixtures/wms/wms-server.ts";
import { makeProject, type Project } from "../projects/make-project.ts";
import { repository } from "../setup/cache-folder.ts";
import { mapperBin, pitchpipeBin } from "../setup/dist.ts";
import { venvBin } from "../setup/venvs.ts";

const example = join(repository, "examples", "oracle-wms");
const read = (file: string): string => readFileSync(join(example, file), "utf8");

/** The example `oracle-wms` as a user has it, with a WMS beside it. */
export interface WmsProject {
  readonly project: Project;
  readonly wms: WmsServer;
  /** The rows that the WMS has; more can be added while it runs. */
  readonly rows: ReturnType<typeof warehouse>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface WmsProjectOptions {
  readonly orders: number;
  readonly warehouseUrl: string;
  readonly targetSchema: string;
  /** Changes what the example's `pitchpipe.yml` says. */
  readonly pitchpipe?: (text: string) => string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function makeWmsProject(options: WmsProjectOptions): Promise<WmsProject> {
  const rows = warehouse(options.orders);
  const wms = await startWms(rows);
  const variables = {
    WMS_BASE_URL: wms.url,
    WMS_USER: wmsUser.username,
    WMS_PASSWORD: wmsUser.password,
    WAREHOUSE_URL: options.warehouseUrl,
    ...options.env,
  };
  const { pitchpipe = (text) => text } = options;
  const project = makeProject({
    files: {
      "meltano.yml": installed(read("meltano.yml"), options.targetSchema),
      "pitchpipe.yml": pitchpipe(read("pitchpipe.yml")),
      "schemas/order_hdr.json": read("schemas/order_hdr.json"),
      "schemas/allocation.json": read("schemas/allocation.json"),
      ".env": Object.entries(variables)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    },
  });
  const bin = join(project.root, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(pitchpipeBin, join(bin, "pitchpipe"));
  symlinkSync(mapperBin, join(bin, "pitchpipe-mapper"));
  return {
    project,
    wms,
    rows,
    [Symbol.asyncDispose]: async () => {
      project.remove();
      await wms[Symbol.asyncDispose]();
    },
  };
}

/** The example's `meltano.yml` after `meltano install`: its plugins are those of the cached environments. */
function installed(text: string, targetSchema: string): string {
  const document = parseDocument(text);
  const plugin = (kind: string, name: string): void => {
    document.deleteIn(["plugins", kind, 0, "pip_url"]);
    document.setIn(["plugins", kind, 0, "executable"], name);
  };
  plugin("extractors", venvBin("tap-rest-api-msdk"));
  plugin("loaders", venvBin("target-postgres"));
  document.setIn(["plugins", "loaders", 0, "config", "default_target_schema"], targetSchema);
  return document.toString();
}
