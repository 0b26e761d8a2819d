import { describe, expect, it } from "vitest";
import { hasOtherHandlers } from "./logging-handlers.ts";

describe("a logging.yaml", () => {
  it.each([
    ["a file", "handlers:\n  file: {class: logging.FileHandler, filename: a.log}\n", true],
    ["only the terminal", "handlers:\n  console: {class: logging.StreamHandler}\n", false],
    ["no handlers", "version: 1\n", false],
    ["nothing", "", false],
    ["broken YAML", "handlers: [\n", false],
    ["text", "just text", false],
  ])("with %s", (_, text, expected) => {
    expect(hasOtherHandlers(text)).toBe(expected);
  });
});
