/**
 * Every kind of problem that `inspect` can find: the rows of the failure table that a captured stream can show, in
 * snake_case. `docs/inspect.md` lists them with their variants; a test keeps both equal.
 */
export const problemKinds = [
  "tap_dies_mid_line",
  "tap_exits_nonzero_after_clean_line",
  "schema_change_mid_stream",
  "record_before_schema_unknown_stream",
  "schema_invalid_for_target",
  "record_violates_schema",
  "duplicate_null_missing_keys",
  "duplicate_json_keys_in_an_object",
  "activate_version",
  "out_of_order_regressing_state",
  "no_state_state_only_at_end",
  "batch",
  "unknown_lower_case_type",
  "garbage_on_stdout",
  "blank_lines_crlf_bom_leading_space",
  "invalid_utf_8",
  "huge_record_line",
  "2_53_ints_high_precision_decimals_nan",
  "deep_nesting",
  "proto_constructor_keys_x_schema_with_ref_loops_or_redos_patterns",
  "silent_empties",
] as const;

export type ProblemKind = (typeof problemKinds)[number];
export type ProblemSeverity = "info" | "warning" | "error";
