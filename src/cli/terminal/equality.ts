import type pc from "picocolors";

type Colors = ReturnType<typeof pc.createColors>;

/** Whether counts are equal, in a word and its colour. Nobody's silence is green. */
export function paintEqual(equal: boolean | null, colors: Colors): string {
  if (equal === null) return colors.yellow("unknown");
  return equal ? colors.green("yes") : colors.red("no");
}
