/**
 * Every stable error code and the sentence that `docs/errors.md` prints for it (a test keeps both equal).
 * Codes are never renamed or given a new meaning.
 */
export const errorCodes = {
  USAGE: "The command line could not be understood.",
  NOT_A_PROJECT: "The folder is not inside a Meltano project.",
  MELTANO_NOT_FOUND: "No `meltano` executable could be found.",
  MELTANO_YML_INVALID: "`meltano.yml` could not be read as YAML.",
  MELTANO_YML_UNEDITABLE: "`meltano.yml` is written so that it could not be edited safely.",
  ENVIRONMENT_MISMATCH:
    "Under `meltano invoke`, another Meltano environment was asked for than the outer one.",
  CONFIG_INVALID: "`pitchpipe.yml`, or a variable that stands in for it, has a wrong key or value.",
  CONFIG_UNREADABLE: "A configuration file could not be read.",
  CONFIG_UNEDITABLE: "`pitchpipe.yml` is written so that it could not be edited safely.",
  GATING_RULE_INVALID:
    "A rule that masks, drops, quarantines or fails is wrong, so the load was not started.",
  STORE_UNAVAILABLE: "The store could not be opened, read or written.",
  STORE_NEWER: "The store was made by a newer pitchpipe.",
  STORE_DAMAGED: "The store is damaged: its file was set aside, or a part of it was taken away.",
  NOT_FOUND: "No run, alert or other thing has that id.",
  AMBIGUOUS_ID: "The start of an id fits more than one thing.",
  CHANNEL_UNKNOWN: "No channel has that name.",
  CHANNEL_MISCONFIGURED: "A channel refers to a variable or file that is not there.",
  MAPPER_CONFIG: "The mapper's configuration could not be used.",
  NODE_TOO_OLD: "The Node that runs pitchpipe is older than it needs.",
  FILE_UNREADABLE: "A file named on the command line could not be read.",
  LOG_NOT_MELTANO: "A log to take in holds no line of a Meltano log.",
  QUARANTINE_BUSY: "Another process replays or erases rows of the quarantine just now.",
  QUARANTINE_UNWRITABLE: "The quarantine's folder can't be written.",
  REPLAY_BROKEN: "What reads a replay went away before all of it was taken.",
  AUDIT_KEY: "A key that signs the account, or is to be trusted, could not be used.",
  CHECKPOINT_UNUSABLE:
    "A checkpoint vouches for nothing: it was changed, is of another store or of another key.",
  CHECKPOINT_UNDELIVERED: "A checkpoint could not be put where it should lie outside the store.",
  ACCOUNT_BROKEN: "The account of a run is not as it was written, so nothing is signed of it.",
  OPENLINEAGE_UNSET: "Nobody is named who could be told of lineage.",
  INTERNAL: "A fault of ours.",
} as const;

/** A code from the catalogue above. */
export type ErrorCode = keyof typeof errorCodes;
