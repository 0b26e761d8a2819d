/** Of `pitchpipe.yml` the mapper sees nothing else; so it never has a channel's secret. */
export const mapperKeys = [
  "store",
  "mapper",
  "quarantine",
  "samples",
  "streams",
  "strict",
  "defaults",
  "retention",
  "audit",
  "labels",
  "timezone",
] as const;
