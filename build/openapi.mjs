/** Writes the documents that the service serves: `npm run openapi`. */

import { writeFileSync } from "node:fs";
import { generatedModules } from "./openapi/modules.mjs";

for (const [name, text] of Object.entries(generatedModules())) {
  writeFileSync(new URL(`../src/service/${name}`, import.meta.url), text);
}
