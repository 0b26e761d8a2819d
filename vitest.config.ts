import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const soak = process.env["PITCHPIPE_SOAK"] === "1";

// How long something that hangs is waited for, no measure of what is good: what waits ends as soon as it may, and a
// machine on which much else goes on takes ten times as long.
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };

export default defineConfig({
  test: {
    // Most files wait for processes of theirs: one at a time would leave a machine with two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/**/*.test.ts", "src/cli/bin/**"],
      reporter: ["text-summary", "json-summary", "html"],
      thresholds: { lines: 90 },
    },
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "test/architecture/**/*.test.ts", "test/generated/**/*.test.ts"],
          globalSetup: ["test/setup/global-unit.ts"],
          ...patience,
        },
      },
      {
        test: {
          name: "end-to-end",
          include: soak ? ["test/**/*.soak.ts"] : ["test/**/*.test.ts"],
          exclude: ["test/architecture/**", "test/generated/**", "**/node_modules/**"],
          globalSetup: ["test/setup/global.ts"],
          ...patience,
        },
      },
    ],
  },
});
