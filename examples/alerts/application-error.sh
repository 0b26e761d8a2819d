#!/bin/sh
# An error of an application: type, stack trace, endpoint, how many users and errors, and the log around it.
set -eu
trace=$(mktemp)
trap 'rm -f "$trace"' EXIT
cat >"$trace" <<'TRACE'
Error: connection pool exhausted
    at Pool.acquire (pool.js:88:11)
    at loadOrder (orders.js:41:20)
    at handle (server.js:17:5)
TRACE
${PITCHPIPE:-npx pitchpipe} alerts send --json \
  --name checkout_error --category application --severity error \
  --title 'DatabasePoolExhausted in /api/orders' \
  --message 'No connection was free for 30 s.' \
  --detail error_type=DatabasePoolExhausted \
  --stack-trace "$trace" --endpoint /api/orders --affected-users 37 --error-count 112 \
  --detail related_logs='["10:01:07 pool: 40 of 40 in use", "10:01:37 pool: timeout"]'
