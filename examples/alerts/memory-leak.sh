#!/bin/sh
# Memory that only ever grows: the trend goes into the details, so that the next person sees it at once.
set -eu
${PITCHPIPE:-npx pitchpipe} alerts send --json \
  --name memory_leak --category system --severity warning \
  --metric memory_used_mb --value 1840 --threshold 1500 --resource worker-3 \
  --detail trend_mb='{"00:00": 610, "04:00": 980, "08:00": 1410, "12:00": 1840}' \
  --detail growth_mb_per_hour=102 --detail hours_until_full=6 \
  --annotation runbook=https://wiki.example.com/memory
