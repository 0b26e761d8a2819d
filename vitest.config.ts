import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const soak = process.env["PITCHPIPE_SOAK"] === "1";

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
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "end-to-end",
          include: soak ? ["test/**/*.soak.ts"] : ["test/**/*.test.ts"],
          exclude: ["test/architecture/**", "test/generated/**", "**/node_modules/**"],
          globalSetup: ["test/setup/global.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
