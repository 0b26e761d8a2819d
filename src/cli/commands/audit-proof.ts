import {
  type VerifiedProof,
  verifiedProofDocument,
  verifyProof,
} from "../../app/audit/proof/verify-proof.ts";
import { UsageError } from "../../lib/errors.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";

interface Options {
  readonly proof: string;
  readonly against?: string;
  readonly key: readonly string[];
  readonly since?: string;
  readonly run?: string;
  readonly json?: boolean;
}

/** `audit verify --proof FILE`: a run's proof by itself, without a store, anywhere. */
export function verifyProofFile(
  cli: Cli,
  { proof: file, against, key: keys, json, ...parts }: Options,
): void {
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) throw notInPart(name);
  const verified = verifyProof({ file, against, keys, cwd: cli.cwd });
  if (verified.fault !== null) cli.exitCode = exitCodes.findings;
  if (json) printJson(cli, verifiedProofDocument(verified));
  else cli.stdout.write(verdict(cli, verified));
}

function notInPart(name: string): UsageError {
  return new UsageError({
    code: "USAGE",
    what: `--proof goes without --${name}.`,
    why: "A proof is of one run, and is checked whole.",
    whatToDo: `Leave --${name} out, or check the account itself without --proof.`,
  });
}

function verdict(cli: Cli, { proof, fault, entries, agreed, notes, signedBy }: VerifiedProof): string {
  const color = colorsOf(cli);
  const found: Line[] =
    fault === null
      ? [
          [
            color.green("whole   "),
            `${formatCount(entries)} ${entries === 1 ? "entry" : "entries"} and every figure, all as they were written`,
          ],
        ]
      : [
          [color.red("broken  "), fault.sequence === null ? "the document" : `entry #${fault.sequence}`],
          ["why     ", fault.reason],
        ];
  const lines: Line[] = [
    ...found,
    ...(proof === null
      ? []
      : [["run     ", `${proof.run.run_id} ${proof.run.job}: ${proof.run.status}`] as const]),
    ...(signedBy === null ? [] : [["signed  ", signedBy] as const]),
    ...agreed.map(({ at }) => ["agrees  ", `with the checkpoint of ${at}`] as const),
    ...notes.map((note) => ["note    ", note] as const),
  ];
  return lines.map(([label, text]) => `${label} ${stripControl(text)}\n`).join("");
}

type Line = readonly [label: string, text: string];
