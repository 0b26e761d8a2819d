import type { Duplex } from "node:stream";

/** So much of a database's answers is taken in. A check that asks for more would fill our memory. */
export const answerLimit = 16 * 1024 * 1024;

/** The database says more than is read. */
export class AnswerTooLongError extends Error {
  constructor() {
    super(`it says more than ${answerLimit / 1024 / 1024} MiB, which is not read: ask it for less`);
    this.name = "AnswerTooLongError";
  }
}

/** Something of another kind, that says no end of it before it has let anybody in. */
export function notOfKind(thrown: unknown, kind: string): unknown {
  const isOther =
    thrown instanceof AnswerTooLongError ||
    (thrown instanceof Error && "code" in thrown && thrown.code === "ERR_OUT_OF_RANGE");
  return isOther ? new Error(`what answers there is no ${kind}`) : thrown;
}

/** Breaks a connection off that brings more than the limit. Listens beside whoever reads it. */
export function limitAnswers(stream: Duplex): void {
  let left = answerLimit;
  stream.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) stream.destroy(new AnswerTooLongError());
  });
}
