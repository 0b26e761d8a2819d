import { resolve } from "node:path";
import { Command } from "commander";
import { authorOf } from "../../app/alerts/author.ts";
import { proveRun } from "../../app/audit/proof/prove-run.ts";
import { refuseOtherThanProof, writeProofFile } from "../../app/audit/proof/write-proof.ts";
import { findRun } from "../../app/find-run.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { oneOf } from "./one-of.ts";

interface Options {
  readonly format?: string;
  readonly out?: string;
  readonly by?: string;
  readonly json?: boolean;
}

const formats = ["json", "html"] as const;

/** `runs proof`: one run in a document that `audit verify --proof` checks without the store. */
export function buildRunsProof(cli: Cli): Command {
  return new Command("proof")
    .description(
      "One run in a signed document: what, when, versions, counts, digests, its place in the account.",
    )
    .argument("<id>", "a run's id, its first four or more characters, or `latest`")
    .option("--format <FORMAT>", "json or html (default: by the file's name, else json)")
    .option("--out <FILE>", "write it to this file")
    .option("--by <NAME>", "who asks for it, should a checkpoint have to be made (default: you)")
    .option("--json", "one JSON document: the proof; with --out, where it was put")
    .addHelpText(
      "after",
      examples(
        "pitchpipe runs proof latest --out proof.html",
        "pitchpipe runs proof 0199f2c1 --format json > proof.json",
      ),
    )
    .action((id: string, options: Options) =>
      withProject(cli, (project) => proof(cli, project, id, options)),
    );
}

async function proof(cli: Cli, project: OpenedProject, id: string, options: Options): Promise<void> {
  const out = options.out === undefined ? null : resolve(cli.cwd, options.out);
  const format = oneOf("--format", formats, options.format ?? (out?.endsWith(".html") ? "html" : "json"));
  if (out !== null) refuseOtherThanProof(out);
  const run = await findRun(await project.store(), id);
  const { text, key } = await proveRun(project, run, { actor: authorOf(options.by), format });
  if (out === null) {
    cli.stdout.write(text);
    return;
  }
  writeProofFile(out, text, project.newId());
  if (options.json) return printJson(cli, { run_id: run.runId, file: out, format, key });
  const lines = [`kept     ${stripControl(out)}`, `key      ${key}`];
  cli.stdout.write(lines.map((line) => `${line}\n`).join(""));
}
