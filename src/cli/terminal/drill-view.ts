import type { Drill, DrilledScenario } from "../../app/drill/drill.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printTable } from "../output.ts";

interface Line {
  readonly scenario: string;
  readonly alert: string;
  readonly through: string;
  readonly after: string;
  readonly proof: string;
}

/** What a drill came to: a line for each message, then for each scenario whether everybody was told. */
export function printDrill(cli: Cli, { job, scenarios, sent, ok }: Drill): void {
  const colors = colorsOf(cli);
  printTable(
    cli,
    scenarios.flatMap(linesOf),
    [
      { title: "scenario", value: ({ scenario }) => scenario },
      { title: "alert", value: ({ alert }) => alert },
      { title: "told through", value: ({ through }) => stripControl(through) },
      { title: "after", align: "right", value: ({ after }) => after },
      { title: "proof", value: ({ proof }) => stripControl(proof) },
    ],
    "Nothing was played.",
  );
  cli.stdout.write("\n");
  for (const { name, ok: good, reason, notes } of scenarios) {
    cli.stdout.write(`${good ? colors.green("ok    ") : colors.red("not ok")} ${name}${tail(reason)}\n`);
    for (const note of notes) cli.stdout.write(`       ${stripControl(note)}\n`);
  }
  const heard = sent ? "was told" : "would be told";
  cli.stdout.write(
    `\n${ok ? "Everybody" : "Not everybody"} ${heard}, playing ${job}. Nothing of the drill is kept.\n`,
  );
}

function tail(reason: string | null): string {
  return reason === null ? "" : `: ${stripControl(reason)}`;
}

function linesOf({ name, alert, told }: DrilledScenario): Line[] {
  const type = alert?.type ?? "none";
  const rows = told.filter(({ ofAlert }) => ofAlert);
  if (rows.length === 0) return [{ scenario: name, alert: type, through: "nobody", after: "-", proof: "-" }];
  return rows.map((row) => ({
    scenario: name,
    alert: row.kind === "firing" ? type : `${type} ${row.kind}`,
    through: row.type === null ? row.channel : `${row.channel} (${row.type})`,
    after: row.seconds === null ? "-" : `${row.seconds.toFixed(1)} s`,
    proof: proofOf(row),
  }));
}

/** So much of a message's title stands in the table. */
const titleLength = 60;

function proofOf({
  title,
  status,
  statusCode,
  vendorId,
  latencySeconds,
  error,
}: DrilledScenario["told"][number]): string {
  if (status === "not_sent") return `${error}: ${title.slice(0, titleLength)}`;
  if (error !== null) return `${status}: ${error}`;
  const answered = statusCode === null ? "" : `, answered ${statusCode}`;
  const id = vendorId === null ? "" : `, id ${vendorId}`;
  const took = latencySeconds === null ? "" : ` in ${latencySeconds.toFixed(2)} s`;
  return `${status}${answered}${id}${took}`;
}
