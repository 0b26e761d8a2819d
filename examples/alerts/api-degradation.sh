#!/bin/sh
# The slowest calls of an endpoint: P95, not the average, which hides them.
set -eu
${PITCHPIPE:-npx pitchpipe} alerts send --json \
  --name api_degradation --type performance --severity error \
  --metric api_response_time_ms --value 1870 --threshold 800 --percentile 95 \
  --endpoint /api/orders --resource orders-api \
  --detail p50_ms=210 --detail p99_ms=4100 --detail requests_per_minute=930
