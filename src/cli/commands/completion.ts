import { Command, Option } from "commander";
import type { Cli } from "../io.ts";
import { examples } from "./examples.ts";
import { commands } from "./index.ts";

/** `completion`: a line for the shell's start-up file that completes the names of commands. */
export function buildCompletion(cli: Cli): Command {
  return new Command("completion")
    .description("Shell code that completes the names of commands.")
    .addOption(new Option("--shell <shell>", "which shell").choices(["bash", "zsh", "fish"]).default("bash"))
    .addHelpText(
      "after",
      examples("pitchpipe completion >> ~/.bashrc", "pitchpipe completion --shell zsh >> ~/.zshrc"),
    )
    .action(({ shell }: { readonly shell: "bash" | "zsh" | "fish" }) => {
      cli.stdout.write(`${lines[shell](commands.map(({ name }) => name).join(" "))}\n`);
    });
}

const lines = {
  bash: (names: string) => `complete -W "${names}" pitchpipe`,
  zsh: (names: string) => `compctl -k "(${names})" pitchpipe`,
  fish: (names: string) => `complete -c pitchpipe -f -n __fish_use_subcommand -a "${names}"`,
} as const;
