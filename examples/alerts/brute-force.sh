#!/bin/sh
# Failed logins from one address. The address is a label: each has an alert of its own.
set -eu
${PITCHPIPE:-npx pitchpipe} alerts send --json \
  --name brute_force --type security --severity critical \
  --title 'Failed logins from 203.0.113.7' \
  --message '48 failed logins for 12 users within 5 minutes.' \
  --label source_ip=203.0.113.7 --error-count 48 --affected-users 12 --endpoint /login \
  --recommend 'Block the address: sudo ufw deny from 203.0.113.7' \
  --recommend 'Ask those 12 users whether it was them.'
