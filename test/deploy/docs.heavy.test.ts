/** The commands of docs/deployment.md about Docker, with buildah and podman in its place. S31, S32, S66 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildArguments, HERE, PODMAN, podman, prepareBase } from "../support/containers.js";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf } from "../support/native-cores.js";
import { BASE, copyCheckout } from "./context.js";
import { binFolder, freePort, type Place, runBlocks, section } from "./page.js";

const core = buildNativeCore();
const space = mkdtempSync(join(tmpdir(), "harmony4-docker-"));
beforeAll(() => {
  prepareBase(BASE);
  copyCheckout(space);
}, 600_000);
afterAll(() => {
  podman("rm", "--force", "harmony4");
  podman("rmi", "--force", "localhost/harmony4:1.0.0", "localhost/harmony4:1.0.0-reference");
  rmSync(space, { recursive: true });
});

/** A docker without a daemon: what it is asked for, by tools that take the same arguments. */
const docker = () => `case $1 in
  build) shift; exec buildah ${buildArguments().join(" ")} "$@" ;;
  run) shift; exec podman ${PODMAN.join(" ")} run ${HERE.join(" ")} -e "HARMONY4_PORT=$PORT" "$@" ;;
  exec)
    for _ in $(seq 100); do
      ! curl -s -o /dev/null "http://127.0.0.1:$PORT/readyz" || break
      sleep 0.1
    done
    exec podman ${PODMAN.join(" ")} "$@" ;;
  stop) shift; exec podman ${PODMAN.join(" ")} stop --time 20 "$@" ;;
  *) exit 9 ;;
esac`;

test("S31, S32, S65: builds, runs, is healthy, and ends with 0", async () => {
  const port = String(await freePort());
  const place: Place = {
    cwd: space,
    bin: binFolder(join(space, "bin"), { docker: docker() }),
    env: { PORT: port },
    replace: [
      ["/path/to/h4core.so", core],
      [/\b[0-9a-f]{64}\b/g, fingerprintOf(core)],
      ["8000", port],
    ],
  };
  const { ended, outputs } = await runBlocks(section("Docker").blocks, place);
  expect([ended.stderr, ended.code]).toEqual([expect.any(String), 0]);
  expect(outputs.at(-1)).toMatch(/^✅ Sealing OK$/m);
  expect(podman("wait", "harmony4").stdout.trim()).toBe("0");
  expect(podman("logs", "harmony4").said).toMatch(
    /🔐 Compression core sealed: h4core-zstd-v1\.0\.0 .*Finished server process/s,
  );
}, 900_000);
