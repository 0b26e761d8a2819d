const names = ["id", "name", "email", "amount", "active", "note", "created_at"];

export const sampleSchema = { properties: Object.fromEntries(names.map((name) => [name, {}])) };

/** RECORD lines of about 390 bytes with seven columns. */
export function sampleLines(count: number): string[] {
  const note = "x".repeat(140);
  return Array.from({ length: count }, (_, id) => {
    const record = {
      ...{
        id,
        name: `User ${id}`,
        email: `user${id}@example.com`,
        amount: id + 0.1,
        active: id % 2 === 0,
        note,
      },
      created_at: "2025-06-01T00:00:00+00:00",
    };
    return `{"type":"RECORD","stream":"users","record":${JSON.stringify(record)},"time_extracted":"2025-06-01T00:00:00.123456+00:00"}`;
  });
}
