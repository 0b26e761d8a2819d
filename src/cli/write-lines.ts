import type { Cli } from "./io.ts";

/** Enough text at once that writing costs nothing, little enough that memory stays flat. */
const pieceLength = 64 * 1024;

/**
 * Writes pieces of text to stdout as fast as they are read there. Where nobody reads any more (`| head`) it stops: nothing is
 * wrong then.
 */
export async function writeLines(cli: Cli, pieces: AsyncIterable<string>): Promise<void> {
  let waiting = "";
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length < pieceLength) continue;
    if (!(await isWritten(cli, waiting))) return;
    waiting = "";
  }
  if (waiting !== "") await isWritten(cli, waiting);
}

async function isWritten(cli: Cli, text: string): Promise<boolean> {
  if (cli.writeBytes === undefined) {
    cli.stdout.write(text);
    return true;
  }
  try {
    await cli.writeBytes(Buffer.from(text, "utf8"));
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EPIPE") return false;
    throw thrown;
  }
}
