import type { Alert, NotificationKind } from "../../model/alert.ts";
import type { Severity } from "../../model/severity.ts";

/** How a kind of message is told from the others: a word, an emoji, a colour. */
export interface Mark {
  readonly word: string;
  readonly emoji: string;
  /** `#rrggbb`. */
  readonly color: string;
}

const bySeverity: Readonly<Record<Severity, Mark>> = {
  critical: { word: "Critical", emoji: "🚨", color: "#b3001b" },
  error: { word: "Error", emoji: "🔴", color: "#e01e5a" },
  warning: { word: "Warning", emoji: "🟠", color: "#e8912d" },
  info: { word: "Info", emoji: "🔵", color: "#2f6fde" },
};

const byKind: Readonly<Record<Exclude<NotificationKind, "firing">, Mark>> = {
  resolved: { word: "Resolved", emoji: "✅", color: "#2eb67d" },
  repeat: { word: "Still", emoji: "🔁", color: "#c2410c" },
  escalation: { word: "Escalated", emoji: "⏫", color: "#7c3aed" },
  digest: { word: "Digest", emoji: "🗂️", color: "#64748b" },
  acknowledged: { word: "Acknowledged", emoji: "👀", color: "#0891b2" },
  recovered: { word: "Recovered", emoji: "🩹", color: "#65a30d" },
  silence_ending: { word: "Silence ending", emoji: "🔔", color: "#a16207" },
  test: { word: "Test", emoji: "🧪", color: "#475569" },
};

const started: Mark = { word: "Started", emoji: "▶️", color: "#2f6fde" };
const succeeded: Mark = { word: "Success", emoji: "🏁", color: "#2eb67d" };

/** The mark of a kind; what is firing has its severity's, and an event its own. */
export function markOf(kind: NotificationKind, { type, severity }: Pick<Alert, "type" | "severity">): Mark {
  if (kind !== "firing") return byKind[kind];
  if (type === "pipeline_start") return started;
  return type === "pipeline_success" ? succeeded : bySeverity[severity];
}

/** What begins the title of a kind that nothing else in the title tells. */
export function titleWord(kind: NotificationKind): string | null {
  return kind === "firing" ? null : byKind[kind].word;
}
