/** The documentation page of the service: the OpenAPI document as plain HTML, without scripts and anything from elsewhere. */

import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h2 { margin-top: 3rem; border-bottom: 1px solid; }
h3 code { font-size: 1.1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #8886; }
pre { overflow-x: auto; padding: 0.5rem; background: #8882; }
a { color: light-dark(#0550ae, #79b8ff); }
nav li { margin: 0.25rem 0; }
`;

/** Nothing but its own style, which is known by its hash. */
export const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const escaped = (value) => String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Text of the document: `code` in it is code. */
const prose = (text = "") => escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");

/** The page of `document`. */
export function docsPage(document) {
  const { info, paths, tags, components } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)} ${escaped(info.version)}: the interface of the service</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(info.title)} ${escaped(info.version)}</h1>
${info.description
  .split("\n\n")
  .map((text) => `<p>${prose(text)}</p>`)
  .join("\n")}
<p>The same for programs: <a href="openapi.json">openapi.json</a></p>
<nav aria-label="Resources">
<ul>
${operations.map((one) => `<li><a href="#${anchor(one)}"><code>${one.method} ${escaped(one.path)}</code></a> ${prose(one.summary)}</li>`).join("\n")}
</ul>
</nav>
${tags
  .map(({ name, description }) =>
    section(
      description,
      operations.filter((one) => one.tags.includes(name)),
      components,
    ),
  )
  .join("\n")}
<h2>Schemas</h2>
${Object.entries(components.schemas).map(schemaSection).join("\n")}
</main>
</body>
</html>
`;
}

const anchor = ({ method, path }) => `${method}${path.replace(/[^A-Za-z0-9]+/g, "-")}`.toLowerCase();

function section(title, operations, components) {
  return `<h2>${prose(title)}</h2>\n${operations.map((one) => operationSection(one, components)).join("\n")}`;
}

function operationSection(operation, components) {
  const { method, path, summary, description, parameters = [], requestBody, responses } = operation;
  return `<section id="${anchor(operation)}">
<h3><code>${method} ${escaped(path)}</code></h3>
<p>${prose(summary)}.</p>
${description === undefined ? "" : `<p>${prose(description)}</p>`}
${table(
  ["parameter", "in", "what it is"],
  parameters.map((one) => [code(one.name), one.in, `${prose(one.description)}${ofSchema(one.schema)}`]),
)}
${requestBody === undefined ? "" : bodyOf(requestBody)}
${table(
  ["status", "content", "headers", "when"],
  Object.entries(responses).map(([status, response]) => {
    const { description: when, content = {}, headers = {} } = resolved(response, components);
    return [status, contentOf(content), Object.keys(headers).map(code).join(" "), prose(when)];
  }),
)}
</section>`;
}

function bodyOf({ description, content }) {
  const fields = Object.keys(content["multipart/form-data"]?.schema.properties ?? {});
  return `<p>Body: ${prose(description)}. Fields of a form: ${fields.map(code).join(" ")}</p>`;
}

function contentOf(content) {
  return Object.entries(content)
    .map(([type, { schema }]) => `${code(type)} ${schema?.$ref === undefined ? "" : reference(schema)}`)
    .join("<br>");
}

function resolved(response, { responses }) {
  return response.$ref === undefined ? response : responses[response.$ref.split("/").at(-1)];
}

function schemaSection([name, schema]) {
  const { description = "", properties = {}, required = [] } = schema;
  return `<section id="schema-${name}">
<h3><code>${name}</code></h3>
<p>${prose(description)}</p>
${table(
  ["field", "there", "what it is"],
  Object.entries(properties).map(([field, value]) => [
    code(field),
    required.includes(field) ? "always" : "sometimes",
    `${prose(value.description)} ${ofSchema(value)}`,
  ]),
)}
</section>`;
}

/** The form of a value, in a few words. */
function ofSchema(schema = {}) {
  if (schema.$ref !== undefined) return reference(schema);
  const any = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (any !== undefined) return any.map(ofSchema).join(" or ");
  if (schema.enum !== undefined) return ` <small>${schema.enum.map(code).join(" ")}</small>`;
  if (schema.pattern !== undefined) return ` <small>${code(schema.pattern)}</small>`;
  if (schema.items !== undefined) return ` <small>array of</small> ${ofSchema(schema.items)}`;
  return schema.type === undefined ? "" : ` <small>${escaped([schema.type].flat().join(" or "))}</small>`;
}

function reference({ $ref }) {
  const name = $ref.split("/").at(-1);
  return `<a href="#schema-${name}">${name}</a>`;
}

const code = (text) => `<code>${escaped(text)}</code>`;

function table(head, rows) {
  if (rows.length === 0) return "";
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n");
  return `<div class="scroll"><table>
<thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>`;
}
