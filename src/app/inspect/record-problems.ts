import { maskValue } from "../../lib/redaction/index.ts";
import type { Violation } from "../../quality/index.ts";
import type { ProblemSight } from "./problem-log.ts";

/** A problem of one line, as far as its kind decides it; the severity is error where none is given. */
export type LineProblem = Pick<ProblemSight, "kind" | "variant" | "message"> & Partial<ProblemSight>;

export const recordProblems = {
  beforeSchema: {
    kind: "record_before_schema_unknown_stream",
    variant: "record_before_schema",
    message: "A RECORD before its stream's SCHEMA.",
    targetCrash: true,
  },
  incomplete: {
    kind: "garbage_on_stdout",
    variant: "incomplete_message",
    message: "A RECORD whose `record` is missing or no object.",
    targetCrash: true,
  },
  otherVersion: {
    kind: "activate_version",
    variant: "record_of_another_version",
    severity: "warning",
    message: "A RECORD without the version activated before it; a target that keeps versions deletes it.",
  },
  tooDeep: {
    kind: "deep_nesting",
    variant: "too_deep",
    message: "Nested so deep that Python's readers end with a RecursionError. Not looked into.",
    targetCrash: true,
  },
  numberTooLong: {
    kind: "2_53_ints_high_precision_decimals_nan",
    variant: "number_too_long",
    message: "A number of more than 4300 digits, which Python refuses to read. Not looked into.",
    targetCrash: true,
  },
  innerReturn: {
    kind: "blank_lines_crlf_bom_leading_space",
    variant: "carriage_return_inside",
    message: "A carriage return between values, where Python's readers end the line.",
    targetCrash: true,
  },
} as const satisfies Readonly<Record<string, LineProblem>>;

export function duplicateJsonKey(path: string): LineProblem {
  return {
    kind: "duplicate_json_keys_in_an_object",
    variant: "duplicate_json_key",
    severity: "warning",
    path,
    message: "An object has the same key twice; every reader takes the last one, without a word.",
  };
}

export function keyWithoutValue(property: string, fault: "null" | "missing"): LineProblem {
  return {
    kind: "duplicate_null_missing_keys",
    variant: `${fault}_key`,
    path: `$.${property}`,
    message: `A RECORD whose key property ${property} is ${fault}.`,
    targetCrash: fault === "missing",
  };
}

export function duplicateKey(properties: readonly string[]): LineProblem {
  return {
    kind: "duplicate_null_missing_keys",
    variant: "duplicate_key",
    severity: "warning",
    message: `A RECORD with a key (${properties.join(", ")}) that came before.`,
  };
}

/** A schema violation with its value masked. */
export function violationProblem({ path, keyword, message, ...violation }: Violation): LineProblem {
  const float = `${path} is written as a float: to a target built with the SDK it is no integer.`;
  return {
    kind: "record_violates_schema",
    variant: violation.isInvalid ? keyword : "float_for_integer",
    severity: keyword === "format" && !violation.targetCrash && isDateFormat(message) ? "warning" : "error",
    path,
    message: violation.isInvalid ? `${path} ${message}.` : float,
    targetCrash: violation.targetCrash,
    sample: violation.found === null ? null : maskValue(violation.found),
  };
}

/** SDK targets parse more dates than RFC 3339 allows; what they do parse does no harm there. */
function isDateFormat(message: string): boolean {
  return /"(?:date|time|date-time)"/.test(message);
}
