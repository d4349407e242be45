/** The manifests: what Kubernetes makes of them, and whether they fit each other and the service. S22 to S29, T34 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, read } from "../house/repository.js";
import { FILES, type Manifest, manifest, refusal, typeErrors } from "./manifests.js";

const GUIDE = ["configmap.yaml", "secret.yaml", "deployment.yaml", "service.yaml"];
const PATH = "/opt/h4core/v1.2.3/h4core.so";

const deployment = manifest("deployment.yaml");
const pod = deployment.spec.template.spec;
const [container] = pod.containers as [Manifest];
const env = Object.fromEntries(container.env.map((each: Manifest) => [each.name, each]));

describe("every manifest", () => {
  test("S28: the four of the guide are there by their names", () => {
    expect(FILES).toEqual(expect.arrayContaining(GUIDE));
    expect(GUIDE.map((file) => manifest(file).kind)).toEqual(["ConfigMap", "Secret", "Deployment", "Service"]);
  });

  test.each(FILES)("S28: %s is valid", async (file) => {
    expect(await refusal(manifest(file))).toBeUndefined();
  });

  test("S28: and none has a key that Kubernetes does not know", () => {
    expect(typeErrors(FILES.map(manifest))).toEqual([]);
  });

  test("the two checks find what they are for", async () => {
    const wrong = structuredClone(deployment);
    wrong.spec.replicas = "3";
    expect(await refusal(wrong)).toMatch(/replicas/);
    const misspelt = structuredClone(deployment);
    misspelt.spec.template.spec.containers[0].readynessProbe = { httpGet: { port: 8000 } };
    expect(typeErrors([misspelt]).join()).toMatch(/readynessProbe/);
  });

  test("the kustomization takes in all of them", async () => {
    const { parse } = await import("yaml");
    const { resources } = parse(read("deploy/kubernetes/kustomization.yaml")) as { resources: string[] };
    expect([...resources].sort()).toEqual([...FILES].sort());
  });
});

test("S22: the fingerprint of the ConfigMap is a placeholder with 64 digits that no file has", () => {
  const { data } = manifest("configmap.yaml");
  expect(data).toEqual({ HARMONY4_ENGINE_ID: "h4core-geo-v1.2.3", HARMONY4_ENGINE_FP: "0".repeat(64) });
});

test("S23: the Secret holds the path in legal base64, without a newline", () => {
  const { data, type } = manifest("secret.yaml");
  const text = data["core-path"] as string;
  expect(text).toBe("L29wdC9oNGNvcmUvdjEuMi4zL2g0Y29yZS5zbw==");
  expect(Buffer.from(text, "base64").toString()).toBe(PATH);
  expect(type).toBe("Opaque");
});

describe("the Deployment", () => {
  test("S24: three replicas of the image, by the guide's names", () => {
    expect(deployment.metadata.name).toBe("harmony4-api");
    expect(deployment.spec.replicas).toBe(3);
    expect(deployment.spec.selector.matchLabels).toEqual({ app: "harmony4-api" });
    expect(deployment.spec.template.metadata.labels).toMatchObject(deployment.spec.selector.matchLabels);
    expect(container.image).toBe(`harmony4:${JSON.parse(read("package.json")).version}`);
    expect(container.ports[0]).toMatchObject({ containerPort: 8000 });
  });

  test("S25: pins come from the ConfigMap, the path from the Secret", () => {
    expect(container.envFrom).toEqual([{ configMapRef: { name: manifest("configmap.yaml").metadata.name } }]);
    const { name, key } = env.HARMONY4_CORE_PATH.valueFrom.secretKeyRef;
    expect([name, manifest("secret.yaml").data[key] !== undefined]).toEqual(["harmony4-core", true]);
  });

  test("S26: the core appears at its path, read-only", () => {
    const [mount] = container.volumeMounts;
    const [{ name, secret }] = pod.volumes;
    expect([mount.name, mount.readOnly, secret.secretName]).toEqual([name, true, "harmony4-core-binary"]);
    expect(secret.items.map(({ path }: Manifest) => join(mount.mountPath, path))).toEqual([PATH]);
    expect(secret.items[0].key).toBe("h4core.so");
    expect(secret.defaultMode).toBe(0o755);
  });

  test("T8: no group is given to the files of the volume", () => {
    expect(pod.securityContext.fsGroup).toBeUndefined();
  });

  test("T34: it runs as nobody, can write nothing but /tmp, and may do nothing", () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(pod.securityContext.runAsUser).toBe(Number(/^USER (\d+):\d+$/m.exec(read("deploy/Dockerfile"))![1]));
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.securityContext.capabilities.add).toBeUndefined();
    expect([pod.automountServiceAccountToken, pod.hostNetwork, pod.hostPID]).toEqual([false, undefined, undefined]);
    const writable = container.volumeMounts.filter((mount: Manifest) => mount.readOnly !== true);
    expect(writable.map((mount: Manifest) => mount.mountPath)).toEqual(["/tmp"]);
    expect(pod.volumes.find(({ name }: Manifest) => name === writable[0].name).emptyDir.sizeLimit).toBeDefined();
  });

  test("T34: it has a share of the machine, and no more", () => {
    for (const kind of ["cpu", "memory", "ephemeral-storage"]) {
      expect([container.resources.requests[kind], container.resources.limits[kind]]).not.toContain(undefined);
    }
  });

  test("T34, T6: three probes, and readiness is that of the seal", () => {
    const port = container.ports[0].name;
    expect(container.readinessProbe.httpGet).toEqual({ path: "/readyz", port });
    for (const probe of ["startupProbe", "livenessProbe"]) {
      expect(container[probe].httpGet).toEqual({ path: "/healthz", port });
    }
  });

  test("what it drains in ends before it is killed", () => {
    const [, seconds] = container.lifecycle.preStop.exec.command;
    const needed = Number(seconds) + Number(env.HARMONY4_DRAIN_TIMEOUT.value);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(needed);
  });

  test("every variable is one that the service reads: an option of h4 serve, or one of the engine", () => {
    const options = /\$ h4 serve --help\n(.*?)```/s.exec(read("docs/cli.md"))![1]!;
    const engine = read("src/api/environment.ts");
    const names = [...Object.keys(env), ...Object.keys(manifest("configmap.yaml").data)];
    const flag = (name: string) => `--${name.replace("HARMONY4_", "").toLowerCase().replaceAll("_", "-")} `;
    expect(names.filter((name) => !options.includes(flag(name)) && !engine.includes(`"${name}"`))).toEqual([]);
  });
});

describe("what is around it", () => {
  test("S27: the Service gives port 8000 to the pods", () => {
    const { spec } = manifest("service.yaml");
    expect([spec.type, spec.selector]).toEqual(["LoadBalancer", deployment.spec.selector.matchLabels]);
    expect(spec.ports).toEqual([expect.objectContaining({ protocol: "TCP", port: 8000, targetPort: 8000 })]);
    expect(spec.loadBalancerSourceRanges.length).toBeGreaterThan(0);
  });

  test("T22, T34: metrics and attestations are on a port that it does not have", () => {
    const { port } = { port: Number(env.HARMONY4_MANAGEMENT_PORT.value) };
    expect(manifest("service.yaml").spec.ports.map((each: Manifest) => each.targetPort)).not.toContain(port);
    expect(manifest("service-management.yaml").spec).toMatchObject({
      type: "ClusterIP",
      selector: deployment.spec.selector.matchLabels,
      ports: [expect.objectContaining({ port, targetPort: port })],
    });
    expect(container.ports).toContainEqual(expect.objectContaining({ containerPort: port }));
  });

  test("T34: the NetworkPolicy lets in what the ports are for, and nothing out", () => {
    const { spec } = manifest("networkpolicy.yaml");
    expect(spec.podSelector).toEqual(deployment.spec.selector);
    expect([spec.policyTypes, spec.egress]).toEqual([["Ingress", "Egress"], []]);
    for (const { from } of spec.ingress) expect(from.length).toBeGreaterThan(0); // an empty list is everybody
    const everywhere = spec.ingress.flatMap(({ from }: Manifest) => from).filter((peer: Manifest) => peer.ipBlock);
    expect(everywhere.map(({ ipBlock }: Manifest) => ipBlock.cidr)).not.toContain("0.0.0.0/0");
    const ports = spec.ingress.map((rule: Manifest) => rule.ports.map((each: Manifest) => each.port));
    expect(ports).toEqual([[8000], [9000]]);
  });

  test("T34: a drained node and the autoscaler leave enough", () => {
    const { spec: budget } = manifest("poddisruptionbudget.yaml");
    const { spec: scaler } = manifest("horizontalpodautoscaler.yaml");
    expect(budget.selector).toEqual(deployment.spec.selector);
    expect(scaler.scaleTargetRef).toMatchObject({ kind: "Deployment", name: deployment.metadata.name });
    expect(scaler.minReplicas).toBe(deployment.spec.replicas);
    expect(budget.minAvailable).toBeLessThan(scaler.minReplicas);
    expect(budget.minAvailable).toBeGreaterThan(0);
  });

  test("S66: the alerts look where the metrics are", () => {
    const prometheus = readFileSync(join(ROOT, "deploy/prometheus/prometheus.yml"), "utf8");
    const { metadata, spec } = manifest("service-management.yaml");
    expect(prometheus).toContain(`${metadata.name}.default.svc.cluster.local`);
    expect(prometheus).toContain(`port: ${spec.ports[0].port}`);
    const monitoring = manifest("networkpolicy.yaml").spec.ingress[1].from[0].namespaceSelector;
    expect(monitoring.matchLabels).toEqual({ "kubernetes.io/metadata.name": "monitoring" });
  });
});
