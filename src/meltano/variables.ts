/** Environment variables, as a process or a file gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

const reference = /(\\)?\$(?:\{(\w+)\}|([A-Z][A-Z0-9_]*))/g;

/** Text with `$NAME` and `${NAME}` replaced as Meltano does: `\$` is left alone, an unset variable is empty. */
export function expandVariables(text: string, env: Variables): string {
  return text.replace(reference, (match, escaped: string | undefined, curly?: string, plain?: string) =>
    escaped ? match : (env[curly ?? plain ?? ""] ?? ""),
  );
}

/** The name of the variable of a plugin's setting: `tap-x`, `auth.token` is `TAP_X_AUTH_TOKEN`. */
export function variableName(prefix: string, setting: string): string {
  return `${prefix}_${setting}`.replaceAll(/[^A-Za-z0-9]/g, "_").toUpperCase();
}
