/** dist/sbom.cdx.json: valid by the schema of CycloneDX, a function of the tree, and about what is shipped. T28 */
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { expect, test } from "vitest";
import { artifactSources, sha256Of } from "../../build/artifact-sources.mjs";
import { ROOT, read } from "./repository.js";

interface Component {
  name: string;
  version?: string;
  hashes?: { content: string }[];
}
const TEXT = read("dist/sbom.cdx.json");
const BOM = JSON.parse(TEXT) as { components: Component[]; serialNumber?: string; metadata: { timestamp?: string } };

test("T28: is valid CycloneDX 1.6, without a time or a serial number", async () => {
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(TEXT)).toBeNull();
  expect([BOM.serialNumber, BOM.metadata.timestamp]).toEqual([undefined, undefined]);
});

test("T28: has the artifact and each of its sources by their SHA-256", () => {
  const listed = Object.fromEntries(BOM.components.map(({ name, hashes }) => [name, hashes?.[0]?.content]));
  expect(listed["dist/engine.wasm"]).toBe(JSON.parse(read("build/seal.json")).sha256);
  for (const name of artifactSources(ROOT)) expect(listed[name], name).toBe(sha256Of(`${ROOT}/${name}`));
});
