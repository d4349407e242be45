/** Packs a file into a container, signs it, and reads a range of it by its root. Run: node examples/container.mjs FILE */
import { H4mkReader, verifyContainer } from "harmony4/container";
import { openFileSource, packFile } from "harmony4/node";
import { generateKey } from "harmony4/seal";

const [, , file] = process.argv;
const key = await generateKey();
await packFile(file, `${file}.h4mk`, { meta: { title: "report" }, signer: key });

const source = await openFileSource(`${file}.h4mk`);
const reader = await H4mkReader.open(source, { key: key.publicKey });
const range = await reader.read(100_000, 100_100);
const { ok, integrity, signature } = await verifyContainer(source, { key: key.publicKey });
await source.close();

console.log(`${range.length} bytes, authenticated ${reader.authenticated}; all of it ${ok ? "verified" : "refused"}`);
console.log(integrity.says);
console.log(signature.says);
