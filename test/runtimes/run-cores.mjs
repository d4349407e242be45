/**
 * Starts an engine for each environment in the array that the first argument is, and prints what each start did: what
 * runs and what was said, or the error; then a content there and back, and whether the loop had turns meanwhile. The
 * package is named by its file, because this folder has a package.json of its own.
 */
import { compress, decompress, engineFromEnvironment, H4Error } from "../../dist/node.js";

const DATA = new TextEncoder().encode("The same bytes in every runtime.\n".repeat(20_000));
const SLOW = new TextEncoder().encode("sleep");

const results = [];
for (const environment of JSON.parse(process.argv[2])) results.push(await start(environment));
console.log(JSON.stringify(results));

async function start(environment) {
  const lines = [];
  try {
    const engine = await engineFromEnvironment({ environment, log: (line) => lines.push(line) });
    return { lines, info: engine.info(), ...(await use(engine)) };
  } catch (error) {
    if (!(error instanceof H4Error)) throw error;
    const { code, message, got, limit } = error;
    return { lines, code, message, got, limit };
  }
}

async function use(engine) {
  const packed = await compress(DATA, {}, engine);
  const plain = await decompress(packed, {}, engine);
  const refusal = await decompress(packed.subarray(0, packed.length >> 1), { maxOutput: 1000 }, engine).catch(
    ({ code }) => code,
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  await compress(SLOW, {}, engine);
  clearInterval(timer);
  return {
    digest: await digest(packed),
    identical: (await digest(plain)) === (await digest(DATA)),
    refusal,
    turned: turns > 10,
  };
}

async function digest(bytes) {
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))).join(" ");
}
