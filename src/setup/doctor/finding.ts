/** What `doctor` says of one thing. */
export interface Finding {
  /** A stable name, one word. */
  readonly name: string;
  readonly status: "ok" | "warning" | "problem" | "unknown";
  readonly message: string;
  /** What to do about it; `null` where there is nothing to do. */
  readonly fix: string | null;
}

export function ok(name: string, message: string): Finding {
  return { name, status: "ok", message, fix: null };
}

export function warning(name: string, message: string, fix: string): Finding {
  return { name, status: "warning", message, fix };
}

export function problem(name: string, message: string, fix: string): Finding {
  return { name, status: "problem", message, fix };
}

export function unknown(name: string, message: string, fix: string | null = null): Finding {
  return { name, status: "unknown", message, fix };
}

/** `a`, `a and b`, or the first three and how many more. */
export function listed(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
