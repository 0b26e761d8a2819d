import { expect, it } from "vitest";
import { resourceLines } from "./resource-lines.ts";

const sample = (cpu_percent: number, rss_bytes: number | null) => ({ cpu_percent, rss_bytes });
const unseen = { name: "tap-x", cpu_seconds: null, cpu_percent: null, max_rss_bytes: null, samples: [] };

it("draws CPU against a core and memory against its peak, and leaves out who was not seen", () => {
  const target = {
    ...{ name: "target-y", cpu_seconds: 3.25, cpu_percent: 81.2, max_rss_bytes: 200e6 },
    samples: [sample(50, 50e6), sample(100, 200e6), sample(0, 100e6)],
  };
  const short = { ...unseen, name: "tap-z", cpu_seconds: 0.5, max_rss_bytes: 8e6 };
  expect(resourceLines([unseen, target, short], { color: false }).join("\n").split("\n")).toEqual([
    "plugin      cpu  of a core   peak       memory peak  ",
    "target-y  3.3 s       81 %  100 %  ▅█▁     200.0 MB  ▃█▅",
    "tap-z     0.5 s          -      -            8.0 MB",
    "",
  ]);
});

it("says nothing where nobody was seen", () => {
  expect(resourceLines([unseen], { color: false })).toEqual([]);
});

it("folds many stretches, and keeps the peak", () => {
  const samples = Array.from({ length: 60 }, (_, at) => sample(at === 31 ? 400 : 10, null));
  const [table = ""] = resourceLines([{ ...unseen, cpu_seconds: 1, samples }], { color: false });
  expect(table).toContain("400 %");
  expect(table.match(/[▁-█]+/)?.[0]).toHaveLength(20);
  expect(table).toContain("█");
});
