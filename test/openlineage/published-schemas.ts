import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { repository } from "../setup/cache-folder.ts";

/** The events' root, and the facets by the address that an event names them with. */
export interface PublishedSchemas {
  /** What is wrong with an event and each facet in it by the published schemas; empty for a good one. */
  problems(event: unknown): string[];
}

const eventSchema = "https://openlineage.io/spec/2-0-2/OpenLineage.json";

/**
 * The folder of OpenLineage's published schemas: `PITCHPIPE_OPENLINEAGE_SPEC`, which must be there then, else the folder
 * `shared/openlineage-spec` beside the checkout. They are not ours to copy and nothing is fetched: `null` where they are not
 * there, and the classes that OpenLineage generates from them judge alone.
 */
export function schemaFolder(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env["PITCHPIPE_OPENLINEAGE_SPEC"];
  const folder = resolve(repository, named || "../shared/openlineage-spec");
  if (existsSync(join(folder, "OpenLineage.json"))) return folder;
  if (named) throw new Error(`PITCHPIPE_OPENLINEAGE_SPEC names ${folder}, which holds no OpenLineage.json.`);
  return null;
}

/** The published schemas of a folder with `OpenLineage.json` and `facets/`. */
export function publishedSchemas(folder: string): PublishedSchemas {
  // The schemas use `example`, which strict mode does not know.
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(readSchema(join(folder, "OpenLineage.json")));
  for (const file of readdirSync(join(folder, "facets")))
    ajv.addSchema(readSchema(join(folder, "facets", file)));
  const judge = (schema: string, value: unknown, where: string): string[] => {
    const validate = ajv.getSchema(schema);
    if (validate === undefined) return [`${where} names ${schema}, which is not published`];
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message}`);
  };
  return {
    // Against the definition: the root takes an event without a run for one of a job.
    problems: (event) => [
      ...judge(`${eventSchema}#/$defs/RunEvent`, event, "event"),
      ...facetsOf(event).flatMap(({ name, facet }) => judge(facet._schemaURL, facet, name)),
    ],
  };
}

interface NamedFacet {
  readonly name: string;
  readonly facet: { readonly _schemaURL: string };
}

const facetKeys = ["facets", "inputFacets", "outputFacets"];

/** Every facet of an event, with where it stands: the schema of the event does not look into them. */
export function facetsOf(value: unknown, path = ""): NamedFacet[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === "" ? key : `${path}.${key}`;
    if (!facetKeys.includes(key)) return facetsOf(inner, at);
    return Object.entries(inner).map(([name, facet]) => ({
      name: `${at}.${name}`,
      facet: facet as NamedFacet["facet"],
    }));
  });
}

function readSchema(file: string): { $id: string } {
  return JSON.parse(readFileSync(file, "utf8"));
}
