/** A core out of a Secret volume, laid out as the kubelet does it: links, sticky tmpfs, modes. S22, S25, S26; T8, T9 */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runH4 } from "../cli/h4.js";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf, testCore } from "../support/native-cores.js";
import { manifest } from "./manifests.js";
import { startService } from "./service.js";

const space = mkdtempSync(join(tmpdir(), "harmony4-volume-"));
afterAll(() => rmSync(space, { recursive: true }));

const [{ secret }] = manifest("deployment.yaml").spec.template.spec.volumes;
const [{ path }] = secret.items as [{ path: string }];
const core = buildNativeCore();
const PINS = { HARMONY4_ENGINE_ID: "h4core-zstd-v1.0.0", HARMONY4_ENGINE_FP: fingerprintOf(core) };

/** Modes of the mounted folder, of the folders below it and of the file. */
interface Modes {
  mount: number;
  folder: number;
  file: number;
}
/** A tmpfs and what pkg/volume/util/atomic_writer.go makes in it. */
const PLAIN: Modes = { mount: 0o1777, folder: 0o755, file: secret.defaultMode };
/** With fsGroup, pkg/volume/volume_linux.go adds the group's right to read, and setgid on folders. */
const WITH_GROUP: Modes = { mount: 0o3777, folder: 0o2755, file: secret.defaultMode | 0o440 };

let count = 0;
function volume(modes: Modes): string {
  const mount = join(space, `volume${count++}`);
  mkdirSync(mount);
  update(mount, core, modes);
  symlinkSync("..data/v1.2.3", join(mount, "v1.2.3"));
  chmodSync(mount, modes.mount);
  return mount;
}

/** What the kubelet does when the Secret changes: a new folder, and one rename. */
function update(mount: string, file: string, modes: Modes): void {
  const stamp = `..2026_01_01_00_00_00.${count++}`;
  const target = join(mount, stamp, path);
  mkdirSync(join(mount, stamp, "v1.2.3"), { recursive: true });
  copyFileSync(file, target);
  for (const folder of [stamp, join(stamp, "v1.2.3")]) chmodSync(join(mount, folder), modes.folder);
  chmodSync(target, modes.file);
  symlinkSync(stamp, join(mount, "..data_tmp"));
  renameSync(join(mount, "..data_tmp"), join(mount, "..data"));
}

const refused = async (mount: string, env: Record<string, string> = PINS) =>
  await runH4(["serve", "--port", "0", "--log-format", "text"], {
    env: { HARMONY4_CORE_PATH: join(mount, path), ...env },
  });

describe("S26: a core out of a Secret volume", () => {
  test.each([
    ["as it is mounted", PLAIN],
    ["with an fsGroup", WITH_GROUP],
  ])("%s is sealed", async (_, modes) => {
    // S25: a newline at the end of what a Secret or a ConfigMap holds does no harm.
    const env = { HARMONY4_CORE_PATH: `${join(volume(modes), path)}\n`, ...PINS };
    const service = await startService({ ...env, HARMONY4_ENGINE_FP: `${PINS.HARMONY4_ENGINE_FP}\n` });
    const info = await (await fetch(`${service.url}/compress/info`)).json();
    expect(info).toMatchObject({ engine: "core", sealed: true, fingerprint: PINS.HARMONY4_ENGINE_FP });
    expect((await service.stop()).code).toBe(0);
  });

  test("S22: with the placeholder of the ConfigMap nothing starts", async () => {
    const { code, stdout, stderr } = await refused(volume(PLAIN), manifest("configmap.yaml").data);
    expect(code).toBe(4);
    expect(stdout.toString() + stderr).toMatch(/🔐 COMPRESSION CORE ALTERED:\n {2}Expected: 0{64}\n/);
  });

  test("S52, T2: a Secret that changed under the pins is refused at the next start", async () => {
    const mount = volume(PLAIN);
    update(mount, testCore(), PLAIN);
    const { code, stdout, stderr } = await refused(mount);
    expect([code, (stdout.toString() + stderr).includes(`Found:    ${fingerprintOf(testCore())}`)]).toEqual([4, true]);
  });

  test.each<[string, Modes]>([
    ["a file that its group can write", { ...PLAIN, file: 0o775 }],
    ["a folder that everybody can write", { ...PLAIN, folder: 0o777 }],
    ["a mount that is not sticky", { ...PLAIN, mount: 0o777 }],
  ])("T8: %s is refused", async (_, modes) => {
    const { code, stdout, stderr } = await refused(volume(modes));
    expect(code).toBe(4);
    expect(stdout.toString() + stderr).toContain("Compression core could be replaced by others");
  });

  test("S49: a Secret without the item is a start that fails", async () => {
    const mount = volume(PLAIN);
    rmSync(join(mount, "v1.2.3"));
    const { code, stdout, stderr } = await refused(mount);
    expect(code).toBe(4);
    expect(stdout.toString() + stderr).toContain(`Compression core not found: ${join(mount, path)}`);
  });
});
