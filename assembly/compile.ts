import { main } from "assemblyscript/asc";

const folder = import.meta.dirname;
const options = ["-O3", "--runtime", "stub", "--noAssert", "--enable", "simd"];
/** 2 MiB, as `layout.ts` deals them out, and nothing of the compiler's own where programs lie. */
const memory = ["--initialMemory", "32", "--memoryBase", "1024"];

/** The walker's module as the text of a file that holds it. */
export async function walkerCode(): Promise<string> {
  let binary: Uint8Array | null = null;
  const { error, stderr } = await main(
    ["walker.ts", "--baseDir", folder, "-o", "walker.wasm", ...options, ...memory],
    {
      writeFile: (_name: string, contents: Uint8Array | string) => {
        if (typeof contents !== "string") binary = contents;
      },
    },
  );
  if (error !== null || binary === null) throw new Error(`assembly/walker.ts: ${stderr.toString()}`);
  const text = Buffer.from(binary).toString("base64");
  return `/** The walker, compiled from \`assembly/\` by \`npm run generate\`. */\nexport const walkerCode: string =\n  "${text}";\n`;
}
