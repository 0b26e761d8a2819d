import { mapOf, textOf } from "./document.ts";
import { readDotEnv } from "./dot-env.ts";
import { type MeltanoProject, named } from "./project.ts";
import { expandVariables, type Variables } from "./variables.ts";

/**
 * The URL of Meltano's system database (SQLAlchemy form, may hold a password): `MELTANO_DATABASE_URI`, `.env`, the active
 * environment's and the project's `database_uri`, else the SQLite file in the project's `.meltano`.
 */
export function systemDatabaseUri(project: MeltanoProject, env: Variables): string {
  const all = { ...readDotEnv(project.root, env), ...definedOnly(env) };
  const active = all["MELTANO_ENVIRONMENT"] || project.defaultEnvironment;
  const environment =
    named(project.document["environments"]).find(({ name }) => name === active)?.entry ?? {};
  const uri =
    all["MELTANO_DATABASE_URI"] ||
    textOf(mapOf(environment["config"])["database_uri"]) ||
    textOf(environment["database_uri"]) ||
    textOf(project.document["database_uri"]) ||
    "sqlite:///$MELTANO_SYS_DIR_ROOT/meltano.db";
  return expandVariables(uri, {
    ...all,
    MELTANO_PROJECT_ROOT: project.root,
    MELTANO_SYS_DIR_ROOT: project.sysDir,
  });
}

function definedOnly(env: Variables): Variables {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
