import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "./generated-files.ts";

const repository = join(import.meta.dirname, "../../..");

for (const [file, text] of Object.entries(generatedFiles())) writeFileSync(join(repository, file), text);
