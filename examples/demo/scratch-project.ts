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

/** How many weeks of exports the good run finds, a file each. */
export const weeks = 8;
const daysInWeek = 5;

/** Programs in the demo find the pinned Node and the cached Meltano first. */
export function environment(): NodeJS.ProcessEnv {
  const path = [
    join(repository, "node_modules", ".bin"),
    dirname(venvBin("meltano")),
    join(root, "node_modules", ".bin"),
    join(root, ".meltano", "loaders", "target-jsonl", "venv", "bin"),
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
  for (let week = 1; week <= weeks; week++) writeFileSync(exportFile(week), ordersOf(week));
  linkPackage();
  writeLauncher();
}

/** The week after: one order left the warehouse with more packed than was ever allocated. */
export function packTooMuch(): void {
  const odd =
    '{"id": 60001, "order_nbr": "ORD0060001", "customer": "Blue Harbor Foods", "city": "Portland", "status": "PACKED", "lines": 1, "alloc_qty": 8, "packed_qty": 10, "total": 19.90, "placed_on": "2026-12-04"}\n';
  writeFileSync(exportFile(weeks + 1), ordersOf(weeks + 1) + odd);
}

/** Sets the check on orders in `pitchpipe.yml`; what else stands there stays. */
export function checkOrders(expression: string): void {
  const file = join(root, "pitchpipe.yml");
  const document = parseDocument(readFileSync(file, "utf8"));
  const check = { expression, name: "packed_within_alloc", on_violation: "quarantine" };
  document.setIn(["streams", "orders"], { owner: "warehouse", checks: [check] });
  writeFileSync(file, document.toString());
}

/** The target's config, for a stream that doesn't come through Meltano. */
export function writeTargetConfig(): void {
  writeFileSync(join(root, "target.json"), '{"destination_path": "warehouse", "do_timestamp_file": false}\n');
}

/** The week after that: somebody added an order by hand, with a name in another encoding, at the end of the file. */
export function breakTheTap(): void {
  const byHand = '{"id": 50001, "order_nbr": "ORD0050001", "customer": "Caf\u00e9 Aurora"}\n';
  const week = weeks + 2;
  writeFileSync(
    exportFile(week),
    Buffer.concat([Buffer.from(ordersOf(week)), Buffer.from(byHand, "latin1")]),
  );
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

function exportFile(week: number): string {
  return join(root, "exports", `orders-week-${String(week).padStart(2, "0")}.jsonl`);
}

/** The shipped day moved on, five times: every order gets an id and a number of its own. */
function ordersOf(week: number): string {
  const shipped = readFileSync(join(import.meta.dirname, "project", "data", "orders.jsonl"), "utf8");
  const days = Array.from({ length: daysInWeek }, (_, day) => (week - 1) * daysInWeek + day);
  return days.map((day) => movedBy(day * 1000, shipped)).join("");
}

function movedBy(distance: number, orders: string): string {
  return orders.replace(/"id": (\d+), "order_nbr": "ORD\d+"/g, (_match, id: string) => {
    const moved = distance + Number(id);
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
