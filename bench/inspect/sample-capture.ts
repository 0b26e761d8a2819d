import { closeSync, openSync, writeSync } from "node:fs";

/** Records of a shop's orders, about 390 bytes each, all valid, with a STATE per 10,000. Half of them hold decimals. */
export function writeCapture(path: string, records: number): void {
  const file = openSync(path, "w");
  // As the taps of databases write it; no double holds it.
  writeSync(file, `${JSON.stringify(schemaMessage).replace('"BIGINT"', "9223372036854775807")}\n`);
  let lines: string[] = [];
  for (let id = 1; id <= records; id++) {
    lines.push(recordLine(id));
    if (id % 10_000 === 0 || id === records) {
      lines.push(stateLine(id));
      writeSync(file, `${lines.join("\n")}\n`);
      lines = [];
    }
  }
  closeSync(file);
}

const schemaMessage = {
  type: "SCHEMA",
  stream: "orders",
  schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      id: { type: "integer", minimum: 1, maximum: "BIGINT" },
      order_nbr: { type: "string", maxLength: 20 },
      status: { type: ["string", "null"], enum: ["OPEN", "PICKED", "PACKED", "SHIPPED", null] },
      customer: {
        type: "object",
        properties: {
          name: { type: "string" },
          email: { type: ["string", "null"] },
          vip: { type: "boolean" },
        },
      },
      lines: {
        type: "array",
        items: {
          type: "object",
          properties: { item: { type: "string" }, qty: { type: "integer" }, price: { type: "number" } },
        },
      },
      total: { type: ["number", "null"] },
      note: { type: ["string", "null"] },
      mod_ts: { type: "string", format: "date-time" },
    },
  },
  key_properties: ["id"],
  bookmark_properties: ["mod_ts"],
};

const statuses = ["OPEN", "PICKED", "PACKED", "SHIPPED"];

function recordLine(id: number): string {
  const cents = (id * 7919) % 100_000;
  const record = {
    id,
    order_nbr: `ORD${String(id).padStart(9, "0")}`,
    status: statuses[id % statuses.length],
    customer: {
      name: `Customer number ${id % 5000}`,
      email: `customer${id % 5000}@example.com`,
      vip: id % 7 === 0,
    },
    lines: [{ item: `ITEM-${id % 997}`, qty: id % 12, price: cents / 100 }],
    total: ((id % 12) * cents) / 100,
    note: id % 3 === 0 ? null : "leave at the back door",
    mod_ts: timeOf(id),
  };
  return `{"type":"RECORD","stream":"orders","record":${JSON.stringify(record)},"time_extracted":"2025-06-01T00:00:00.000000Z"}`;
}

function stateLine(id: number): string {
  return `{"type":"STATE","value":{"bookmarks":{"orders":{"replication_key":"mod_ts","replication_key_value":"${timeOf(id)}"}}}}`;
}

function timeOf(id: number): string {
  return new Date(Date.UTC(2025, 0, 1) + id * 1000).toISOString();
}
