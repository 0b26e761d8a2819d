import { createInterface } from "node:readline/promises";
import type { Cli } from "../io.ts";

/** Questions to whoever sits at the terminal. Where nobody answers any more (end of input), a yes is not assumed. */
export interface Asker {
  /** An empty answer is `preset`. */
  readonly yesNo: (question: string, preset: boolean) => Promise<boolean>;
  /** One of the options, by number or name; an answer that is none of them is the first. */
  readonly choice: <Option extends string>(
    question: string,
    options: readonly [Option, ...Option[]],
  ) => Promise<Option>;
  readonly close: () => void;
}

export function createAsker(cli: Cli): Asker {
  const lines = createInterface({ input: cli.stdin });
  const answers = lines[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string | null> => {
    cli.stdout.write(question);
    const { value, done } = await answers.next();
    return done ? null : String(value).trim().toLowerCase();
  };
  return {
    yesNo: async (question, preset) => {
      const answer = await ask(`${question} [${preset ? "Y/n" : "y/N"}] `);
      if (answer === null) return false;
      return preset ? !answer.startsWith("n") : answer.startsWith("y");
    },
    choice: async (question, options) => {
      const list = options.map((option, at) => `  ${at + 1} ${option}\n`).join("");
      const answer = await ask(`${question}\n${list}[1] `);
      return options.find((option, at) => option === answer || String(at + 1) === answer) ?? options[0];
    },
    close: () => lines.close(),
  };
}

/** Whether a question would reach a person. */
export function isInteractive(cli: Cli): boolean {
  return cli.stdin.isTTY === true && cli.stdout.isTTY;
}
