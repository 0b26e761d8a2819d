import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { defineConfig, type Plugin } from "rolldown";
import { isolatedDeclarationSync } from "rolldown/experimental";

const entries = {
  pitchpipe: "src/cli/bin/pitchpipe.ts",
  "pitchpipe-mapper": "src/cli/bin/pitchpipe-mapper.ts",
  index: "src/index.ts",
  testing: "src/testing.ts",
};
/** What users import: their declarations, and those of the files they speak of, go into the package. */
const publicEntries = [entries.index, entries.testing];
const bins = ["pitchpipe.js", "pitchpipe-mapper.js"];
const allowedLicences = /^(MIT|MIT-0|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|ISC|0BSD|BlueOak-1\.0\.0)$/;

export default defineConfig({
  input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  platform: "node",
  external: [
    // The one runtime dependency; and what `pg` looks for but never needs.
    "better-sqlite3",
    "pg-native",
    // Drivers that a user installs where a health check asks for them.
    "mysql2",
    "@duckdb/node-api",
    "oracledb",
    "mssql",
    "snowflake-sdk",
    "@google-cloud/bigquery",
  ],
  transform: { target: "node22" },
  plugins: [licences(), declarations(), finish()],
  output: {
    dir: "dist",
    format: "esm",
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
  },
});

/** Puts the licence texts of everything bundled beside the bundle, and fails on a licence we may not ship. */
function licences(): Plugin {
  return {
    name: "third-party-licences",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
      const folders = new Set(modules.filter((id) => id.includes("node_modules")).map(packageFolder));
      const texts = [...folders].sort().map(licenceText);
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY-LICENSES.txt", source: texts.join("\n\n") });
    },
  };
}

function packageFolder(moduleId: string): string {
  const [, before, name] =
    /^(.*\/node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(moduleId.replace(/^\0/, "")) ?? [];
  if (before === undefined || name === undefined) throw new Error(`${moduleId}: of no package`);
  return join(before, name);
}

function licenceText(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!allowedLicences.test(String(license))) throw new Error(`${name}: licence ${license} can't be bundled`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined
      ? `(the package ships no licence text; its manifest says ${license})`
      : readFileSync(join(folder, file), "utf8");
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n${"=".repeat(80)}\n\n${text.trim()}\n`;
}

/** Writes the types of the public entries, file by file, without a type checker: `npm run lint` has that job. */
function declarations(): Plugin {
  return {
    name: "declarations",
    generateBundle() {
      const waiting = publicEntries.map((file) => resolve(file));
      const seen = new Set(waiting);
      for (const file of waiting) {
        const { code, specifiers } = declarationOf(file);
        this.emitFile({ type: "asset", fileName: typesName(file), source: code });
        const spokenOf = specifiers.map((specifier) => resolve(file, "..", specifier));
        waiting.push(...spokenOf.filter((other) => !seen.has(other)));
        for (const other of spokenOf) seen.add(other);
      }
    },
  };
}

/** Relative imports end in `.js` there, as those of the package's other readers do. */
function declarationOf(file: string): { readonly code: string; readonly specifiers: readonly string[] } {
  const { code, errors } = isolatedDeclarationSync(file, readFileSync(file, "utf8"), { stripInternal: true });
  if (errors.length > 0)
    throw new Error(`${file}: its types can't be told without a type checker: ${errors[0]?.message}`);
  const specifiers = [...code.matchAll(/from "(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  return { code: code.replace(/(from "\.[^"]+)\.ts"/g, '$1.js"'), specifiers };
}

function typesName(file: string): string {
  return join("types", relative(resolve("src"), file).replace(/\.ts$/, ".d.ts"));
}

/** Makes the bins executable and takes away what an earlier build left. */
function finish(): Plugin {
  return {
    name: "finish",
    writeBundle(options, bundle) {
      const folder = options.dir ?? "dist";
      for (const bin of bins) if (bin in bundle) chmodSync(join(folder, bin), 0o755);
      for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }))
        if (/\.(js|map|d\.ts)$/.test(file) && !(file in bundle)) rmSync(join(folder, file));
    },
  };
}
