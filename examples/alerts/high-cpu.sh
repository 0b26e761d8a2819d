#!/bin/sh
# CPU over its threshold, with the busiest processes as `ps` shows them.
set -eu
processes=$(ps -eo comm=,pcpu= --sort=-pcpu | head -3 |
  awk '{ printf "%s{\"name\":\"%s\",\"cpu_percent\":%s}", (NR > 1 ? "," : ""), $1, $NF }')
${PITCHPIPE:-npx pitchpipe} alerts send --json \
  --name high_cpu --category system --severity error \
  --metric cpu_percent --value 92 --threshold 80 --resource web-server-01 \
  --detail top_processes="[$processes]"
