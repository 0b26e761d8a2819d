import type { HealthEffects } from "../effects.ts";
import { DriverMissingError, type Row } from "./connection.ts";

/** Loads an optional package by its name. */
export type Load = HealthEffects["loadDriver"];

/** The driver's module, its CommonJS face where it has one. */
export async function driver<Module>(load: Load, name: string): Promise<Module> {
  let module: unknown;
  try {
    module = await load(name);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw thrown;
    throw new DriverMissingError(name.replace(/^(@[^/]+\/[^/]+|[^/]+).*$/, "$1"));
  }
  const { default: inner } = module as { readonly default?: Module };
  return inner ?? (module as Module);
}

/** Rows as most drivers give them, by column. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** The values of each row, in the order of its columns. */
export const valuesOf = (rows: Rows): Row[] => rows.map((row) => Object.values(row));
