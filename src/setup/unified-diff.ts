import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** A unified diff of a file for people to read; empty where nothing changes. A file that is not there yet is `null`. */
export function unifiedDiff(file: string, before: string | null, after: string | null): string {
  if (before === after) return "";
  const [from, to] = [
    before === null ? "/dev/null" : `a/${file}`,
    after === null ? "/dev/null" : `b/${file}`,
  ];
  return createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
