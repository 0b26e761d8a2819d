/** Names a thing for grouping and matching; keys and values are plain text, an empty value equals a missing one. */
export type Labels = Readonly<Record<string, string>>;

/** The labels every signal of a run has; empty where not applicable. */
export const standardLabels = ["project", "environment", "job", "plugin", "stream", "check"] as const;
