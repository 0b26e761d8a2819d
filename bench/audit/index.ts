import type { Row } from "../row.ts";
import { appendRows } from "./append.ts";
import { shareRow } from "./share.ts";
import { verifyRows } from "./verify.ts";

/** What the proof costs: writing it, and reading all of it again. */
export async function auditRows(say: (line: string) => void): Promise<Row[]> {
  return [...(await appendRows(say)), await shareRow(say), ...(await verifyRows(say))];
}
