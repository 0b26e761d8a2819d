/** `count` orders as JSONL, each about 100 bytes; the same for the same count. */
export function orders(count: number): string {
  const statuses = ["OPEN", "PICKED", "PACKED", "SHIPPED"];
  const line = (id: number): string =>
    JSON.stringify({
      id,
      order_nbr: `ORD${String(id).padStart(6, "0")}`,
      status: statuses[id % statuses.length],
      qty: (id * 7) % 50,
      mod_ts: new Date(Date.UTC(2026, 0, 1) + id * 60_000).toISOString(),
    });
  return Array.from({ length: count }, (_, index) => `${line(index + 1)}\n`).join("");
}
