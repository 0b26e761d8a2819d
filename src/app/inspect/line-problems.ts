import type { LineProblem } from "./record-problems.ts";

/** What can be wrong with a line as such. */
export const lineProblems = {
  torn: {
    kind: "tap_dies_mid_line",
    variant: "torn",
    message: "The last line is torn: the tap ended in the middle of it.",
    targetCrash: true,
  },
  unterminated: {
    kind: "tap_dies_mid_line",
    variant: "no_newline",
    severity: "info",
    message: "The last line is whole, but has no newline.",
  },
  noNewline: {
    kind: "tap_dies_mid_line",
    variant: "not_inspected",
    severity: "warning",
    message: "The last line has no newline and is too long to look into; whether it is whole is not known.",
  },
  invalidUtf8: {
    kind: "invalid_utf_8",
    variant: "invalid_utf_8",
    message: "Bytes that are no UTF-8: Python's readers end with a UnicodeDecodeError.",
    targetCrash: true,
  },
  blank: {
    kind: "blank_lines_crlf_bom_leading_space",
    variant: "blank_line",
    message: "A blank line: readers take it for a message that is no JSON.",
    targetCrash: true,
  },
  carriageReturn: {
    kind: "blank_lines_crlf_bom_leading_space",
    variant: "crlf",
    severity: "info",
    message: "A line that ends with a carriage return and a newline.",
  },
  leadingSpace: {
    kind: "blank_lines_crlf_bom_leading_space",
    variant: "leading_space",
    severity: "info",
    message: "A line that begins with white space.",
  },
  byteOrderMark: {
    kind: "blank_lines_crlf_bom_leading_space",
    variant: "byte_order_mark",
    message: "A byte order mark: most readers take the line for no JSON.",
    targetCrash: true,
  },
  incomplete: {
    kind: "garbage_on_stdout",
    variant: "incomplete_message",
    message: "A message without what its type needs.",
    targetCrash: true,
  },
  batch: {
    kind: "batch",
    variant: "not_inspected",
    severity: "info",
    message: "A BATCH: the records of its files were not looked into.",
  },
  badBatch: {
    kind: "batch",
    variant: "unknown_shape",
    message: "A BATCH of neither flavour: without `manifest` and without `filepath`.",
    targetCrash: true,
  },
} as const satisfies Readonly<Record<string, LineProblem>>;

/** A line that is no message. `flaw`: what the reader said of it; `null` where it only proved to be no JSON. */
export function garbage(flaw: string | null): LineProblem {
  const what = flaw ?? "not JSON";
  const variant =
    { "JSON that is no object": "no_object", "an object without a type": "no_type" }[what] ?? "not_json";
  const message = `A line that is no message: ${what}.`;
  return { kind: "garbage_on_stdout", variant, message, targetCrash: true };
}

export function unknownType(type: string | null): LineProblem {
  const isCase = type !== null && /^(?:record|schema|state|activate_version|batch)$/i.test(type);
  const shown = type === null ? "none that is text" : type.slice(0, 60);
  return {
    kind: "unknown_lower_case_type",
    variant: isCase ? "other_case" : "unknown_type",
    message: `A message type that no reader knows: ${shown}.`,
    targetCrash: true,
  };
}
