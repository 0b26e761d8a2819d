#!/bin/sh
# A service that does not answer; `--resolve` with the same name and resource says that it does again.
set -eu
if [ "${1:-down}" = up ]; then
  ${PITCHPIPE:-npx pitchpipe} alerts send --json --name service_unavailable --resource wms-api --resolve \
    --message 'It answers again.'
else
  ${PITCHPIPE:-npx pitchpipe} alerts send --json \
    --name service_unavailable --type connection_error --category availability --severity critical \
    --title 'wms-api does not answer' --message 'Three tries, no answer: connection refused.' \
    --resource wms-api --label plugin=tap-oracle-wms --endpoint https://wms.example.com/health \
    --detail last_answer_at=2026-01-31T07:59:12Z
fi
