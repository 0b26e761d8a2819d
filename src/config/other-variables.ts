/** Variables of ours that are no settings of the file. */
export const otherVariables = [
  "PITCHPIPE_DISABLED",
  "PITCHPIPE_MELTANO",
  "PITCHPIPE_LOG_FORMAT",
  "PITCHPIPE_TEST_POSTGRES_URL",
  "PITCHPIPE_SOAK",
  "PITCHPIPE_OPENLINEAGE_SPEC",
] as const;
