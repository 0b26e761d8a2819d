import { makeEnvironments } from "./venvs.ts";

/** `node test/setup/make.ts` makes every cached environment, so that no test has to wait for it. */
await makeEnvironments((line) => console.log(line));
