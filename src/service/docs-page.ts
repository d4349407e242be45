/** Written by `npm run openapi`. Do not change it by hand. */

import type { StoredDocument } from "./documents.js";

export const DOCS: StoredDocument = {
  type: "text/html; charset=utf-8",
  etag: '"683f3f892bf7df40b1d533737785f664"',
  policy:
    "default-src 'none'; style-src 'sha256-js8iXUjboiOvSKXETWELryLLH8fYGMRFKtfDo/YOcWI='; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  text: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>harmony4 1.0.0: the interface of the service</title>
<style>
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
</style>
</head>
<body>
<main>
<h1>harmony4 1.0.0</h1>
<p>Compresses and decompresses bytes, and says which engine did it and what was proved of it.</p>
<p>Every answer has X-Request-Id: that of the request where it has one, else a new one. What is no success is a problem (RFC 9457, application/problem+json) with a stable code. Query parameters that are not known are refused. OPTIONS of each resource answers 204, and a method that it does not have 405, both with Allow; what is no resource answers 404. GET resources answer HEAD as well.</p>
<p>A service with a token needs it for everything but health and OPTIONS. Which resources there are is also the operator&#39;s choice: see each.</p>
<p>The same for programs: <a href="openapi.json">openapi.json</a></p>
<nav aria-label="Resources">
<ul>
<li><a href="#get-compress-info"><code>GET /compress/info</code></a> Which engine runs, and what was proved of it</li>
<li><a href="#get-compress-attest"><code>GET /compress/attest</code></a> An attestation, made now</li>
<li><a href="#post-compress"><code>POST /compress</code></a> Compresses the body</li>
<li><a href="#post-compress-decompress"><code>POST /compress/decompress</code></a> Decompresses the body</li>
<li><a href="#post-container-inspect"><code>POST /container/inspect</code></a> What is in a container</li>
<li><a href="#post-container-verify"><code>POST /container/verify</code></a> The verdicts on a container</li>
<li><a href="#get-containers-name-"><code>GET /containers/{name}</code></a> A stored container, or parts of it</li>
<li><a href="#head-containers-name-"><code>HEAD /containers/{name}</code></a> What GET would say of a stored container</li>
<li><a href="#options-containers-name-"><code>OPTIONS /containers/{name}</code></a> What pages of other origins may ask</li>
<li><a href="#get-healthz"><code>GET /healthz</code></a> Whether the process answers</li>
<li><a href="#get-readyz"><code>GET /readyz</code></a> Whether the service takes work</li>
<li><a href="#get-metrics"><code>GET /metrics</code></a> Counters for Prometheus</li>
<li><a href="#get-"><code>GET /</code></a> A page that compresses and decompresses in the browser</li>
<li><a href="#get-docs"><code>GET /docs</code></a> This documentation as a page</li>
<li><a href="#get-openapi-json"><code>GET /openapi.json</code></a> This documentation as OpenAPI 3.1</li>
</ul>
</nav>
<h2>Compression and decompression</h2>
<section id="post-compress">
<h3><code>POST /compress</code></h3>
<p>Compresses the body.</p>
<p><code>curl --data-binary @FILE URL/compress</code>, or <code>curl -F file=@FILE URL/compress</code>.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>level</code></td><td>query</td><td>1 to 19; without it 3 <small>integer</small></td></tr>
<tr><td><code>checksum</code></td><td>query</td><td>Whether each frame has a checksum; without it true <small><code>true</code> <code>false</code></small></td></tr>
<tr><td><code>format</code></td><td>query</td><td>One Zstandard frame or a container; without it zst <small><code>zst</code> <code>h4mk</code></small></td></tr>
</tbody>
</table></div>
<p>Body: The bytes as they are, whatever the Content-Type, or the field file of a form. Fields of a form: <code>level</code> <code>checksum</code> <code>format</code> <code>file</code></p>
<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/zstd</code> <br><code>application/vnd.harmony4.h4mk</code> </td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>ETag</code> <code>X-Compressed-Size</code> <code>X-Decompressed-Size</code> <code>Content-Length</code> <code>Content-Disposition</code> <code>Trailer</code></td><td>A Zstandard frame, or a container. Trailers: ETag, X-Compressed-Size, X-Decompressed-Size, those that the header does not have</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>408</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The body stood still for too long</td></tr>
<tr><td>413</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The body or the output is longer than is allowed, or the form has too many parts</td></tr>
<tr><td>415</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Accept-Encoding</code></td><td>The body has a Content-Encoding, or is multipart without being a form</td></tr>
<tr><td>429</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>Retry-After</code> <code>X-Request-Id</code></td><td>This client has too much in work, or asks too often</td></tr>
<tr><td>500</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A defect of the service or of its machine</td></tr>
<tr><td>503</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Retry-After</code></td><td>Too many requests wait, the request took too long, or the engine ended. With Retry-After where it is worth it</td></tr>
</tbody>
</table></div>
</section>
<section id="post-compress-decompress">
<h3><code>POST /compress/decompress</code></h3>
<p>Decompresses the body.</p>
<p>A container is verified as a whole before the first byte of its content is sent.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>format</code></td><td>query</td><td>Without it the first four bytes decide: a container begins with H4MK <small><code>zst</code> <code>h4mk</code></small></td></tr>
</tbody>
</table></div>
<p>Body: The bytes as they are, whatever the Content-Type, or the field file of a form. Fields of a form: <code>format</code> <code>file</code></p>
<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/octet-stream</code> </td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>ETag</code> <code>X-Compressed-Size</code> <code>X-Decompressed-Size</code> <code>Content-Length</code> <code>Content-Disposition</code> <code>Trailer</code></td><td>The content of all frames, or of the container. Trailers: ETag, X-Compressed-Size, X-Decompressed-Size, those that the header does not have</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>408</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The body stood still for too long</td></tr>
<tr><td>413</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The body or the output is longer than is allowed, or the form has too many parts</td></tr>
<tr><td>415</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Accept-Encoding</code></td><td>The body has a Content-Encoding, or is multipart without being a form</td></tr>
<tr><td>422</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The data is damaged, or would cost more than is allowed: window, ratio</td></tr>
<tr><td>429</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>Retry-After</code> <code>X-Request-Id</code></td><td>This client has too much in work, or asks too often</td></tr>
<tr><td>500</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A defect of the service or of its machine</td></tr>
<tr><td>503</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Retry-After</code></td><td>Too many requests wait, the request took too long, or the engine ended. With Retry-After where it is worth it</td></tr>
<tr><td>507</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>There is no room to put the body down</td></tr>
</tbody>
</table></div>
</section>
<h2>H4MK containers: judged, or served from a store</h2>
<section id="post-container-inspect">
<h3><code>POST /container/inspect</code></h3>
<p>What is in a container.</p>
<p>A damaged one, or what is none, is an answer like any other: 200 with <code>ok: false</code> and the reason.</p>

<p>Body: The bytes as they are, whatever the Content-Type, or the field file of a form. Fields of a form: <code>file</code></p>
<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/json</code> <a href="#schema-Inspection">Inspection</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>What was found</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>408</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The body stood still for too long</td></tr>
<tr><td>413</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The body or the output is longer than is allowed, or the form has too many parts</td></tr>
<tr><td>415</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Accept-Encoding</code></td><td>The body has a Content-Encoding, or is multipart without being a form</td></tr>
<tr><td>429</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>Retry-After</code> <code>X-Request-Id</code></td><td>This client has too much in work, or asks too often</td></tr>
<tr><td>500</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A defect of the service or of its machine</td></tr>
<tr><td>503</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Retry-After</code></td><td>Too many requests wait, the request took too long, or the engine ended. With Retry-After where it is worth it</td></tr>
<tr><td>507</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>There is no room to put the body down</td></tr>
</tbody>
</table></div>
</section>
<section id="post-container-verify">
<h3><code>POST /container/verify</code></h3>
<p>The verdicts on a container.</p>
<p>A damaged one, or what is none, is an answer like any other: 200 with <code>ok: false</code> and the reason. What is asked for must hold.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>engine_id</code></td><td>query</td><td>The engine that META must name <small><code>^[A-Za-z0-9._+-]{1,128}$</code></small></td></tr>
<tr><td><code>fingerprint</code></td><td>query</td><td>The fingerprint that META must name <small><code>^[0-9a-f]{64}$</code></small></td></tr>
<tr><td><code>root</code></td><td>query</td><td>The root that the container must have <small><code>^[0-9a-f]{64}$</code></small></td></tr>
<tr><td><code>sealed</code></td><td>query</td><td>What META must say of the seal <small><code>true</code> <code>false</code></small></td></tr>
<tr><td><code>key</code></td><td>query</td><td>The Ed25519 public key, as PEM, of who must have signed <small>string</small></td></tr>
</tbody>
</table></div>
<p>Body: The bytes as they are, whatever the Content-Type, or the field file of a form. Fields of a form: <code>engine_id</code> <code>fingerprint</code> <code>root</code> <code>sealed</code> <code>key</code> <code>file</code></p>
<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/json</code> <a href="#schema-Verification">Verification</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The verdicts</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>408</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The body stood still for too long</td></tr>
<tr><td>413</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The body or the output is longer than is allowed, or the form has too many parts</td></tr>
<tr><td>415</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Accept-Encoding</code></td><td>The body has a Content-Encoding, or is multipart without being a form</td></tr>
<tr><td>429</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>Retry-After</code> <code>X-Request-Id</code></td><td>This client has too much in work, or asks too often</td></tr>
<tr><td>500</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A defect of the service or of its machine</td></tr>
<tr><td>503</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Retry-After</code></td><td>Too many requests wait, the request took too long, or the engine ended. With Retry-After where it is worth it</td></tr>
<tr><td>507</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>There is no room to put the body down</td></tr>
</tbody>
</table></div>
</section>
<section id="get-containers-name-">
<h3><code>GET /containers/{name}</code></h3>
<p>A stored container, or parts of it.</p>
<p>Where the service has a store. Pages of any origin may read it.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>name</code></td><td>path</td><td>The name of a stored container <small><code>^[A-Za-z0-9_][A-Za-z0-9._+-]{0,249}\\.(?:h4mk|zst)$</code></small></td></tr>
<tr><td><code>Range</code></td><td>header</td><td>Up to 16 ranges of bytes <small>string</small></td></tr>
<tr><td><code>If-Range</code></td><td>header</td><td>A tag or date: where it is another version, all of it is sent <small>string</small></td></tr>
<tr><td><code>If-None-Match</code></td><td>header</td><td>304 where the tag is among them <small>string</small></td></tr>
<tr><td><code>If-Match</code></td><td>header</td><td>412 where the tag is not among them <small>string</small></td></tr>
<tr><td><code>If-Modified-Since</code></td><td>header</td><td>304 where it was not changed since <small>string</small></td></tr>
<tr><td><code>If-Unmodified-Since</code></td><td>header</td><td>412 where it was changed since <small>string</small></td></tr>
</tbody>
</table></div>

<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/vnd.harmony4.h4mk</code> <br><code>application/zstd</code> </td><td><code>ETag</code> <code>Cache-Control</code> <code>Access-Control-Allow-Origin</code> <code>Last-Modified</code> <code>Accept-Ranges</code> <code>Content-Length</code> <code>X-Request-Id</code></td><td>All of it</td></tr>
<tr><td>206</td><td><code>application/vnd.harmony4.h4mk</code> <br><code>application/zstd</code> <br><code>multipart/byteranges</code> </td><td><code>ETag</code> <code>Cache-Control</code> <code>Access-Control-Allow-Origin</code> <code>Last-Modified</code> <code>Content-Length</code> <code>X-Request-Id</code> <code>Content-Range</code></td><td>One range, or several as multipart/byteranges</td></tr>
<tr><td>304</td><td></td><td><code>ETag</code> <code>Last-Modified</code> <code>X-Request-Id</code></td><td>The client has this version</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>404</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>There is no such container</td></tr>
<tr><td>412</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>ETag</code></td><td>The resource is not the one that If-Match or If-Unmodified-Since names</td></tr>
<tr><td>416</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>Content-Range</code> <code>X-Request-Id</code></td><td>None of the ranges is in the container</td></tr>
<tr><td>500</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A defect of the service or of its machine</td></tr>
</tbody>
</table></div>
</section>
<section id="head-containers-name-">
<h3><code>HEAD /containers/{name}</code></h3>
<p>What GET would say of a stored container.</p>

<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>name</code></td><td>path</td><td>The name of a stored container <small><code>^[A-Za-z0-9_][A-Za-z0-9._+-]{0,249}\\.(?:h4mk|zst)$</code></small></td></tr>
<tr><td><code>If-None-Match</code></td><td>header</td><td>304 where the tag is among them <small>string</small></td></tr>
<tr><td><code>If-Match</code></td><td>header</td><td>412 where the tag is not among them <small>string</small></td></tr>
<tr><td><code>If-Modified-Since</code></td><td>header</td><td>304 where it was not changed since <small>string</small></td></tr>
<tr><td><code>If-Unmodified-Since</code></td><td>header</td><td>412 where it was changed since <small>string</small></td></tr>
</tbody>
</table></div>

<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td></td><td><code>ETag</code> <code>Cache-Control</code> <code>Access-Control-Allow-Origin</code> <code>Last-Modified</code> <code>Content-Length</code> <code>X-Request-Id</code></td><td>There is one</td></tr>
<tr><td>304</td><td></td><td><code>ETag</code> <code>X-Request-Id</code></td><td>The client has this version</td></tr>
<tr><td>400</td><td></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>404</td><td></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>There is no such container</td></tr>
<tr><td>412</td><td></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>ETag</code></td><td>The resource is not the one that If-Match or If-Unmodified-Since names</td></tr>
<tr><td>500</td><td></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A defect of the service or of its machine</td></tr>
</tbody>
</table></div>
</section>
<section id="options-containers-name-">
<h3><code>OPTIONS /containers/{name}</code></h3>
<p>What pages of other origins may ask.</p>

<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>name</code></td><td>path</td><td>The name of a stored container <small><code>^[A-Za-z0-9_][A-Za-z0-9._+-]{0,249}\\.(?:h4mk|zst)$</code></small></td></tr>
</tbody>
</table></div>

<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>204</td><td></td><td><code>Allow</code> <code>Access-Control-Allow-Origin</code> <code>Access-Control-Allow-Methods</code> <code>Access-Control-Allow-Headers</code> <code>Access-Control-Max-Age</code> <code>X-Request-Id</code></td><td>The methods and headers</td></tr>
</tbody>
</table></div>
</section>
<h2>Which engine runs</h2>
<section id="get-compress-info">
<h3><code>GET /compress/info</code></h3>
<p>Which engine runs, and what was proved of it.</p>



<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/json</code> <a href="#schema-Info">Info</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The fields of Engine.info() and the version</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
</tbody>
</table></div>
</section>
<section id="get-compress-attest">
<h3><code>GET /compress/attest</code></h3>
<p>An attestation, made now.</p>
<p>After a self-test of the engine. So many a minute for each client. Not on the public surface.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>nonce</code></td><td>query</td><td>16 to 128 hexadecimal digits: the attestation is made for it <small><code>^(?:[0-9a-fA-F]{2}){8,64}$</code></small></td></tr>
</tbody>
</table></div>

<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/json</code> <a href="#schema-Attestation">Attestation</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>The attestation</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>429</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>Retry-After</code> <code>X-Request-Id</code></td><td>This client has too much in work, or asks too often</td></tr>
<tr><td>500</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A defect of the service or of its machine</td></tr>
<tr><td>503</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Retry-After</code></td><td>Too many requests wait, the request took too long, or the engine ended. With Retry-After where it is worth it</td></tr>
</tbody>
</table></div>
</section>
<h2>Health and metrics</h2>
<section id="get-healthz">
<h3><code>GET /healthz</code></h3>
<p>Whether the process answers.</p>



<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/json</code> <a href="#schema-Alive">Alive</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>It does</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
</tbody>
</table></div>
</section>
<section id="get-readyz">
<h3><code>GET /readyz</code></h3>
<p>Whether the service takes work.</p>



<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/json</code> <a href="#schema-Ready">Ready</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>It does</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>503</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>Retry-After</code></td><td>Too many requests wait, the request took too long, or the engine ended. With Retry-After where it is worth it</td></tr>
</tbody>
</table></div>
</section>
<section id="get-metrics">
<h3><code>GET /metrics</code></h3>
<p>Counters for Prometheus.</p>
<p>Where the service counts. Not on the public surface.</p>


<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>text/plain</code> </td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>Text format 0.0.4</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
</tbody>
</table></div>
</section>
<h2>What you read</h2>
<section id="get-">
<h3><code>GET /</code></h3>
<p>A page that compresses and decompresses in the browser.</p>

<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>If-None-Match</code></td><td>header</td><td>304 where the tag is among them <small>string</small></td></tr>
<tr><td><code>If-Match</code></td><td>header</td><td>412 where the tag is not among them <small>string</small></td></tr>
</tbody>
</table></div>

<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>text/html</code> </td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>ETag</code></td><td>The page</td></tr>
<tr><td>304</td><td></td><td><code>ETag</code> <code>X-Request-Id</code></td><td>The client has this version</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>412</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>ETag</code></td><td>The resource is not the one that If-Match or If-Unmodified-Since names</td></tr>
<tr><td>500</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A defect of the service or of its machine</td></tr>
</tbody>
</table></div>
</section>
<section id="get-docs">
<h3><code>GET /docs</code></h3>
<p>This documentation as a page.</p>

<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>If-None-Match</code></td><td>header</td><td>304 where the tag is among them <small>string</small></td></tr>
<tr><td><code>If-Match</code></td><td>header</td><td>412 where the tag is not among them <small>string</small></td></tr>
</tbody>
</table></div>

<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>text/html</code> </td><td><code>ETag</code> <code>Cache-Control</code> <code>X-Request-Id</code></td><td>The page</td></tr>
<tr><td>304</td><td></td><td><code>ETag</code> <code>X-Request-Id</code></td><td>The client has this version</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>412</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>ETag</code></td><td>The resource is not the one that If-Match or If-Unmodified-Since names</td></tr>
</tbody>
</table></div>
</section>
<section id="get-openapi-json">
<h3><code>GET /openapi.json</code></h3>
<p>This documentation as OpenAPI 3.1.</p>

<div class="scroll"><table>
<thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>If-None-Match</code></td><td>header</td><td>304 where the tag is among them <small>string</small></td></tr>
<tr><td><code>If-Match</code></td><td>header</td><td>412 where the tag is not among them <small>string</small></td></tr>
</tbody>
</table></div>

<div class="scroll"><table>
<thead><tr><th scope="col">status</th><th scope="col">content</th><th scope="col">headers</th><th scope="col">when</th></tr></thead>
<tbody>
<tr><td>200</td><td><code>application/json</code> </td><td><code>ETag</code> <code>Cache-Control</code> <code>X-Request-Id</code></td><td>The document</td></tr>
<tr><td>304</td><td></td><td><code>ETag</code> <code>X-Request-Id</code></td><td>The client has this version</td></tr>
<tr><td>400</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code></td><td>A parameter, header, field or the form itself is malformed, not known, or there twice</td></tr>
<tr><td>401</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>WWW-Authenticate</code> <code>X-Request-Id</code></td><td>No valid bearer token. Only of a service that has one</td></tr>
<tr><td>412</td><td><code>application/problem+json</code> <a href="#schema-Problem">Problem</a></td><td><code>Cache-Control</code> <code>X-Request-Id</code> <code>ETag</code></td><td>The resource is not the one that If-Match or If-Unmodified-Since names</td></tr>
</tbody>
</table></div>
</section>
<h2>Schemas</h2>
<section id="schema-Info">
<h3><code>Info</code></h3>
<p>What the service says of its engine</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>engine</code></td><td>always</td><td>The WebAssembly engine of the package, or a native core  <small><code>reference</code> <code>core</code></small></td></tr>
<tr><td><code>engine_id</code></td><td>always</td><td>Stands for the bytes that the engine writes  <small><code>^[A-Za-z0-9._+-]{1,128}$</code></small></td></tr>
<tr><td><code>fingerprint</code></td><td>always</td><td>SHA-256 of the bytes that run  <small><code>^[0-9a-f]{64}$</code></small></td></tr>
<tr><td><code>deterministic</code></td><td>always</td><td>The same input and options give the same output  <small><code>true</code></small></td></tr>
<tr><td><code>identity_safe</code></td><td>always</td><td>Nothing but input and options reaches the output: no time, host, user or path  <small>boolean</small></td></tr>
<tr><td><code>verified</code></td><td>always</td><td>The bytes were hashed and equalled a known digest before they ran  <small>boolean</small></td></tr>
<tr><td><code>sealed</code></td><td>always</td><td>True only where a fingerprint that was pinned matched  <small>boolean</small></td></tr>
<tr><td><code>seal_level</code></td><td>always</td><td>The strongest pin; all of them matched  <small><code>none</code> <code>id</code> <code>fingerprint</code></small></td></tr>
<tr><td><code>seal_scope</code></td><td>always</td><td>Whether it speaks of the bytes that run, or of the file that they were built from  <small><code>bytes</code> <code>build</code></small></td></tr>
<tr><td><code>proved</code></td><td>sometimes</td><td>With seal_scope build: what holds  <small>array of</small>  <small>string</small></td></tr>
<tr><td><code>not_proved</code></td><td>sometimes</td><td>With seal_scope build: what may still be otherwise  <small>array of</small>  <small>string</small></td></tr>
<tr><td><code>declared_fingerprint</code></td><td>sometimes</td><td>What a native core says of itself: information, and proof of nothing  <small>string</small></td></tr>
<tr><td><code>version</code></td><td>always</td><td>Of the package  <small>string</small></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Problem">
<h3><code>Problem</code></h3>
<p>Problem details of RFC 9457, with a stable code</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>type</code></td><td>always</td><td>  <small><code>about:blank</code></small></td></tr>
<tr><td><code>title</code></td><td>always</td><td>The phrase of the status  <small>string</small></td></tr>
<tr><td><code>status</code></td><td>always</td><td>  <small>integer</small></td></tr>
<tr><td><code>detail</code></td><td>always</td><td>What was wrong, as a sentence  <small>string</small></td></tr>
<tr><td><code>code</code></td><td>always</td><td>Never changes its meaning: branch on it  <small><code>BODY_INCOMPLETE</code> <code>BODY_MALFORMED</code> <code>BODY_TOO_LARGE</code> <code>CHECKSUM_MISMATCH</code> <code>CLIENT_LIMIT</code> <code>CONTAINER_AUDIT</code> <code>CONTAINER_BLOCK</code> <code>CONTAINER_BLOCK_LENGTH</code> <code>CONTAINER_BLOCK_SIZE</code> <code>CONTAINER_CHUNK_LENGTH</code> <code>CONTAINER_CHUNK_MISSING</code> <code>CONTAINER_CHUNK_ORDER</code> <code>CONTAINER_CHUNK_SECOND</code> <code>CONTAINER_CHUNK_UNKNOWN</code> <code>CONTAINER_CODEC</code> <code>CONTAINER_CRC</code> <code>CONTAINER_FRAME</code> <code>CONTAINER_INDEX</code> <code>CONTAINER_JSON</code> <code>CONTAINER_JSON_SIZE</code> <code>CONTAINER_LEAF</code> <code>CONTAINER_LIMIT</code> <code>CONTAINER_MAGIC</code> <code>CONTAINER_NUMBER</code> <code>CONTAINER_PAGE</code> <code>CONTAINER_RESERVED</code> <code>CONTAINER_ROOT</code> <code>CONTAINER_SEEK_LENGTH</code> <code>CONTAINER_SEEK_ORDER</code> <code>CONTAINER_SIGNATURE</code> <code>CONTAINER_SIZE</code> <code>CONTAINER_TAG</code> <code>CONTAINER_TRAILING</code> <code>CONTAINER_TRUNCATED</code> <code>CONTAINER_UNINDEXED</code> <code>CONTAINER_UNSIGNED</code> <code>CONTAINER_UNTRUSTED</code> <code>CONTAINER_VERI_LENGTH</code> <code>CONTAINER_VERI_MISMATCH</code> <code>CONTAINER_VERI_MISPLACED</code> <code>CONTAINER_VERI_MISSING</code> <code>CONTAINER_VERI_SECOND</code> <code>CONTAINER_VERSION</code> <code>CONTENT_SIZE_MISMATCH</code> <code>CORE_CRASHED</code> <code>CORE_TIMEOUT</code> <code>DATA_CORRUPT</code> <code>DATA_TRUNCATED</code> <code>DICTIONARY_MISSING</code> <code>INPUT_LIMIT</code> <code>INTERNAL</code> <code>MEDIA_TYPE</code> <code>METHOD_NOT_ALLOWED</code> <code>NOT_FOUND</code> <code>NOT_READY</code> <code>OUTPUT_LIMIT</code> <code>OUT_OF_MEMORY</code> <code>POOL_CLOSED</code> <code>POOL_QUEUE_FULL</code> <code>POOL_WORKER_CRASHED</code> <code>PRECONDITION_FAILED</code> <code>QUEUE_FULL</code> <code>RANGE_NOT_SATISFIABLE</code> <code>RATIO_LIMIT</code> <code>REQUEST_INVALID</code> <code>STORAGE_FULL</code> <code>TIMEOUT</code> <code>UNAUTHORIZED</code> <code>UNSUPPORTED</code> <code>WINDOW_TOO_LARGE</code></small></td></tr>
<tr><td><code>error</code></td><td>always</td><td>The words of detail  <small>string</small></td></tr>
<tr><td><code>got</code></td><td>sometimes</td><td>What was met  <small>integer</small> or  <small>number</small> or  <small>string</small></td></tr>
<tr><td><code>limit</code></td><td>sometimes</td><td>What is allowed  <small>integer</small> or  <small>number</small> or  <small>string</small></td></tr>
<tr><td><code>offset</code></td><td>sometimes</td><td>Where in the data  <small>integer</small></td></tr>
<tr><td><code>ready</code></td><td>sometimes</td><td>Of /readyz alone  <small><code>false</code></small></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Attestation">
<h3><code>Attestation</code></h3>
<p>What the engine is, signed where the service has a key</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>engine_id</code></td><td>always</td><td>Stands for the bytes that the engine writes  <small><code>^[A-Za-z0-9._+-]{1,128}$</code></small></td></tr>
<tr><td><code>fingerprint</code></td><td>always</td><td>SHA-256 of the bytes that run  <small><code>^[0-9a-f]{64}$</code></small></td></tr>
<tr><td><code>timestamp_unix</code></td><td>always</td><td>Seconds since 1970  <small>integer</small></td></tr>
<tr><td><code>attestation_hash</code></td><td>always</td><td>SHA-256 of engine_id|fingerprint|timestamp_unix. It has no key: anyone can compute it  <small><code>^[0-9a-f]{64}$</code></small></td></tr>
<tr><td><code>sealed</code></td><td>always</td><td>True only where a fingerprint that was pinned matched  <small>boolean</small></td></tr>
<tr><td><code>engine</code></td><td>always</td><td>The WebAssembly engine of the package, or a native core  <small><code>reference</code> <code>core</code></small></td></tr>
<tr><td><code>nonce</code></td><td>always</td><td>That of the request, in lower case; null for none  <small>string or null</small></td></tr>
<tr><td><code>signed</code></td><td>always</td><td>  <small>boolean</small></td></tr>
<tr><td><code>envelope</code></td><td>sometimes</td><td> <a href="#schema-Envelope">Envelope</a></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Envelope">
<h3><code>Envelope</code></h3>
<p>There exactly where signed is true</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>payloadType</code></td><td>always</td><td>  <small>string</small></td></tr>
<tr><td><code>payload</code></td><td>always</td><td>  <small>string</small></td></tr>
<tr><td><code>signatures</code></td><td>always</td><td>  <small>array of</small>  <small>object</small></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Inspection">
<h3><code>Inspection</code></h3>
<p>What is in a container; what was not verified is null</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>file</code></td><td>always</td><td>The name that a form gave the file  <small>string or null</small></td></tr>
<tr><td><code>ok</code></td><td>always</td><td>No verdict is failed or unknown  <small>boolean</small></td></tr>
<tr><td><code>chunks</code></td><td>always</td><td>  <small>array of</small>  <small>object</small></td></tr>
<tr><td><code>chunks_error</code></td><td>always</td><td>The code of why the list ends early  <small>string or null</small></td></tr>
<tr><td><code>chunks_cut</code></td><td>always</td><td>There are more runs than 1000, which are not listed  <small>boolean</small></td></tr>
<tr><td><code>container</code></td><td>always</td><td> <a href="#schema-Container">Container</a></td></tr>
<tr><td><code>meta</code></td><td>always</td><td>  <small>object or null</small></td></tr>
<tr><td><code>safe</code></td><td>always</td><td>  <small>object or null</small></td></tr>
<tr><td><code>seek</code></td><td>always</td><td>  <small>object or null</small></td></tr>
<tr><td><code>integrity</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>content</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>root</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>signature</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>engine_id</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>fingerprint</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>sealed</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Container">
<h3><code>Container</code></h3>
<p>The facts about a container, sizes in bytes</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>size</code></td><td>always</td><td>  <small>integer</small></td></tr>
<tr><td><code>plain_size</code></td><td>always</td><td>  <small>integer or null</small></td></tr>
<tr><td><code>blocks</code></td><td>always</td><td>  <small>integer</small></td></tr>
<tr><td><code>block_size</code></td><td>always</td><td>  <small>integer or null</small></td></tr>
<tr><td><code>indexed</code></td><td>always</td><td>  <small>boolean</small></td></tr>
<tr><td><code>root</code></td><td>always</td><td>  <small>string or null</small></td></tr>
<tr><td><code>signed</code></td><td>always</td><td>  <small>boolean</small></td></tr>
<tr><td><code>authenticated</code></td><td>always</td><td>  <small>boolean</small></td></tr>
<tr><td><code>verified</code></td><td>always</td><td>  <small>boolean</small></td></tr>
<tr><td><code>codec</code></td><td>always</td><td>  <small>string or null</small></td></tr>
<tr><td><code>compression</code></td><td>always</td><td>  <small>object or null</small></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-SeekEntry">
<h3><code>SeekEntry</code></h3>
<p>One entry of the timeline. Both are integers of 64 bits with all their digits</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>pts</code></td><td>always</td><td>  <small>number</small></td></tr>
<tr><td><code>offset</code></td><td>always</td><td>  <small>number</small></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Verdict">
<h3><code>Verdict</code></h3>
<p>One question about a container, and its answer</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>outcome</code></td><td>always</td><td>  <small><code>passed</code> <code>failed</code> <code>not asked</code> <code>unknown</code></small></td></tr>
<tr><td><code>says</code></td><td>always</td><td>What that proves, or why it failed  <small>string</small></td></tr>
<tr><td><code>code</code></td><td>sometimes</td><td>  <small>string</small></td></tr>
<tr><td><code>got</code></td><td>sometimes</td><td>  <small>integer</small> or  <small>number</small> or  <small>string</small></td></tr>
<tr><td><code>limit</code></td><td>sometimes</td><td>  <small>integer</small> or  <small>number</small> or  <small>string</small></td></tr>
<tr><td><code>offset</code></td><td>sometimes</td><td>  <small>integer</small></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Verification">
<h3><code>Verification</code></h3>
<p>The verdicts on a container</p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>file</code></td><td>always</td><td>The name that a form gave the file  <small>string or null</small></td></tr>
<tr><td><code>ok</code></td><td>always</td><td>No verdict is failed or unknown  <small>boolean</small></td></tr>
<tr><td><code>integrity</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>content</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>root</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>signature</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>engine_id</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>fingerprint</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>sealed</code></td><td>always</td><td> <a href="#schema-Verdict">Verdict</a></td></tr>
<tr><td><code>container</code></td><td>always</td><td> <a href="#schema-Container">Container</a></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Alive">
<h3><code>Alive</code></h3>
<p></p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>alive</code></td><td>always</td><td>  <small><code>true</code></small></td></tr>
</tbody>
</table></div>
</section>
<section id="schema-Ready">
<h3><code>Ready</code></h3>
<p></p>
<div class="scroll"><table>
<thead><tr><th scope="col">field</th><th scope="col">there</th><th scope="col">what it is</th></tr></thead>
<tbody>
<tr><td><code>ready</code></td><td>always</td><td>  <small><code>true</code></small></td></tr>
<tr><td><code>sealed</code></td><td>always</td><td>True only where a fingerprint that was pinned matched  <small>boolean</small></td></tr>
<tr><td><code>engine_id</code></td><td>always</td><td>Stands for the bytes that the engine writes  <small><code>^[A-Za-z0-9._+-]{1,128}$</code></small></td></tr>
<tr><td><code>fingerprint</code></td><td>always</td><td>SHA-256 of the bytes that run  <small><code>^[0-9a-f]{64}$</code></small></td></tr>
</tbody>
</table></div>
</section>
</main>
</body>
</html>
`,
};
