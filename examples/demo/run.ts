import { spawn } from "node:child_process";
import { once } from "node:events";
import { relative } from "node:path";
import { ensureDist, pitchpipeBin } from "../../test/setup/dist.ts";
import { makeEnvironments, venvBin } from "../../test/setup/venvs.ts";
import { type ReceivedAlert, startReceiver } from "./receiver.ts";
import * as scratch from "./scratch-project.ts";
import { box, command, heading, say, wait } from "./screen.ts";

const silent = (): void => {};

heading("Getting ready");
await wait("building pitchpipe", ensureDist(silent));
await wait("Meltano 4 from PyPI", makeEnvironments(silent, ["meltano"]));
scratch.layOut();
await wait("tap-jsonl and target-jsonl from PyPI", quietly(venvBin("meltano"), ["install"]));
const receiver = await startReceiver(showAlert);

heading("Into an existing Meltano project");
command("pitchpipe init --yes");
await aloud(pitchpipeBin, ["init", "--yes"]);
scratch.addChannels(receiver.url);
say("To the log channel in pitchpipe.yml the demo adds a webhook, to a small server of its own.");

heading(`A good run: ${scratch.weeks} weeks of orders`);
command("pitchpipe run daily-orders");
const good = await aloud(pitchpipeBin, ["run", "daily-orders"]);
say(`exit code ${good}`);

heading("A row that should not be loaded: more packed than allocated");
scratch.packTooMuch();
scratch.checkOrders("packed_qty <= alloc_qty");
say(
  "Into pitchpipe.yml: streams: {orders: {checks: [{expression: packed_qty <= alloc_qty, on_violation: quarantine}]}}",
);
say(
  "With state tap-jsonl reads every file once for each file that it knows: --full-refresh spares you that.",
);
command("pitchpipe run daily-orders --full-refresh");
const gated = await aloud(pitchpipeBin, ["run", "daily-orders", "--full-refresh"]);
say(`exit code ${gated}: the other rows were loaded`);
command("pitchpipe quarantine show latest");
await aloud(pitchpipeBin, ["quarantine", "show", "latest"]);

heading("The warehouse says that up to five more are fine: the check is changed, the row replayed");
scratch.checkOrders("packed_qty <= alloc_qty + 5");
scratch.writeTargetConfig();
const replay = "pitchpipe quarantine replay latest | target-jsonl --config target.json";
command(replay);
const replayed = await aloud("/bin/sh", ["-c", replay]);
say(`exit code ${replayed}`);

heading("A run that breaks: this week's export ends with a name in another encoding");
scratch.breakTheTap();
command("pitchpipe run daily-orders");
const bad = await aloud(pitchpipeBin, ["run", "daily-orders"]);
say(`exit code ${bad}, as Meltano's`);

receiver.close();
heading("Try next");
const launcher = relative(process.cwd(), scratch.launcher);
for (const line of ["runs show latest", "runs logs latest", "quarantine list", "alerts list"])
  process.stdout.write(`  ${launcher} ${line}\n`);
process.exitCode = [good, gated, replayed].every((code) => code === 0) && bad !== 0 ? 0 : 1;

function showAlert(alert: ReceivedAlert): void {
  box(`an alert arrived at the webhook (${alert.status})`, [alert.title, "", ...alert.message.split("\n")]);
}

/** Runs a program of the demo's project where people can see it; answers its exit code. */
async function aloud(program: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(program, args, { cwd: scratch.root, env: scratch.environment(), stdio: "inherit" });
  const [exitCode] = await once(child, "close");
  return exitCode;
}

/** Runs a program whose output matters only when it fails. */
async function quietly(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { cwd: scratch.root, env: scratch.environment(), stdio: "pipe" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${exitCode}:\n${output}`);
}
