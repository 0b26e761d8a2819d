import pc from "picocolors";

const colors = pc.createColors(process.stdout.isTTY && !process.env["NO_COLOR"]);

/** A heading of the demo, with a blank line before it. */
export function heading(text: string): void {
  process.stdout.write(`\n${colors.bold(colors.cyan(`▌ ${text}`))}\n`);
}

/** A sentence below a heading. */
export function say(text: string): void {
  process.stdout.write(`${colors.dim(text)}\n`);
}

/** The command that is about to run, as a user would type it. */
export function command(text: string): void {
  process.stdout.write(`${colors.green("$")} ${colors.bold(text)}\n\n`);
}

/** Lines that shall catch the eye, e.g. an alert that arrived. */
export function box(title: string, lines: readonly string[]): void {
  const bar = colors.yellow("│");
  const body = lines.map((line) => `${bar} ${line}\n`).join("");
  process.stdout.write(`\n${colors.yellow("╭─")} ${colors.bold(title)}\n${body}${colors.yellow("╰─")}\n`);
}

/** Shows that something takes its time: seconds counted up on a terminal, two plain lines elsewhere. */
export async function wait<T>(what: string, work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const seconds = (): string => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  if (!process.stdout.isTTY) process.stdout.write(`  ${what} …\n`);
  const show = (): boolean => process.stdout.write(`\r  ${what} … ${colors.dim(seconds())}`);
  const timer = process.stdout.isTTY ? setInterval(show, 250) : undefined;
  try {
    const result = await work;
    const line = `  ${colors.green("✓")} ${what} ${colors.dim(`(${seconds()})`)}\n`;
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${line}` : line);
    return result;
  } finally {
    clearInterval(timer);
  }
}
