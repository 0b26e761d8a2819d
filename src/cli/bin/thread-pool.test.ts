import { expect, it } from "vitest";
import { widenThreadPool } from "./thread-pool.ts";

it("the number of threads is there for the first use alone, so that no program inherits it", async () => {
  const env: Record<string, string | undefined> = { PATH: "/bin" };
  const seen: (string | undefined)[] = [];
  await widenThreadPool(env, async () => {
    seen.push(env["UV_THREADPOOL_SIZE"]);
    throw new Error("no such file");
  });
  expect(seen).toEqual(["128"]);
  expect(env).toEqual({ PATH: "/bin" });
});

it("a number of the user's stays as it is", async () => {
  const env = { UV_THREADPOOL_SIZE: "8" };
  await widenThreadPool(env, () => Promise.reject(new Error("not to be used")));
  expect(env).toEqual({ UV_THREADPOOL_SIZE: "8" });
});
