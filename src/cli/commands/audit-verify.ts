import { checkpointsAtHand } from "../../app/audit/checkpoints-at-hand.ts";
import { signatureOf } from "../../app/audit/signature.ts";
import { ownFingerprint } from "../../app/audit/signing-key.ts";
import { trustedKeys } from "../../app/audit/trusted-keys.ts";
import { type Verified, verifyAudit } from "../../app/audit/verify-audit.ts";
import { verifiedDocument } from "../../app/documents/audit-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson, sayNote } from "../output.ts";
import { createProgressBar } from "../terminal/progress-bar.ts";
import { formatCount } from "../terminal/run-summary.ts";
import { auditedRun, momentOf } from "./audit-filter.ts";

interface VerifyOptions {
  readonly since?: string;
  readonly run?: string;
  readonly against?: string;
  readonly key: readonly string[];
  readonly json?: boolean;
}

export async function verify(cli: Cli, project: OpenedProject, options: VerifyOptions): Promise<void> {
  const { since, run, against: file, key } = options;
  const trusted = trustedKeys(key, cli.cwd);
  const store = await project.store();
  // What stands in its place now is a new one, and whole: that is not what was asked.
  if (store.damage !== null) throw store.damage;
  const { against, beside, former, note } = await checkpointsAtHand(project, { file, cwd: cli.cwd, trusted });
  if (note !== null) tell(cli, note);
  const bar = cli.stderr.isTTY ? createProgressBar(cli.stderr, Date.now, countText) : null;
  const verified = await verifyAudit(store, {
    ...(since === undefined ? {} : { since: momentOf(project, "--since", since) }),
    ...(run === undefined ? {} : { runId: await auditedRun(project, run) }),
    checkpoints: [...against, ...beside],
    former,
    trusted,
    ...(bar === null ? {} : { onProgress: bar.update }),
  }).finally(() => bar?.clear());
  if (verified.breach !== null) cli.exitCode = exitCodes.findings;
  const signature = signatureOf(verified, { against, trusted });
  if (against.length === 0 && trusted.size === 0) tellOtherKey(cli, verified, ownFingerprint(project, store));
  if (options.json) printJson(cli, verifiedDocument(verified, signature));
  else cli.stdout.write(verdict(cli, verified, signature));
}

/** Whoever changed the key may have signed another past since. */
function tellOtherKey(cli: Cli, { kept }: Verified, own: string | null): void {
  if (kept === null || own === null || kept.key === own) return;
  tell(
    cli,
    `The last checkpoint is signed by the key ${kept.key}, and the key here is ${own} now: say which one you trust (--key).`,
  );
}

function tell(cli: Cli, note: string): void {
  if (cli.notes === undefined) sayNote(cli, note);
  else cli.notes.push(note);
}

function countText(entries: number): string {
  return `${formatCount(entries)} entries`;
}

function verdict(cli: Cli, verified: Verified, signature: ReturnType<typeof signatureOf>): string {
  const color = colorsOf(cli);
  const { breach, entries, head, unchained, underWay } = verified;
  const read = `${formatCount(entries)} ${entries === 1 ? "entry" : "entries"} read`;
  const lines =
    breach === null
      ? [
          entries === 0
            ? `empty    ${read}: there was nothing to check`
            : `${color.green("whole")}    ${read}, all as they were written`,
        ]
      : [
          `${color.red("broken")}   ${placeOf(breach)}`,
          `why      ${stripControl(breach.reason)}`,
          `read     ${read} up to there`,
        ];
  if (breach === null && head !== null)
    lines.push(`head     ${head.hash} (entry ${head.number} of its chain)`);
  lines.push(`signed   ${stripControl(signature.text)}`);
  if (underWay > 0)
    lines.push(
      `open     ${count(underWay, "run")} under way: only checkpoints vouch for the end of such a chain`,
    );
  if (unchained > 0)
    lines.push(
      `before   ${count(unchained, "segment")} from before there was a chain: nothing vouches for them`,
    );
  return lines.map((line) => `${line}\n`).join("");
}

function placeOf({ sequence, chain, number }: NonNullable<Verified["breach"]>): string {
  const place = `entry ${number} of the chain ${stripControl(chain)}`;
  return sequence === null ? place : `#${sequence}, ${place}`;
}

function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}
