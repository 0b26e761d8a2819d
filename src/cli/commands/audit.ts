import { Command } from "commander";
import type { Cli } from "../io.ts";
import { withProject } from "../with-project.ts";
import { checkpoint } from "./audit-checkpoint.ts";
import { coverage } from "./audit-coverage.ts";
import { exportEntries } from "./audit-export.ts";
import { filterOptions, manyOption } from "./audit-filter.ts";
import { list, show } from "./audit-list.ts";
import { verifyProofFile } from "./audit-proof.ts";
import { verify } from "./audit-verify.ts";
import { examples } from "./examples.ts";

/** `audit list|show|export|verify|checkpoint|coverage`: what was done, by whom, and that the account of it is whole. */
export function buildAudit(cli: Cli): Command {
  const audit = new Command("audit").description(
    "The account of what was done to the data: list, show, export, verify, checkpoint, coverage.",
  );
  addReading(cli, audit);
  addProof(cli, audit);
  return audit;
}

function addReading(cli: Cli, audit: Command): void {
  filterOptions(
    audit.command("list").description("The entries of the account: what was done, when, and by whom."),
  )
    .option("--limit <N>", "how many of the newest (default: 100, with --json all)")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe audit list --run latest",
        "pitchpipe audit list --kind rows_quarantined --since 7d --json",
      ),
    )
    .action((options) => withProject(cli, (project) => list(cli, project, options)));
  audit
    .command("show")
    .description("One entry whole, and whether it is as it was written.")
    .argument("<sequence>", "its number in `audit list`, or `latest`")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe audit show latest", "pitchpipe audit show 42 --json"))
    .action((id, options) => withProject(cli, (project) => show(cli, project, id, options)));
  filterOptions(audit.command("export").description("The entries for somebody else to check, one a line."))
    .option("--format <FORMAT>", "jsonl or csv", "jsonl")
    .addHelpText(
      "after",
      examples(
        "pitchpipe audit export > audit.jsonl",
        "pitchpipe audit export --format csv --run latest > run.csv",
      ),
    )
    .action((options) => withProject(cli, (project) => exportEntries(cli, project, options)));
}

function addProof(cli: Cli, audit: Command): void {
  audit
    .command("verify")
    .description(
      "Reads the account again and names the first entry that is not as it was written. Exit code 1 then.",
    )
    .option("--since <TIME>", "only from then on: 7d ago, or 2026-01-31T08:00")
    .option("--run <ID>", "only of this run")
    .option("--against <FILE>", "checkpoints that were kept elsewhere")
    .option("--proof <FILE>", "a run's proof, checked by itself: needs neither project nor store")
    .addOption(manyOption("--key <FILE|FINGERPRINT>", "whose signature to trust; may be given again", "any"))
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe audit verify",
        "pitchpipe audit verify --against /mnt/vault/checkpoint.json --key 3b1f…",
      ),
    )
    .action((options) =>
      options.proof === undefined
        ? withProject(cli, (project) => verify(cli, project, options))
        : verifyProofFile(cli, options),
    );
  audit
    .command("checkpoint")
    .description("Signs the end of the account as it is now, for a place outside the store.")
    .option("--out <FILE>", "also write it to this file, in place of the checkpoint there")
    .option("--by <NAME>", "who makes it (default: you)")
    .option("--json", "one JSON document: the checkpoint")
    .addHelpText(
      "after",
      examples(
        "pitchpipe audit checkpoint --out /mnt/vault/checkpoint.json",
        "pitchpipe audit checkpoint --json",
      ),
    )
    .action((options) => withProject(cli, (project) => checkpoint(cli, project, options)));
  audit
    .command("coverage")
    .description("How many of a run's records lie under audited segments. Exit code 1 where it is not all.")
    .argument("[run]", "a run's id, its first four or more characters, or `latest`; else the newest 20")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe audit coverage latest", "pitchpipe audit coverage --json"))
    .action((id, { json }) =>
      withProject(cli, (project) => coverage(cli, project, { id, json: json === true })),
    );
}
