import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../test/setup/cache-folder.ts";

const runId = "01a1ff6c-3e41-769f-bd9d-0d7e5c5dea67";
const failure = join(repository, "test", "fixtures", "failures", "wms-cut.log");

/** Writes a Meltano log of at least `bytes`: hours of what plugins say, a caught traceback now and then, and a real failure at its end. */
export function writeLog(file: string, bytes: number): void {
  const end = readFileSync(failure, "utf8");
  const to = openSync(file, "w");
  try {
    let written = 0;
    for (let number = 0; written < bytes - end.length; number += 1_000) {
      const lines = Array.from({ length: 1_000 }, (_, at) => line(number + at)).join("");
      written += writeSync(to, lines);
    }
    writeSync(to, end);
  } finally {
    closeSync(to);
  }
}

function line(number: number): string {
  const isTap = number % 3 !== 0;
  const name = isTap ? "tap-oracle-wms" : "target-postgres";
  const said = {
    ...{ consumer: isTap, producer: isTap, stdio: "stderr", cmd_type: "elb", name, run_id: runId },
    ...{ state_id: "dev:tap-oracle-wms-to-target-postgres", job_name: "wms-to-warehouse", level: "info" },
    timestamp: new Date(Date.UTC(2026, 10, 21) + number * 20).toISOString(),
    event: textOf(number, name),
  };
  return `${JSON.stringify(said)}\n`;
}

function textOf(number: number, name: string): string {
  if (number % 5_000 < 5) return traceback[number % 5_000] ?? "";
  if (number % 40 === 0)
    return `METRIC: {"type": "counter", "metric": "record_count", "value": ${number}, "tags": {"stream": "order_hdr"}}`;
  if (number % 97 === 0)
    return `Backing off 2.31 seconds after 1 tries: 503 Server Error: Service Unavailable for path: /orders?page=${number}`;
  return `${name}: page ${number} of order_hdr read, 500 records, next cursor cD0${number}, last mod_ts 2026-11-21T06:59:00`;
}

const traceback = [
  "Traceback (most recent call last):",
  '  File "/srv/elt/venv/lib/python3.11/site-packages/requests/adapters.py", line 667, in send',
  "    resp = conn.urlopen(",
  "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='wms.example.com', port=443): Read timed out.",
  "trying again",
];
