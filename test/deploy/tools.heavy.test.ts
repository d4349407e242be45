/** Prometheus' own tool on the alerts, Compose's on the compose file, ShellCheck on the scripts. S60, S66 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT, repositoryFiles } from "../house/repository.js";
import { requireTools } from "../support/install.js";

beforeAll(() => {
  const packages = { promtool: "prometheus", "docker-compose": "docker-compose", shellcheck: "shellcheck" };
  requireTools("The check of deploy/", packages);
}, 600_000);

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, stdout, said: stdout + stderr };
}

describe("promtool", () => {
  test.each([
    ["check", "rules", "--lint-fatal", "deploy/prometheus/alerts.yml"],
    ["check", "config", "--syntax-only", "deploy/prometheus/prometheus.yml"],
    ["test", "rules", "test/deploy/alerts.test.yml"],
  ])("%s %s %s", (...args) => {
    const { status, said } = run("promtool", args);
    expect([status, said]).toEqual([0, expect.stringMatching(/SUCCESS/)]);
  });
});

describe("docker-compose", () => {
  const config = (profile: string, env: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, said } = run(
      "docker-compose",
      ["-f", "deploy/compose.yaml", "--profile", profile, "config"],
      env,
    );
    expect([status, said]).toEqual([0, expect.any(String)]);
    return (parse(stdout) as { services: Record<string, Record<string, unknown>> }).services;
  };

  test.each(["reference", "sealed"])("T34: the %s service may do nothing but to run", (profile) => {
    expect(config(profile)[profile]).toMatchObject({
      profiles: [profile],
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      user: "10001:10001",
      mem_limit: "1g",
      pids_limit: 128,
      ports: ["127.0.0.1:8000:8000/tcp"],
    });
  });

  test("S31: the sealed one is built with the pins of the environment, and without any not at all", () => {
    const args = (env: Readonly<Record<string, string>>) =>
      (config("sealed", env).sealed!.build as { args: object }).args;
    expect(args({ HARMONY4_ENGINE_FP: "f".repeat(64), HARMONY4_ENGINE_ID: "x" })).toMatchObject({
      CORE_BINARY: "deploy/core/h4core.so",
      HARMONY4_ENGINE_FP: "f".repeat(64),
      HARMONY4_ENGINE_ID: "x",
    });
    expect(args({ HARMONY4_ENGINE_FP: "", HARMONY4_ENGINE_ID: "" })).toMatchObject({
      HARMONY4_ENGINE_FP: "0".repeat(64),
    });
  });
});

test.each(repositoryFiles("deploy", "test/support").filter((file) => file.endsWith(".sh")))(
  "shellcheck: %s",
  (file) => {
    const { status, said } = run("shellcheck", [join(ROOT, file)]);
    expect([said, status]).toEqual(["", 0]);
  },
);
