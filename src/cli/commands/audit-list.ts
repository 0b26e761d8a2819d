import { entriesOf, newestEntries } from "../../app/audit/entries.ts";
import { isSoundEntry, oneEntry } from "../../app/audit/one-entry.ts";
import { bookmarksOf, entryDocument } from "../../app/documents/audit-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { writeLines } from "../write-lines.ts";
import { entryFilter, type FilterOptions } from "./audit-filter.ts";
import { bodyInShort, bodyLines } from "./audit-view.ts";
import { wholeNumber } from "./whole-number.ts";

interface ListOptions extends FilterOptions {
  readonly limit?: string;
  readonly json?: boolean;
}

const shown = 100;

export async function list(cli: Cli, project: OpenedProject, options: ListOptions): Promise<void> {
  const store = await project.store();
  const filter = await entryFilter(project, options);
  const limit = options.limit === undefined ? null : wholeNumber("--limit", options.limit);
  if (options.json === true && limit === null) return listAll(cli, project, filter);
  const entries = await newestEntries(store, filter, limit ?? shown);
  if (options.json) {
    const bookmarks = await bookmarksOf(store, entries);
    return printJson(cli, { entries: entries.map((entry) => withBookmark(entry, bookmarks)) });
  }
  printTable(
    cli,
    entries.map(entryDocument),
    [
      { title: "#", align: "right", value: (row) => String(row.sequence) },
      { title: "at", value: (row) => (row.at ?? "-").slice(0, 19).replace("T", " ") },
      { title: "kind", value: (row) => stripControl(row.kind) },
      { title: "by", value: (row) => stripControl(row.actor) },
      { title: "run", value: (row) => (row.run_id === null ? "-" : stripControl(shortId(row.run_id))) },
      { title: "stream", value: (row) => stripControl(row.stream ?? "-") },
      { title: "what", value: (row) => stripControl(bodyInShort(row.kind, row.body)) },
    ],
    "No entry.",
  );
  if (limit === null && entries.length === shown)
    cli.stdout.write(`The newest ${shown}. More: --limit N; all: pitchpipe audit export.\n`);
}

type Entry = Awaited<ReturnType<typeof newestEntries>>[number];

function withBookmark(entry: Entry, bookmarks: ReadonlyMap<number, string | null>) {
  const document = entryDocument(entry);
  return entry.kind === "segment"
    ? { ...document, bookmark: bookmarks.get(entry.sequence) ?? null }
    : document;
}

/** All of them may be more than memory holds: the document is written as it is read. */
async function listAll(
  cli: Cli,
  project: OpenedProject,
  filter: Parameters<typeof entriesOf>[1],
): Promise<void> {
  const store = await project.store();
  async function* document(): AsyncGenerator<string> {
    let before = '{"entries":[\n';
    for await (const page of pagesOf(entriesOf(store, filter))) {
      const bookmarks = await bookmarksOf(store, page);
      for (const entry of page) {
        yield before + JSON.stringify(withBookmark(entry, bookmarks));
        before = ",\n";
      }
    }
    yield before === ",\n" ? "\n]}\n" : '{"entries":[]}\n';
  }
  await writeLines(cli, document());
}

async function* pagesOf(entries: AsyncIterable<Entry>): AsyncGenerator<Entry[]> {
  let page: Entry[] = [];
  for await (const entry of entries) {
    page.push(entry);
    if (page.length < 500) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

export async function show(
  cli: Cli,
  project: OpenedProject,
  id: string,
  options: { readonly json?: boolean },
): Promise<void> {
  const store = await project.store();
  const entry = await oneEntry(store, id);
  const document = withBookmark(entry, await bookmarksOf(store, [entry]));
  const intact = await isSoundEntry(store, entry);
  if (options.json) return printJson(cli, { ...document, intact });
  const color = colorsOf(cli);
  const { sequence, at, kind, actor, run_id, stream, chain, number, hash, previous_hash, body } = document;
  const fields = [
    ["at", at ?? "-"],
    ["by", actor],
    ["run", run_id ?? "-"],
    ["stream", stream ?? "-"],
    ["place", `entry ${number} of the chain ${chain}`],
    ["hash", hash],
    ["before it", previous_hash],
    ["intact", intact ? "yes" : color.red("no: see pitchpipe audit verify")],
  ] as const;
  const lines = [
    color.bold(`#${sequence}  ${stripControl(kind)}`),
    ...fields.map(([name, value]) => `${name.padEnd(10)}${name === "intact" ? value : stripControl(value)}`),
    ...bodyLines(body).map(stripControl),
  ];
  cli.stdout.write(lines.map((line) => `${line}\n`).join(""));
}
