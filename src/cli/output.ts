import pc from "picocolors";
import type { Json } from "../lib/canonical-json.ts";
import { PitchpipeError } from "../lib/errors.ts";
import type { Cli, Screen } from "./io.ts";
import { type Column, renderTable } from "./terminal/table.ts";

/** Colours for a screen: none in a pipe, and none where `NO_COLOR` asks. */
export function colorsOf(cli: Cli, screen: Screen = cli.stdout): ReturnType<typeof pc.createColors> {
  return pc.createColors(screen.isTTY && !cli.env["NO_COLOR"]);
}

/** Prints one JSON document, the only thing on stdout. */
export function printJson(cli: Cli, document: Json): void {
  cli.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** Prints a table, or a sentence where there is nothing to show. */
export function printTable<Row>(
  cli: Cli,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  whenEmpty: string,
): void {
  if (rows.length === 0) cli.stdout.write(`${whenEmpty}\n`);
  else cli.stdout.write(renderTable(rows, columns, { color: cli.stdout.isTTY && !cli.env["NO_COLOR"] }));
}

/** An error as people read it (three lines), or as programs do with `--json`. Unknown errors show their stack. */
export function printError(cli: Cli, thrown: unknown, json: boolean): void {
  if (json) {
    const notes = cli.notes?.length ? { notes: cli.notes } : {};
    cli.stderr.write(`${JSON.stringify({ error: { ...errorDocument(thrown), ...notes } })}\n`);
  } else if (thrown instanceof PitchpipeError) {
    const color = colorsOf(cli, cli.stderr);
    cli.stderr.write(`${color.red("error")} ${thrown.message} [${thrown.code}]\n`);
    if (thrown.why) cli.stderr.write(`  why: ${thrown.why}\n`);
    if (thrown.whatToDo) cli.stderr.write(`  do:  ${thrown.whatToDo}\n`);
  } else {
    cli.stderr.write(
      `error A fault of ours. [INTERNAL]\n${thrown instanceof Error ? thrown.stack : String(thrown)}\n`,
    );
  }
}

/** Says what went wrong beside a command's own work. */
export function sayNote(cli: Cli, text: string): void {
  cli.stderr.write(`pitchpipe: ${text}\n`);
}

function errorDocument(thrown: unknown): { readonly [key: string]: Json } {
  if (thrown instanceof PitchpipeError)
    return { code: thrown.code, message: thrown.message, why: thrown.why, what_to_do: thrown.whatToDo };
  return { code: "INTERNAL", message: String(thrown), why: null, what_to_do: null };
}
