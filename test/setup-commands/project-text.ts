import fc from "fast-check";

/** How a generated `meltano.yml` is written. */
interface Style {
  readonly step: number;
  readonly dash: number;
  readonly gap: number;
  readonly eol: "\n" | "\r\n";
  readonly bom: boolean;
  readonly newlineAtEnd: boolean;
  /** What stands between lines, taken in turn. */
  readonly noise: readonly ("none" | "blank" | "comment" | "deep comment")[];
  /** How a task's names are written. */
  readonly tasks: "text" | "quoted" | "flow" | "list";
}

const style: fc.Arbitrary<Style> = fc.record({
  step: fc.integer({ min: 1, max: 5 }),
  dash: fc.integer({ min: 0, max: 4 }),
  gap: fc.integer({ min: 2, max: 4 }),
  eol: fc.constantFrom("\n", "\r\n"),
  bom: fc.boolean(),
  newlineAtEnd: fc.boolean(),
  noise: fc.array(fc.constantFrom("none", "none", "none", "blank", "comment", "deep comment"), {
    minLength: 1,
  }),
  tasks: fc.constantFrom("text", "quoted", "flow", "list"),
});

/** A section under `plugins:`: absent, there without a value, an empty list, or with so many plugins. */
const section = fc.constantFrom("absent", "null", "[]", 1, 3);

const names = fc.record({
  plugins: fc.constantFrom("absent", "null", "map"),
  extractors: section,
  loaders: section,
  utilities: section,
  mappers: section,
  jobs: fc.array(
    fc.array(
      fc.constantFrom(
        "tap-a target-b",
        "tap-a m1 target-b dbt:run",
        "dbt:run",
        "tap-a target-b tap-c target-d",
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    { maxLength: 3 },
  ),
  jobsFirst: fc.boolean(),
});

/** Random `meltano.yml` files in block style, as different hands might indent and comment them. */
export const projectText: fc.Arbitrary<string> = fc
  .tuple(style, names)
  .map(([how, what]) => render(how, what));

type What = typeof names extends fc.Arbitrary<infer T> ? T : never;

function render(how: Style, what: What): string {
  const pad = (columns: number): string => " ".repeat(columns);
  const item = (column: number, lines: readonly string[]): string[] =>
    lines.map((line, at) => `${pad(column)}${at === 0 ? "-" : " "}${pad(how.gap - 1)}${line}`);
  const list = (key: string, size: What["mappers"]): string[] => {
    if (size === "absent") return [];
    if (typeof size === "string") return [`${pad(how.step)}${key}:${size === "[]" ? " []   # none" : ""}`];
    const plugin = (number: number): string[] => [`name: ${key}-${number} # its name`, "config: {a: 'b'}"];
    const entries = Array.from({ length: size }, (_, at) => item(how.step + how.dash, plugin(at)));
    return [`${pad(how.step)}${key}:`, ...entries.flat()];
  };
  const sections = (["extractors", "loaders", "utilities", "mappers"] as const).flatMap((key) =>
    list(key, what[key]),
  );
  const plugins = what.plugins === "absent" ? [] : ["plugins:", ...(what.plugins === "map" ? sections : [])];
  const jobs = what.jobs.flatMap((tasks, number) =>
    item(how.dash, [
      `name: job-${number}`,
      "tasks:",
      ...tasks.flatMap((task) => item(how.dash, taskLines(task, how))),
    ]),
  );
  const jobsSection = jobs.length === 0 ? [] : ["jobs:", ...jobs];
  const lines = [
    "default_environment: dev",
    ...(what.jobsFirst ? [...jobsSection, ...plugins] : [...plugins, ...jobsSection]),
  ].flatMap((line, at) => [line, ...noiseLines(how.noise[at % how.noise.length] ?? "none")]);
  return `${how.bom ? "\ufeff" : ""}${lines.join(how.eol)}${how.newlineAtEnd ? how.eol : ""}`;
}

function taskLines(task: string, { tasks, gap }: Style): string[] {
  if (tasks === "text") return [task];
  if (tasks === "quoted") return [`"${task}"  # quoted`];
  const parts = task.split(" ");
  if (tasks === "flow") return [`[${parts.join(", ")}]`];
  return parts.map((part) => `-${" ".repeat(gap - 1)}${part}`);
}

function noiseLines(noise: Style["noise"][number]): string[] {
  if (noise === "none") return [];
  return noise === "blank"
    ? [""]
    : [noise === "comment" ? "# a comment\twith a tab" : "              # - deep: comment"];
}
