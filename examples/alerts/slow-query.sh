#!/bin/sh
# A query that takes longer than it may. The query itself goes into the details.
set -eu
${PITCHPIPE:-npx pitchpipe} alerts send --json \
  --name slow_query --category database --severity warning \
  --metric query_duration_seconds --value 12.4 --threshold 5 --resource warehouse \
  --label job=daily-load \
  --detail query='select * from order_lines where packed_at is null' \
  --detail rows_examined=48210993 \
  --recommend 'Add an index on order_lines (packed_at): the query reads 48 million rows to find a few.'
