import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageGallery } from "./gallery.ts";

writeFileSync(join(import.meta.dirname, "../../../docs/messages.md"), await messageGallery());
