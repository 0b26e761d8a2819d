import { visitMembers } from "./members.ts";

/** STATEs longer than this are not walked over for the sake of their bookmarks. */
const longestState = 256 * 1024;

/**
 * The bookmarks of some streams in a STATE line, as the text they are written in, so that no digit is lost. A stream that
 * the STATE says nothing of is not there.
 */
export function readBookmarks(line: Buffer, streams: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (line.length > longestState) return found;
  const inside = (name: string, then: (start: number, end: number) => void) => {
    return (key: string | null, start: number, end: number): void => {
      if (key === name) then(start, end);
    };
  };
  const ofStream = (key: string | null, start: number, end: number): void => {
    if (key !== null && streams.has(key)) found.set(key, line.toString("utf8", start, end).trimEnd());
  };
  const ofBookmarks = (start: number, end: number): void => void visitMembers(line, start, end, ofStream);
  const ofValue = (start: number, end: number): void =>
    void visitMembers(line, start, end, inside("bookmarks", ofBookmarks));
  visitMembers(line, 0, line.length, inside("value", ofValue));
  return found;
}
