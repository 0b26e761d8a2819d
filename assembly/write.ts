import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { walkerCode } from "./compile.ts";

const file = join(import.meta.dirname, "../src/quality/walker/walker-code.generated.ts");

writeFileSync(file, await walkerCode());
