import type pc from "picocolors";

type Colors = ReturnType<typeof pc.createColors>;

/** Colours of a log line's parts: what is wrong stands out, the time steps back. */
export function linePaint(colors: Colors) {
  const ofLevel: Readonly<Record<string, (text: string) => string>> = {
    warning: colors.yellow,
    error: colors.red,
    critical: colors.red,
    debug: colors.dim,
  };
  return {
    dim: colors.dim,
    level: (level: string, text: string): string => (ofLevel[level] ?? ((plain) => plain))(text),
    plugin: colors.cyan,
  };
}
