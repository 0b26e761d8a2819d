#!/bin/sh
# A number of the business far below what is usual: something upstream may be broken although every run was green.
set -eu
${PITCHPIPE:-npx pitchpipe} alerts send --json \
  --name orders_drop --category business --severity error \
  --metric orders_per_hour --value 140 --threshold 400 --resource shop-br \
  --detail same_hour_last_week=455 --detail last_order_at=2026-01-31T09:12:44Z \
  --recommend 'Check the payment provider first: carts are being filled, orders are not placed.'
