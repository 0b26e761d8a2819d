// node test/setup/bootstrap.js [NAME=value …] program arguments…
//
// Runs a program of node_modules (`vitest run`) or a script (`node bench/run.ts`) under the pinned Node, after
// installing what is missing. It is the first thing a fresh machine runs: plain JavaScript, no dependencies, Node 20.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const programs = join(root, "node_modules", ".bin");
const pinnedNode = join(programs, "node");

const words = process.argv.slice(2);
const assignments = words.slice(
  0,
  words.findIndex((word) => !/^[A-Z_]+=/.test(word)),
);
const [program = "node", ...programArguments] = words.slice(assignments.length);

if (isMissingOrOld()) install();
process.exitCode = run(join(programs, program), programArguments, {
  ...Object.fromEntries(assignments.map((assignment) => assignment.split(/=(.*)/s))),
  PATH: `${programs}${delimiter}${process.env.PATH ?? ""}`,
});

function isMissingOrOld() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed) || !existsSync(pinnedNode)) return true;
  return statSync(installed).mtimeMs < statSync(join(root, "package-lock.json")).mtimeMs;
}

/**
 * Of all install scripts only the one that fetches the pinned Node is run. Another would be npm's own idea, to compile
 * better-sqlite3, which brings its binaries.
 */
function install() {
  refuseLink();
  console.error("Installing what is missing (npm ci) …");
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  for (const words of [
    ["ci", "--ignore-scripts"],
    ["rebuild", "node", "--ignore-scripts=false"],
  ]) {
    const status = run("npm", [...words, ...quiet], {});
    if (status !== 0) process.exit(status);
  }
  if (existsSync(pinnedNode)) return;
  console.error(`npm did not bring the pinned Node to ${pinnedNode}.`);
  process.exit(1);
}

/** npm empties what a link points to, which is another checkout's, with its caches. */
function refuseLink() {
  const modules = join(root, "node_modules");
  if (!lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  console.error(`${modules} is a link, and what is missing would be installed over what it points to.`);
  console.error("Remove the link, or run npm ci where it points to.");
  process.exit(1);
}

function run(command, commandArguments, environment) {
  const child = spawnSync(command, commandArguments, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: "inherit",
  });
  if (child.error) console.error(`${command}: ${child.error.message}`);
  return child.status ?? 1;
}
