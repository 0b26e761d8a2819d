import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { parseDocument } from "yaml";
import { repository } from "../../test/setup/cache-folder.ts";
import { pitchpipeBin } from "../../test/setup/dist.ts";
import { venvBin } from "../../test/setup/venvs.ts";

const folder = join(repository, ".demo");

/** The demo's Meltano project. */
export const root = join(folder, "project");

/** Runs our pitchpipe in the demo's project, from wherever it is called and whatever Node the machine has. */
export const launcher = join(folder, "pitchpipe");

/** How many days of exports the good run finds. */
export const days = 40;

/** Programs in the demo find the pinned Node and the cached Meltano first. */
export function environment(): NodeJS.ProcessEnv {
  const path = [
    join(repository, "node_modules", ".bin"),
    dirname(venvBin("meltano")),
    process.env["PATH"] ?? "",
  ];
  return { ...process.env, PATH: path.join(delimiter) };
}

/** Lays the project out afresh: shipped files, days of exports, no state, no history. Installed plugins stay. */
export function layOut(): void {
  for (const old of [
    "exports",
    "warehouse",
    "logs",
    "pitchpipe.yml",
    ".meltano/pitchpipe",
    ".meltano/meltano.db",
  ])
    rmSync(join(root, old), { recursive: true, force: true });
  cpSync(join(import.meta.dirname, "project", "meltano.yml"), join(root, "meltano.yml"));
  for (const made of ["exports", "warehouse"]) mkdirSync(join(root, made), { recursive: true });
  for (let day = 1; day <= days; day++) writeFileSync(exportFile(day), ordersOf(day));
  linkPackage();
  writeLauncher();
}

/** The day after: somebody added an order by hand, with a name in another encoding, at the end of the file. */
export function breakTheTap(): void {
  const byHand = '{"id": 41001, "order_nbr": "ORD0041001", "customer": "Caf\u00e9 Aurora"}\n';
  const day = days + 1;
  writeFileSync(exportFile(day), Buffer.concat([Buffer.from(ordersOf(day)), Buffer.from(byHand, "latin1")]));
}

/** Adds the webhook to the `pitchpipe.yml` that `init` wrote; its comments and its log channel stay. */
export function addChannels(alertUrl: string): void {
  const file = join(root, "pitchpipe.yml");
  const document = parseDocument(readFileSync(file, "utf8"));
  document.setIn(["channels", "hook"], { type: "webhook", url: "$ALERT_URL" });
  document.setIn(["route", "routes"], [{ channel: "log", continue: true }, { channel: "hook" }]);
  writeFileSync(file, document.toString());
  writeFileSync(join(root, ".env"), `ALERT_URL=${alertUrl}\n`);
}

function exportFile(day: number): string {
  return join(root, "exports", `orders-${String(day).padStart(3, "0")}.jsonl`);
}

/** The shipped day moved on: every order gets an id and a number of its own. */
function ordersOf(day: number): string {
  const shipped = readFileSync(join(import.meta.dirname, "project", "data", "orders.jsonl"), "utf8");
  return shipped.replace(/"id": (\d+), "order_nbr": "ORD\d+"/g, (_match, id: string) => {
    const moved = (day - 1) * 1000 + Number(id);
    return `"id": ${moved}, "order_nbr": "ORD${String(moved).padStart(7, "0")}"`;
  });
}

/** What `npm i -D pitchpipe` would leave, made of this repository. */
function linkPackage(): void {
  const modules = join(root, "node_modules");
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(join(modules, ".bin"), { recursive: true });
  symlinkSync(relative(modules, repository), join(modules, "pitchpipe"));
  for (const bin of ["pitchpipe", "pitchpipe-mapper"])
    symlinkSync(join("..", "pitchpipe", "dist", `${bin}.js`), join(modules, ".bin", bin));
}

function writeLauncher(): void {
  const path = [join(repository, "node_modules", ".bin"), dirname(venvBin("meltano"))].join(delimiter);
  writeFileSync(launcher, `#!/bin/sh\ncd '${root}' && PATH='${path}':$PATH exec '${pitchpipeBin}' "$@"\n`);
  chmodSync(launcher, 0o755);
}
