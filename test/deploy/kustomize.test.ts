/** The two overlays as `kubectl kustomize` renders them. S22, S24, S26, S66 */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ROOT } from "../house/repository.js";
import { onPath } from "../support/install.js";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf } from "../support/native-cores.js";
import { documents, type Manifest, refusal, typeErrors } from "./manifests.js";

const kubectl = onPath("kubectl");
if (kubectl === undefined) {
  process.stderr.write("\n*** kubectl is absent: the overlays of deploy/kustomize are not rendered here.\n");
  test("ABSENT: no kubectl, the overlays are not rendered", () => expect(onPath("kubectl")).toBeUndefined());
}

const folder = mkdtempSync(join(tmpdir(), "harmony4-kustomize-"));
afterAll(() => rmSync(folder, { recursive: true }));
cpSync(join(ROOT, "deploy"), folder, { recursive: true });
const SEALED = join(folder, "kustomize/sealed");

function render(overlay: string): { documents: Manifest[]; stderr: string; status: number | null } {
  const arguments_ = ["kustomize", join(folder, "kustomize", overlay)];
  const { status, stdout, stderr } = spawnSync(kubectl!, arguments_, { encoding: "utf8" });
  return { documents: documents(stdout), stderr, status };
}

const of = (all: readonly Manifest[], kind: string, name = ""): Manifest =>
  all.find((each) => each.kind === kind && each.metadata.name.startsWith(name));

async function everythingIsValid(all: readonly Manifest[]): Promise<void> {
  for (const document of all) {
    const { metadata, data } = document;
    // kustomize breaks long base64 into lines, which encoding/base64 of Go reads and the schema does not know.
    const text = document.kind === "Secret" ? JSON.parse(JSON.stringify(data).replaceAll("\\n", "")) : data;
    const whole = data === undefined ? document : { ...document, data: text };
    expect([metadata.name, await refusal(whole)]).toEqual([metadata.name, undefined]);
  }
  expect(typeErrors(all)).toEqual([]);
}

describe.runIf(kubectl !== undefined)("reference", () => {
  test("S1: has no pins, no core and no Secret, and all of the rest", async () => {
    const { documents: all, status, stderr } = render("reference");
    expect([status, stderr]).toEqual([0, ""]);
    expect(all.map(({ kind }: Manifest) => kind)).not.toContain("Secret");
    expect(all.map(({ kind }: Manifest) => kind)).not.toContain("ConfigMap");
    expect(JSON.stringify(all)).not.toMatch(/HARMONY4_(CORE|ENGINE)|h4core/);
    const [container] = of(all, "Deployment").spec.template.spec.containers;
    expect(container.volumeMounts.map(({ mountPath }: Manifest) => mountPath)).toEqual(["/tmp"]);
    expect(all.map(({ kind }: Manifest) => kind).sort()).toEqual([
      "Deployment",
      "HorizontalPodAutoscaler",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Service",
      "Service",
    ]);
    await everythingIsValid(all);
  });
});

describe.runIf(kubectl !== undefined)("sealed", () => {
  const core = buildNativeCore();

  test("without a core, nothing is rendered", () => {
    rmSync(join(SEALED, "h4core.so"), { force: true });
    const { status, stderr } = render("sealed");
    expect(status).not.toBe(0);
    expect(stderr).toContain("h4core.so");
  });

  test("S22: until the placeholder is replaced, the pin is one that no file has", () => {
    copyFileSync(core, join(SEALED, "h4core.so"));
    expect(of(render("sealed").documents, "ConfigMap").data.HARMONY4_ENGINE_FP).toBe("0".repeat(64));
  });

  test("S24, S26: core and pins reach the pods, and a change of either is a rollout", async () => {
    copyFileSync(core, join(SEALED, "h4core.so"));
    const pins = (fp: string) => `HARMONY4_ENGINE_ID=h4core-zstd-v1.0.0\nHARMONY4_ENGINE_FP=${fp}\n`;
    writeFileSync(join(SEALED, "pins.env"), pins(fingerprintOf(core)));
    const { documents: all, status, stderr } = render("sealed");
    expect([status, stderr]).toEqual([0, ""]);
    await everythingIsValid(all);
    const config = of(all, "ConfigMap");
    const secret = of(all, "Secret", "harmony4-core-binary");
    expect(config.data.HARMONY4_ENGINE_FP).toBe(fingerprintOf(core));
    expect(Buffer.from(secret.data["h4core.so"], "base64").equals(readFileSync(core))).toBe(true);
    const { spec } = of(all, "Deployment").spec.template;
    expect(spec.containers[0].envFrom).toEqual([{ configMapRef: { name: config.metadata.name } }]);
    expect(spec.volumes[0].secret.secretName).toBe(secret.metadata.name);

    writeFileSync(join(SEALED, "pins.env"), pins("f".repeat(64)));
    writeFileSync(join(SEALED, "h4core.so"), "another core");
    const changed = of(render("sealed").documents, "Deployment").spec.template.spec;
    expect(changed.containers[0].envFrom).not.toEqual(spec.containers[0].envFrom);
    expect(changed.volumes[0].secret.secretName).not.toBe(spec.volumes[0].secret.secretName);
  });

  test("S26: a core fits into a Secret up to 1 MiB, as that of the project does", () => {
    expect(readFileSync(core).length).toBeLessThan(1 << 20);
  });
});
