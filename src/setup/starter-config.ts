/**
 * The `pitchpipe.yml` that `init` writes: what most people want first, the rest as comments that hold when the `#` is
 * taken away (a test does so).
 */
export function starterConfig({
  timezone,
  schema,
}: {
  readonly timezone: string;
  readonly schema: string;
}): string {
  return `# yaml-language-server: $schema=${schema}
# What pitchpipe watches and whom it tells. To check this file: pitchpipe config check
version: 1
timezone: ${timezone}

# The places messages go to. To try one: pitchpipe channels test log
channels:
  log: {type: log, path: logs/alerts.jsonl}
  # hook: {type: webhook, url: $HOOK_URL, min_severity: warning}   # $HOOK_URL stands in .env or the environment

# Where a message goes when nothing below says otherwise.
route:
  channel: log
  # routes:
  #   - {matchers: ['severity=~"error|critical"'], channel: hook}

# run:
#   stall_after: 10m                                     # no record for so long is told
#   notify: {start: none, success: info, failure: error} # how loud each is, or none

# jobs:
#   daily-load: {owner: data-team, timeout: 6h}          # any key of run, for one job
`;
}
