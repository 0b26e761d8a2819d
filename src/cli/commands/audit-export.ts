import { type EntrySource, entriesOf } from "../../app/audit/entries.ts";
import { entryWriter } from "../../app/audit/entry-writer.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import type { Cli } from "../io.ts";
import { writeLines } from "../write-lines.ts";
import { entryFilter, type FilterOptions } from "./audit-filter.ts";
import { oneOf } from "./one-of.ts";

/** `audit export`: the entries, as they were hashed, one a line. */
export async function exportEntries(
  cli: Cli,
  project: OpenedProject,
  options: FilterOptions & { readonly format: string },
): Promise<void> {
  const { head, line } = entryWriter(oneOf("--format", ["jsonl", "csv"] as const, options.format));
  const filter = await entryFilter(project, options);
  const store = await project.store();
  async function* lines(source: EntrySource): AsyncGenerator<string> {
    if (head !== "") yield head;
    for await (const entry of entriesOf(source, filter)) yield line(entry);
  }
  await store.audit.snapshot((audit) => writeLines(cli, lines({ audit })));
}
