/** The documents of the service as modules of its source: bundles carry them as data. */

import { createHash } from "node:crypto";
import { openapiDocument } from "./document.mjs";
import { docsPage, POLICY } from "./page.mjs";

/** What each file of `src/service` that is generated has in it, by its name. */
export function generatedModules() {
  const document = openapiDocument();
  return {
    "openapi-document.ts": moduleOf("OPENAPI", `${JSON.stringify(document, null, 1)}\n`, "application/json"),
    "docs-page.ts": moduleOf("DOCS", docsPage(document), "text/html; charset=utf-8", POLICY),
  };
}

/** Where the formatter breaks a line. */
const LINE_MAX = 120;

function moduleOf(name, text, type, policy = "default-src 'none'; frame-ancestors 'none'") {
  const digits = createHash("sha256").update(text).digest("hex").slice(0, 32);
  return `/** Written by \`npm run openapi\`. Do not change it by hand. */

import type { StoredDocument } from "./documents.js";

export const ${name}: StoredDocument = {
  type: "${type}",
  etag: '"${digits}"',
  policy:${LINE_MAX < `  policy: "${policy}",`.length ? "\n    " : " "}"${policy}",
  text: \`${text.replace(/[\\`]|\$\{/g, "\\$&")}\`,
};
`;
}
