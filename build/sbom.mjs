/**
 * The bill of materials, CycloneDX 1.6: the packages whose code is in dist/, and what the artifact is made of and with:
 * each source with its SHA-256, and the compiler. A function of the tree alone: no time, no serial number.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { artifactSources, sha256Of } from "./artifact-sources.mjs";

/** Which package compiles the artifact; what it needs for that is found in package-lock.json. */
const COMPILER = "node_modules/assemblyscript";

const REGISTRY = "https://registry.npmjs.org";

/**
 * @param {string} root The repository, or a folder with the same files.
 * @param {string[]} bundled Places in package-lock.json of the packages in dist/.
 * @returns {string} JSON, with a line end.
 */
export function sbomOf(root, bundled) {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const library = libraryOf(lock[""]);
  const compiler = withDependencies(lock, COMPILER).map((place) => packageComponent(lock, place, "excluded"));
  const sources = artifactSources(root).map((path) => fileComponent(root, path, path, "excluded"));
  const artifact = fileComponent(root, "build/engine.wasm", "dist/engine.wasm", "required");
  artifact.description = "The engine: WebAssembly, compiled from the sources that are listed, by assemblyscript.";
  const packages = bundled.map((place) => packageComponent(lock, place, "required"));
  for (const { bomRef } of [...compiler, ...sources]) artifact.dependencies.add(bomRef);
  for (const { bomRef } of [artifact, ...packages]) library.dependencies.add(bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: library }),
    components: new Models.ComponentRepository([artifact, ...packages, ...compiler, ...sources]),
  });
  const json = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(json).serialize(bom, { sortLists: true, space: 1 })}\n`;
}

function libraryOf({ name, version, license }) {
  return new Models.Component(Enums.ComponentType.Library, name, {
    ...{ version, purl: purlOf(name, version), bomRef: `${name}@${version}` },
    licenses: licenses(license),
  });
}

function packageComponent(lock, place, scope) {
  const { version, integrity, license } = lock[place];
  const name = nameOf(place);
  const base = name.slice(name.indexOf("/") + 1);
  const url = `${REGISTRY}/${name}/-/${base}-${version}.tgz`;
  const hashes = new Models.HashDictionary([[Enums.HashAlgorithm["SHA-512"], hexOf(integrity)]]);
  return new Models.Component(Enums.ComponentType.Library, base, {
    ...(name !== base && { group: name.slice(0, name.indexOf("/")) }),
    ...{ version, scope, purl: purlOf(name, version), bomRef: `${place}@${version}` },
    licenses: licenses(license),
    externalReferences: new Models.ExternalReferenceRepository([
      new Models.ExternalReference(url, Enums.ExternalReferenceType.Distribution, { hashes }),
    ]),
  });
}

function fileComponent(root, path, name, scope) {
  return new Models.Component(Enums.ComponentType.File, name, {
    ...{ scope, bomRef: name },
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm["SHA-256"], sha256Of(join(root, path))]]),
  });
}

/** The places of a package and of all that it depends on, as npm resolves them. */
function withDependencies(lock, place) {
  const places = new Set([place]);
  for (const from of places) {
    for (const name of Object.keys(lock[from].dependencies ?? {})) {
      const found = [`${from}/node_modules/${name}`, `node_modules/${name}`].find((candidate) => lock[candidate]);
      if (found === undefined) throw new Error(`package-lock.json does not have ${name}, which ${from} needs`);
      places.add(found);
    }
  }
  return [...places];
}

function nameOf(place) {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** A scope's `@` is encoded, its slash is not. */
function purlOf(name, version) {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** `sha512-BASE64` of a lock file as hexadecimal. */
function hexOf(integrity) {
  if (!integrity?.startsWith("sha512-")) throw new Error(`no SHA-512 in package-lock.json, but ${integrity}`);
  return Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
}

/** An SPDX identifier; anything else is kept as a name. */
function licenses(text) {
  const noExpressions = () => {
    throw new Error("not looked at");
  };
  return new Models.LicenseRepository([
    new Contrib.License.Factories.LicenseFactory(noExpressions).makeFromString(text),
  ]);
}
