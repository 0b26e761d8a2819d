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

/** What of those keys is none of the mapper's business: the key that signs, and where its signatures go. */
const notOfMappers = [
  ["audit", "key"],
  ["audit", "checkpoints"],
];

/** Whether a setting may be seen by mappers. */
export function isOfMappers(path: readonly (string | number)[]): boolean {
  if (!mapperKeys.some((key) => key === path[0])) return false;
  return !notOfMappers.some((hidden) => hidden.every((key, at) => key === path[at]));
}
