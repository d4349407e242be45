/** Cases: a container at a URL, read by range. The server is a function in the place of `fetch`: no runtime needs a port. */
import { KINDS } from "./inputs.mjs";
import { gathered, holds, refusal, same } from "./tools.mjs";

const URL_OF_IT = "https://example.test/words.h4mk";
const PLAIN = KINDS.words(2_000_000);

/** A server as RFC 9110 §14 has it, which notes what it is asked; `misbehave` makes another answer of the right one. */
function serverOf(file) {
  const server = {
    file,
    etag: '"1"',
    asked: [],
    misbehave: undefined,
    fetch(url, { headers }) {
      const asked = new Headers(headers);
      server.asked.push([String(url), asked.get("range"), asked.get("if-range")]);
      const right = answer(server, asked);
      return Promise.resolve(server.misbehave?.(right) ?? right);
    },
  };
  return server;
}

function answer({ file, etag }, asked) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(asked.get("range"));
  const from = first === "" ? Math.max(0, file.length - Number(last)) : Number(first);
  const to = first === "" || last === "" ? file.length : Math.min(file.length, Number(last) + 1);
  const condition = asked.get("if-range");
  if (condition !== null && condition !== etag) return new Response(file, { headers: { etag } });
  if (from >= to) return new Response(null, { status: 416 });
  const headers = { etag, "content-range": `bytes ${from}-${to - 1}/${file.length}` };
  return new Response(file.slice(from, to), { status: 206, headers });
}

async function prepared({ writeContainer, httpSource }) {
  const server = serverOf(await gathered(writeContainer(PLAIN, { blockSize: 65_536 })));
  const source = (options = {}) => httpSource(URL_OF_IT, { fetch: server.fetch, crossOrigin: false, ...options });
  return { server, source };
}

export const RANGES = {
  async "a range costs a few requests of a few bytes, and they are the same everywhere"(api) {
    const { server, source } = await prepared(api);
    const reader = await api.H4mkReader.open(source());
    const opening = server.asked.length;
    same(await reader.read(1_000_000, 1_000_100), PLAIN.slice(1_000_000, 1_000_100), "a range");
    same(await reader.read(500_000, 1_500_000), PLAIN.slice(500_000, 1_500_000), "a longer one");
    holds(opening === 1, "one request opens a container");
    const near = server.asked.splice(0);
    const across = await api.H4mkReader.open(source({ crossOrigin: true }));
    same(await across.read(0, 10), PLAIN.slice(0, 10), "a range from another origin");
    return [near, server.asked];
  },

  async "what a server does wrong is refused as what it is"(api) {
    const { server, source } = await prepared(api);
    const { H4mkReader } = api;
    const open = () => H4mkReader.open(source());
    const header = (response, name, value) => {
      const headers = new Headers(response.headers);
      if (value === undefined) headers.delete(name);
      else headers.set(name, value);
      return new Response(response.body, { status: response.status, headers });
    };
    const wrong = {
      "all of the file": () => new Response(server.file),
      nothing: () => new Response("not here", { status: 404 }),
      "an error": () => new Response("no", { status: 500 }),
      "no Content-Range": (right) => header(right, "content-range", undefined),
      "another range": (right) => header(right, "content-range", `bytes 0-9/${server.file.length}`),
      compressed: (right) => header(right, "content-encoding", "gzip"),
      "too few bytes": (right) => new Response("few", { status: 206, headers: right.headers }),
      "no answer": () => Promise.reject(new TypeError("no route to host")),
    };
    const refused = {};
    for (const [name, misbehave] of Object.entries(wrong)) {
      server.misbehave = misbehave;
      refused[name] = await refusal(open);
    }
    server.misbehave = undefined;
    const reader = await open();
    server.etag = '"2"';
    refused["another version"] = await refusal(() => reader.read(0, 10));
    const signal = AbortSignal.abort();
    refused.aborted = await refusal(() => H4mkReader.open(source(), { signal }));
    return refused;
  },
};
